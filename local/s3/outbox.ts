// Object events on their way to the event bus. They are written with the change they tell of and leave only when
// the bus has taken them, so that a crash or a refusing bus delays an event and never loses it.
import type { CloudContext, ServiceEvent } from '../runtime/context.ts'
import type { Timer } from '../runtime/clock.ts'
import type { Catalog } from './catalog.ts'
import { notifiesEventBridge } from './notification.ts'

export interface ObjectEvent {
  detailType: 'Object Created' | 'Object Deleted'
  bucket: string
  object: { key: string; size?: number; etag?: string }
  reason: 'PutObject' | 'POST Object' | 'CopyObject' | 'CompleteMultipartUpload' | 'DeleteObject'
  requestId: string
}

export interface Outbox {
  /** To be called within the transaction of the change. Does nothing for a bucket without EventBridge notification. */
  put(event: ObjectEvent): void
  /** Sends what is waiting, in order. Never throws: what the bus refuses is tried again later. */
  drain(): Promise<void>
  stop(): void
}

const RETRY_MS = 1_000

export function createOutbox(context: CloudContext, catalog: Catalog): Outbox {
  let draining: Promise<void> = Promise.resolve()
  let retry: Timer | undefined
  let isStopped = false

  const sendAll = async () => {
    for (let next = catalog.nextEvent(); next && !isStopped; next = catalog.nextEvent()) {
      await context.emitEvent(next.event as ServiceEvent)
      catalog.dropEvent(next.id)
    }
  }
  const drain = (): Promise<void> =>
    (draining = draining.then(sendAll).catch((error: Error) => {
      context.log(`An S3 event waits, the event bus did not take it: ${error.message}`)
      if (!isStopped) retry = context.clock.at(context.clock.now() + RETRY_MS, again)
    }))
  const again = () => void context.activity.during('S3 events that had to wait are sent', drain)
  return {
    put(event) {
      if (notifiesEventBridge(catalog, event.bucket)) catalog.putEvent(buildEvent(event, context, catalog))
    },
    drain,
    stop() {
      isStopped = true
      retry?.cancel()
    },
  }
}

// docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html: the key stands there as it is, not URL-encoded.
function buildEvent(event: ObjectEvent, context: CloudContext, catalog: Catalog): ServiceEvent {
  const { detailType, bucket, object, reason, requestId } = event
  return {
    source: 'aws.s3',
    detailType,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { ...object, sequencer: catalog.nextSequencer(context.clock.now()) },
      'request-id': requestId,
      requester: context.accountId,
      'source-ip-address': '127.0.0.1',
      reason,
      ...(detailType === 'Object Deleted' && { 'deletion-type': 'Permanently Deleted' }),
    },
  }
}
