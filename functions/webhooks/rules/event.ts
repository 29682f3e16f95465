// What endpoints and the topic are told of an event of the asset bus.
import type { WebhookEvent } from '../../../schemas/generated/types.ts'

/** An event as EventBridge hands it over. */
export interface BusEvent {
  id: string
  'detail-type': string
  time: string
  detail: Record<string, unknown>
}

const ASSET_ID = /^[0-9a-f]{32}$/

/**
 * An outcome has one id, however often it is announced: a step that is tried again puts it on the bus once more, under
 * another id of EventBridge's. What is no outcome keeps that of EventBridge.
 */
function eventId({ id, 'detail-type': type, detail }: BusEvent): string {
  const { assetId, revision, closedAt } = detail
  const isOutcome =
    typeof assetId === 'string' &&
    ASSET_ID.test(assetId) &&
    Number.isInteger(revision) &&
    typeof closedAt === 'string' &&
    !Number.isNaN(Date.parse(closedAt))
  return isOutcome ? `${type}:${assetId}:r${String(revision)}:${new Date(closedAt).toISOString()}` : id
}

/** The outcome's own moment is told, not that of its announcement: the text is the same at every repetition. */
function occurredAt({ time, detail: { closedAt } }: BusEvent): string {
  const moment = typeof closedAt === 'string' && !Number.isNaN(Date.parse(closedAt)) ? closedAt : time
  return new Date(moment).toISOString()
}

export const describeEvent = (event: BusEvent): WebhookEvent => ({
  id: eventId(event),
  type: event['detail-type'],
  occurredAt: occurredAt(event),
  data: event.detail,
})
