// HLS playlists as plain data. Source of the rules that the parser holds them to: RFC 8216.
import HLS from 'hls-parser'
import type { StreamTrack } from './rules/stream-track.ts'

HLS.setOptions({ strictMode: true, silent: true })

export interface Variant {
  uri: string
  widthPx: number
  heightPx: number
  /** Peak. */
  bandwidthBps: number
  codecs: string
}

export interface Multivariant {
  variants: Variant[]
  audios: { uri: string; name: string }[]
}

/** What was read, or why it could not be. */
export type Read<T> = { value: T } | { problem: string }

function reading<T>(name: string, read: () => T): Read<T> {
  try {
    return { value: read() }
  } catch (error) {
    return { problem: `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

export const readMultivariant = (name: string, text: string): Read<Multivariant> =>
  reading(name, () => {
    const playlist = HLS.parse(text)
    if (!('variants' in playlist)) throw new Error('it is not a multivariant playlist')
    const variants = playlist.variants.map((variant) => ({
      uri: variant.uri,
      widthPx: variant.resolution?.width ?? 0,
      heightPx: variant.resolution?.height ?? 0,
      bandwidthBps: variant.bandwidth,
      codecs: variant.codecs ?? '',
    }))
    const audios = new Map(
      playlist.variants
        .flatMap((variant) => variant.audio)
        .flatMap(({ uri, name }) => (uri === undefined ? [] : [[uri, { uri, name }] as const])),
    )
    return { variants, audios: [...audios.values()] }
  })

export const readMediaPlaylist = (name: string, kind: StreamTrack['kind'], text: string): Read<StreamTrack> =>
  reading(name, () => {
    const playlist = HLS.parse(text)
    if (!('segments' in playlist)) throw new Error('it is not a media playlist')
    if (!playlist.endlist) throw new Error('it has no end')
    return {
      name,
      kind,
      initUri: playlist.segments[0]?.map?.uri,
      segments: playlist.segments.map(({ uri, duration }) => ({ uri, durationSeconds: duration })),
      targetDurationSeconds: playlist.targetDuration,
    }
  })
