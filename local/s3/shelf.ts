// The one way in which an object comes to be or goes: catalog, event and old bytes in the right order.
import type { CloudContext } from '../runtime/context.ts'
import type { Blobs, Segment } from './blobs.ts'
import type { Catalog, StoredObject } from './catalog.ts'
import { noSuchBucket } from './exchange.ts'
import type { ObjectEvent, Outbox } from './outbox.ts'

export interface Shelf {
  context: CloudContext
  catalog: Catalog
  blobs: Blobs
  outbox: Outbox
}

interface Placement {
  bucket: string
  object: StoredObject
  reason: ObjectEvent['reason']
  requestId: string
  /** Judges what is there now; throws to refuse. */
  check: (existing: StoredObject | undefined) => void
  /** Further changes that belong to the same transaction. */
  also?: () => void
}

export function mustHaveBucket(shelf: Shelf, bucket: string): void {
  if (!shelf.catalog.bucket(bucket)) throw noSuchBucket(bucket)
}

/** Puts the object on the shelf and sends its event. Throws when refused. */
export async function place(shelf: Shelf, placement: Placement): Promise<void> {
  const { catalog, blobs, outbox } = shelf
  const { bucket, object, reason, requestId } = placement
  let replaced: Segment[] = []
  catalog.transaction(() => {
    if (!catalog.bucket(bucket)) throw noSuchBucket(bucket)
    const existing = catalog.object(bucket, object.key)
    placement.check(existing)
    replaced = existing?.segments ?? []
    catalog.putObject(bucket, object)
    placement.also?.()
    const { key, sizeBytes: size, etag } = object
    outbox.put({ detailType: 'Object Created', bucket, object: { key, size, etag }, reason, requestId })
  })
  await blobs.remove(replaced)
  await outbox.drain()
}

/** As `place`, for bytes that belong to this request alone: when refused, they are removed. */
export async function placeNew(shelf: Shelf, placement: Placement): Promise<void> {
  try {
    await place(shelf, placement)
  } catch (error) {
    await shelf.blobs.remove(placement.object.segments)
    throw error
  }
}

/** Removing what is not there is no error and no event. */
export async function removeObject(
  shelf: Shelf,
  { bucket, key, requestId }: { bucket: string; key: string; requestId: string },
): Promise<void> {
  const { catalog, blobs, outbox } = shelf
  const existing = catalog.object(bucket, key)
  if (!existing) return
  catalog.transaction(() => {
    catalog.dropObject(bucket, key)
    const { etag } = existing
    outbox.put({
      detailType: 'Object Deleted',
      bucket,
      object: { key, etag },
      reason: 'DeleteObject',
      requestId,
    })
  })
  await blobs.remove(existing.segments)
  await outbox.drain()
}
