// Whether the HLS side of a publication can be played to its end.
import type { Rendition } from '../../schemas/generated/types.ts'
import {
  readMediaPlaylist,
  readMultivariant,
  type Multivariant,
  type Read,
  type Variant,
} from './read-hls.ts'
import { resolveKey } from './rules/resolve-key.ts'
import { checkTrackFiles, type ObjectSizes } from './rules/stream-files.ts'
import {
  checkDurations,
  checkSegmentLengths,
  type ExpectedStream,
  type StreamTrack,
} from './rules/stream-track.ts'

export interface HlsPublication {
  /** Key of the multivariant playlist. */
  key: string
  /** Texts of all playlists by their keys. */
  texts: ReadonlyMap<string, string>
  objects: ObjectSizes
  expected: ExpectedStream
}

export interface HlsFindings {
  /** Sentences for whoever looks after it; empty when all is well. */
  problems: string[]
  /** From the smallest to the largest. */
  renditions: Rendition[]
}

/** Keys of the media playlists that a multivariant playlist names; none where it cannot be read. */
export function listMediaPlaylists(key: string, text: string): string[] {
  const read = readMultivariant(key, text)
  if ('problem' in read) return []
  const uris = [...read.value.variants, ...read.value.audios].map(({ uri }) => uri)
  return [...new Set(uris.flatMap((uri) => resolveKey(uri, key) ?? []))]
}

const AUDIO_CODEC = /^(mp4a|ac-3|ec-3|opus|flac)/i

const videoCodecOf = (codecs: string): string =>
  codecs
    .split(',')
    .map((codec) => codec.trim())
    .find((codec) => codec !== '' && !AUDIO_CODEC.test(codec)) ?? codecs

function toRenditions(variants: Variant[]): Rendition[] {
  const renditions = variants.map(({ widthPx, heightPx, bandwidthBps, codecs }) => ({
    name: `${Math.min(widthPx, heightPx)}p`,
    widthPx,
    heightPx,
    bitrateBps: bandwidthBps,
    codec: videoCodecOf(codecs),
  }))
  return renditions.sort(
    (a, b) => a.widthPx * a.heightPx - b.widthPx * b.heightPx || a.bitrateBps - b.bitrateBps,
  )
}

/** Every planned rung is there in its planned size, and every audio track. */
function checkLadder({ variants, audios }: Multivariant, { rungs, audioTracks }: ExpectedStream): string[] {
  const missing = rungs.filter(
    (rung) => !variants.some((one) => one.widthPx === rung.widthPx && one.heightPx === rung.heightPx),
  )
  return [
    ...missing.map(({ name, widthPx, heightPx }) => `The rung ${name} (${widthPx}x${heightPx}) is missing.`),
    ...(audios.length < audioTracks
      ? [`There are ${audios.length} audio tracks instead of ${audioTracks}.`]
      : []),
  ]
}

function readTracks(multivariant: Multivariant, { key, texts }: HlsPublication): Read<StreamTrack>[] {
  const read =
    (kind: StreamTrack['kind']) =>
    (uri: string): Read<StreamTrack> => {
      const playlistKey = resolveKey(uri, key)
      const text = playlistKey === undefined ? undefined : texts.get(playlistKey)
      return playlistKey === undefined || text === undefined
        ? { problem: `${key} names ${uri}, which does not exist.` }
        : readMediaPlaylist(playlistKey, kind, text)
    }
  const unique = (uris: string[]) => [...new Set(uris)]
  return [
    ...unique(multivariant.variants.map(({ uri }) => uri)).map(read('video')),
    ...unique(multivariant.audios.map(({ uri }) => uri)).map(read('audio')),
  ]
}

/** Every playlist parses, every file exists and is not empty, durations agree, and the whole ladder is there. */
export function checkHls(publication: HlsPublication): HlsFindings {
  const { key, texts, objects, expected } = publication
  const multivariant = readMultivariant(key, texts.get(key) ?? '')
  if ('problem' in multivariant) return { problems: [multivariant.problem], renditions: [] }
  const reads = readTracks(multivariant.value, publication)
  const tracks = reads.flatMap((read) => ('value' in read ? [read.value] : []))
  return {
    problems: [
      ...checkLadder(multivariant.value, expected),
      ...reads.flatMap((read) => ('problem' in read ? [read.problem] : [])),
      ...tracks.flatMap((track) => checkTrackFiles(track, track.name, objects)),
      ...tracks.flatMap((track) => checkSegmentLengths(track, expected)),
      ...checkDurations(tracks, expected),
    ],
    renditions: toRenditions(multivariant.value.variants),
  }
}
