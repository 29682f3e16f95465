import type { Asset } from '../../../schemas/generated/types.ts'
import type { Place } from './cookies.ts'

type Streams = NonNullable<Asset['playback']>

/** The recorded addresses at the distribution as it is called now: the domain may have changed since. */
export function streamsAt(recorded: Streams, { baseUrl, prefix }: Place): Streams {
  const { hlsUrl, dashUrl, mp4Url, thumbnailsUrl } = recorded
  const move = (url: string) => {
    const from = url.indexOf(`/${prefix}`)
    return from < 0 ? url : baseUrl + url.slice(from)
  }
  return {
    hlsUrl: move(hlsUrl),
    dashUrl: move(dashUrl),
    ...(mp4Url !== undefined && { mp4Url: move(mp4Url) }),
    ...(thumbnailsUrl !== undefined && { thumbnailsUrl: move(thumbnailsUrl) }),
  }
}
