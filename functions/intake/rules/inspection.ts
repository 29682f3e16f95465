// From what the provider and the file itself say to what Reelgate knows of a source.
import type {
  FrameRate as ProbedFrameRate,
  ProbeResult,
  Track,
  VideoProperties,
} from '@aws-sdk/client-mediaconvert'
import type { AudioTrack, FrameRate, Inspection, VideoTrack } from '../../../schemas/generated/types.ts'
import type { Container } from './container.ts'
import { findEmbeddedCaptions } from './embedded-captions.ts'
import type { MovieFacts } from './iso-movie.ts'

/** Where nothing tells the rate (variable, or written as 0/0), the picture is encoded at the rate of most cameras. */
const FALLBACK_FRAME_RATE: FrameRate = { numerator: 30, denominator: 1 }

/** Above this a "rate" is the clock of the container. */
const HIGHEST_FRAME_RATE = 480

function frameRateOf(rate: ProbedFrameRate | undefined): FrameRate | undefined {
  const { Numerator: numerator = 0, Denominator: denominator = 0 } = rate ?? {}
  const isRate =
    Number.isInteger(numerator) && Number.isInteger(denominator) && numerator > 0 && denominator > 0
  return isRate && numerator / denominator <= HIGHEST_FRAME_RATE ? { numerator, denominator } : undefined
}

function dynamicRangeOf({ TransferCharacteristics: transfer }: VideoProperties): VideoTrack['dynamicRange'] {
  if (transfer === 'SMPTE_2084') return 'HDR10'
  return transfer === 'ARIB_B67' ? 'HLG' : 'SDR'
}

/** The scan type is free text; whatever names interlacing or its fields is interlaced. */
const scanOf = ({ CodecMetadata: metadata }: VideoProperties): VideoTrack['scan'] =>
  /interlace|field|mbaff|paff/i.test(metadata?.ScanType ?? '') ? 'interlaced' : 'progressive'

export const isDecodable = (track: Track): boolean => track.Codec !== undefined && track.Codec !== 'UNKNOWN'

export const videoTracksOf = (probe: ProbeResult): Track[] =>
  (probe.Container?.Tracks ?? []).filter((track) => track.TrackType === 'video')

const audioTracksOf = (probe: ProbeResult): Track[] =>
  (probe.Container?.Tracks ?? []).filter((track) => track.TrackType === 'audio')

/** Size as displayed. Probe tells neither rotation nor pixel shape, so the index of the film goes before it. */
function pictureOf({ Width = 0, Height = 0 }: VideoProperties, movie: MovieFacts | undefined) {
  const shown = movie?.tracks.find((track) => track.picture !== undefined)?.picture
  return shown ?? { widthPx: Width, heightPx: Height, rotationDegrees: 0 as const }
}

function toVideoTrack(track: Track, movie: MovieFacts | undefined): VideoTrack | undefined {
  const video = track.VideoProperties ?? {}
  const picture = pictureOf(video, movie)
  const durationMs = trackDurationMs(track, 'vide', movie)
  if (picture.widthPx < 1 || picture.heightPx < 1) return undefined
  return {
    codec: track.Codec ?? 'UNKNOWN',
    ...picture,
    frameRate:
      frameRateOf(video.FrameRate) ?? frameRateOf(video.CodecMetadata?.CodedFrameRate) ?? FALLBACK_FRAME_RATE,
    bitDepth: Math.max(8, video.BitDepth ?? video.CodecMetadata?.BitDepth ?? 8),
    dynamicRange: dynamicRangeOf(video),
    scan: scanOf(video),
    ...(durationMs > 0 && { durationMs }),
    ...(video.BitRate !== undefined && video.BitRate > 0 && { bitrateBps: Math.round(video.BitRate) }),
  }
}

/** Three letters in lower case; `und` says that it is not known. */
function languageOf(code: string | undefined): string | undefined {
  const language = code?.trim().toLowerCase()
  return language !== undefined && /^[a-z]{3}$/.test(language) && language !== 'und' ? language : undefined
}

function toAudioTrack({ Codec: codec, AudioProperties: properties }: Track, index: number): AudioTrack {
  const languageCode = languageOf(properties?.LanguageCode)
  return {
    trackNumber: index + 1,
    codec: codec ?? 'UNKNOWN',
    channels: Math.max(0, properties?.Channels ?? 0),
    sampleRateHz: Math.max(0, properties?.SampleRate ?? 0),
    ...(languageCode !== undefined && { languageCode }),
  }
}

/** Length of a track as played: the index knows of edits; where it tells nothing the probe does. */
function trackDurationMs(track: Track, kind: 'vide' | 'soun', movie: MovieFacts | undefined): number {
  const played = movie?.tracks.find((one) => one.kind === kind)?.durationMs ?? 0
  const probed = Math.round((track.Duration ?? 0) * 1000)
  return played > 0 ? played : Number.isFinite(probed) ? Math.max(0, probed) : 0
}

/** The longest track with picture or sound; what only the container or the index says comes after. */
function durationMsOf(probe: ProbeResult, movie: MovieFacts | undefined): number {
  const longest = Math.max(
    0,
    ...videoTracksOf(probe).map((track) => trackDurationMs(track, 'vide', movie)),
    ...audioTracksOf(probe).map((track) => trackDurationMs(track, 'soun', movie)),
  )
  const container = Math.round((probe.Container?.Duration ?? 0) * 1000)
  return longest > 0 ? longest : container > 0 ? container : (movie?.durationMs ?? 0)
}

/** Audio formats that Probe names as well are no containers of films. */
const FILM_CONTAINERS = [
  'mp4', 'quicktime', 'matroska', 'webm', 'mxf', 'wave', 'avi', 'mpegts', 'mpegps', 'flv', 'asf', 'ogg',
] as const satisfies Container[] // prettier-ignore

const containerOf = (probe: ProbeResult): Container | undefined =>
  FILM_CONTAINERS.find((format) => format === probe.Container?.Format)

export interface ProbedSource {
  probe: ProbeResult
  /** By the magic bytes: Probe leaves the format empty where it knows none. */
  container: Container
  movie?: MovieFacts | undefined
  sizeBytes: number
}

/**
 * What was found out about a source. Audio that cannot be decoded is left out, and numbers of the others stay.
 * @returns undefined when there is no decodable video track with a size
 */
export function toInspection({ probe, container, movie, sizeBytes }: ProbedSource): Inspection | undefined {
  const track = videoTracksOf(probe).find(isDecodable)
  const video = track && toVideoTrack(track, movie)
  if (video === undefined) return undefined
  return {
    container: containerOf(probe) ?? container,
    sizeBytes,
    durationMs: durationMsOf(probe, movie),
    video,
    audioTracks: audioTracksOf(probe)
      .map((audio, index) => ({ audio, index }))
      .filter(({ audio }) => isDecodable(audio))
      .map(({ audio, index }) => toAudioTrack(audio, index)),
    ...findEmbeddedCaptions(probe, container, movie),
  }
}
