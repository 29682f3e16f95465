// The right to play one asset, as the API has given it: addresses, and cookies for them.
import type { PlaybackGrant } from '../../schemas/generated/types.ts'

export interface Grant extends PlaybackGrant {
  /** As a `Cookie` header has them. */
  cookie: string
}

export const toGrant = (body: PlaybackGrant, setCookies: string[]): Grant => ({
  ...body,
  cookie: setCookies.map((line) => line.split(';')[0]).join('; '),
})

/** What all addresses of the asset begin with; ends with a slash. */
export function prefixOf({ streams, assetId, revision }: PlaybackGrant): string {
  const place = `/assets/${assetId}/r${revision}/`
  return streams.hlsUrl.slice(0, streams.hlsUrl.indexOf(place) + place.length)
}
