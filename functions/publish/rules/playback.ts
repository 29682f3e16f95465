import { OUTPUT } from '../../../lib/output-layout.ts'
import type { Asset } from '../../../schemas/generated/types.ts'

export interface PublishedOutputs {
  /** Ends with a slash. */
  prefix: string
  objects: ReadonlyMap<string, number>
  hasThumbnails: boolean
}

/** An asset is played where its outputs lie; what was not made has no address. */
export function planPlayback(
  baseUrl: string,
  { prefix, objects, hasThumbnails }: PublishedOutputs,
): NonNullable<Asset['playback']> {
  const urlOf = (name: string) => `${baseUrl}/${prefix}${name}`
  return {
    hlsUrl: urlOf(OUTPUT.hls),
    dashUrl: urlOf(OUTPUT.dash),
    ...(objects.has(prefix + OUTPUT.mp4) && { mp4Url: urlOf(OUTPUT.mp4) }),
    ...(hasThumbnails && { thumbnailsUrl: urlOf(OUTPUT.thumbnailIndex) }),
  }
}
