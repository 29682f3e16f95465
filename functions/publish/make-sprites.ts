import type { readObject, writeObject } from '../../lib/aws/s3.ts'
import { frameKey, OUTPUT, spriteKey } from '../../lib/output-layout.ts'
import { chooseProfile } from '../../lib/profiles.ts'
import { planThumbnails } from '../../lib/thumbnails.ts'
import type { DecideVerdictInput } from '../../schemas/generated/types.ts'
import { planSprites, writeThumbnailIndex } from './rules/sprite.ts'
import { drawSpriteSheet, sizeOfPicture } from './sprite-sheet.ts'
import type { OutputPlace } from './verify-stream.ts'

const SCRUBBER_STORAGE_CONCURRENCY = 16

async function readFrames(
  place: OutputPlace,
  indexes: number[],
  storage: { readObject: typeof readObject },
): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = []
  for (let at = 0; at < indexes.length; at += SCRUBBER_STORAGE_CONCURRENCY) {
    const batch = indexes.slice(at, at + SCRUBBER_STORAGE_CONCURRENCY)
    const read = (index: number) =>
      storage.readObject({ bucket: place.bucket, key: place.prefix + frameKey(index) })
    frames.push(...(await Promise.all(batch.map(read))))
  }
  return frames
}

/** Frames are numbered without a gap from 0; the encoder may have made one more or less than was planned. */
function countFrames({ prefix, objects }: OutputPlace): number {
  let count = 0
  while (objects.has(prefix + frameKey(count))) count++
  return count
}

/**
 * Draws the sprite sheets of an asset and writes their index.
 * @returns false when no thumbnails were made for it
 */
export async function makeSprites(
  { inspection, profile }: DecideVerdictInput,
  place: OutputPlace,
  storage: { readObject: typeof readObject; writeObject: typeof writeObject },
): Promise<boolean> {
  const frameCount = countFrames(place)
  if (frameCount === 0) return false
  const [first] = await readFrames(place, [0], storage)
  const { sheets, ...plan } = planSprites(frameCount, sizeOfPicture(first!))
  for (const [number, sheet] of sheets.entries()) {
    const indexes = Array.from({ length: sheet.frameCount }, (_, tile) => sheet.firstFrame + tile)
    const picture = drawSpriteSheet(await readFrames(place, indexes, storage), {
      columns: sheet.columns,
      rows: sheet.rows,
      tileWidthPx: plan.tile.widthPx,
      tileHeightPx: plan.tile.heightPx,
    })
    await storage.writeObject(
      { bucket: place.bucket, key: place.prefix + spriteKey(number) },
      picture,
      'image/jpeg',
    )
  }
  const { intervalSeconds } = planThumbnails(inspection, chooseProfile(profile).thumbnails)
  const index = writeThumbnailIndex(
    { sheets, ...plan },
    { intervalMs: intervalSeconds * 1000, durationMs: inspection.durationMs },
  )
  await storage.writeObject(
    { bucket: place.bucket, key: place.prefix + OUTPUT.thumbnailIndex },
    index,
    'text/vtt',
  )
  return true
}
