import type { Asset } from '../../../schemas/generated/types.ts'
import type { Place } from './cookies.ts'

type Streams = NonNullable<Asset['playback']>

/** The recorded addresses at the distribution as it is called now: the domain may have changed since. */
export function streamsAt(recorded: Streams, { baseUrl, prefix }: Place): Streams {
  const moved = Object.entries(recorded).map(([name, url]) => {
    const from = url.indexOf(`/${prefix}`)
    return [name, from < 0 ? url : baseUrl + url.slice(from)]
  })
  return Object.fromEntries(moved) as unknown as Streams
}
