// What is in a media file, as ffprobe reads it. The file comes from a stranger: only media containers are opened, and
// nothing but the file itself, so that a playlist or a script dressed as a video cannot make ffmpeg read other files.
import { execFile } from 'node:child_process'
import { findFfprobe, toolEnvironment } from '../ffmpeg.ts'
import { isUrl, withReader } from './byte-reader.ts'
import type { ProbeStream } from './describe-stream.ts'
import { findEncryptedTracks } from './encrypted-tracks.ts'
import { describeAudio, describeData, describeVideo, given, positive } from './describe-stream.ts'

export interface Rational {
  numerator: number
  denominator: number
}

export interface VideoTrack {
  /** ffprobe's index of the stream in the file. */
  index: number
  codec: string
  profile?: string
  level?: number
  fourCc: string
  widthPx: number
  heightPx: number
  /** Width of a pixel by its height; 1/1 when the file does not say. */
  pixelAspect: Rational
  pixelFormat: string
  bitDepth: number
  /** Frames a second; undefined when the file does not say. */
  frameRate?: Rational
  interlaced: 'progressive' | 'top' | 'bottom'
  /** Clockwise turn that shows the picture upright: 0, 90, 180 or 270 degrees. */
  rotationDegrees: number
  colorPrimaries?: string
  colorTransfer?: string
  colorSpace?: string
  fullRange: boolean
  durationSeconds?: number
  bitrateBps?: number
}

export interface AudioTrack {
  index: number
  codec: string
  channels: number
  channelLayout?: string
  sampleRateHz: number
  bitDepth?: number
  /** ISO 639-2 as the file states it; undefined for none or `und`. */
  language?: string
  durationSeconds?: number
  bitrateBps?: number
}

export interface DataTrack {
  index: number
  codec: string
  fourCc: string
  language?: string
  durationSeconds?: number
}

export interface MediaInfo {
  /** ffprobe's name of the container, with `webm` and `quicktime` told apart from their families. */
  container: string
  durationSeconds?: number
  bitrateBps?: number
  startTimecode?: string
  video: VideoTrack[]
  audio: AudioTrack[]
  data: DataTrack[]
}

/** The file is no media that the engine can open; `reason` is in the service's words. */
export class UnreadableMediaError extends Error {
  override readonly name = 'UnreadableMediaError'
  readonly reason: 'no parser' | 'no moov box'

  constructor(reason: 'no parser' | 'no moov box', detail: string) {
    super(detail)
    this.reason = reason
  }
}

/** Containers that ffmpeg may open here, by its own names. Playlists, scripts, images and text are not among them. */
export const CONTAINERS = [
  ...['aac', 'ac3', 'aiff', 'asf', 'avi', 'dv', 'eac3', 'flac', 'flv', 'gxf', 'h264', 'hevc', 'ivf', 'm4v'],
  ...[
    'matroska',
    'webm',
    'mov',
    'mp4',
    '3gp',
    '3g2',
    'mp3',
    'mpeg',
    'mpegts',
    'mpegvideo',
    'mxf',
    'ogg',
    'wav',
  ],
].join(',')

/** Options that hold ffmpeg and ffprobe to the file they were given. */
export const SAFE_INPUT_OPTIONS = ['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS]
const SAFE_URL_OPTIONS = ['-protocol_whitelist', 'http,tcp', '-format_whitelist', CONTAINERS]

interface ProbeAnswer {
  format?: { format_name?: string; duration?: string; bit_rate?: string; tags?: Record<string, string> }
  streams?: ProbeStream[]
}

const PROBE_TIMEOUT_MS = 60_000
// EBML's DocType stands among the first bytes.
const HEAD_BYTES = 64

/** Reads what `file`, a path or a loopback URL, holds. Throws `UnreadableMediaError` when it is not media. */
export async function inspectMedia(file: string, signal?: AbortSignal): Promise<MediaInfo> {
  const { answer, errors } = await runFfprobe(file, signal)
  const streams = answer.streams ?? []
  if (!answer.format || streams.length === 0) {
    throw new UnreadableMediaError(
      /moov atom not found/.test(errors) ? 'no moov box' : 'no parser',
      errors.trim(),
    )
  }
  const isIso = answer.format.format_name?.startsWith('mov,')
  const encrypted = isIso ? await withReader(file, findEncryptedTracks) : new Set<number>()
  const real = streams
    .filter((stream) => !stream.disposition?.attached_pic)
    .map((stream) => (encrypted.has(stream.index) ? hideEncrypted(stream) : stream))
  const video = real.filter((stream) => stream.codec_type === 'video').map(describeVideo)
  const info: MediaInfo = {
    container: await nameContainer(file, answer.format),
    video,
    audio: real.filter((stream) => stream.codec_type === 'audio').map(describeAudio),
    data: real
      .filter((stream) => stream.codec_type === 'subtitle' || stream.codec_type === 'data')
      .map(describeData),
  }
  return {
    ...info,
    ...given('durationSeconds', positive(answer.format.duration)),
    ...given('bitrateBps', positive(answer.format.bit_rate)),
    ...given('startTimecode', answer.format.tags?.timecode ?? real[0]?.tags?.timecode),
  }
}

/** Nobody here can decode it, whatever it is. */
function hideEncrypted(stream: ProbeStream): ProbeStream {
  return {
    ...stream,
    codec_name: 'unknown',
    codec_tag_string: stream.codec_type === 'video' ? 'encv' : 'enca',
  }
}

function runFfprobe(file: string, signal?: AbortSignal): Promise<{ answer: ProbeAnswer; errors: string }> {
  const safe = isUrl(file) ? SAFE_URL_OPTIONS : SAFE_INPUT_OPTIONS
  const args = ['-v', 'error', ...safe, '-show_format', '-show_streams', '-of', 'json', file]
  const limits = { timeout: PROBE_TIMEOUT_MS, maxBuffer: 16 << 20, ...(signal ? { signal } : {}) }
  return new Promise((resolve, reject) => {
    execFile(findFfprobe(), args, { ...limits, env: toolEnvironment() }, (error, stdout, stderr) => {
      // An exit code means unreadable media, and so does a crash over it; anything else: ffprobe itself did not work.
      const crashed = error?.signal && !error.killed
      if (error && !crashed && typeof error.code !== 'number') {
        return reject(new Error(`ffprobe did not work: ${error.message}`, { cause: error }))
      }
      let answer: ProbeAnswer = {}
      try {
        answer = JSON.parse(stdout) as ProbeAnswer
      } catch {
        // What is no JSON is no answer: unreadable.
      }
      resolve({ answer: error ? {} : answer, errors: stderr })
    })
  })
}

async function nameContainer(file: string, format: NonNullable<ProbeAnswer['format']>): Promise<string> {
  const names = format.format_name ?? ''
  const brand = format.tags?.major_brand ?? ''
  if (names.startsWith('mov,')) return brand === 'qt  ' || brand === '' ? 'quicktime' : brandName(brand)
  if (!names.startsWith('matroska')) return names
  const head = await withReader(file, (read) => read(0, HEAD_BYTES))
  return head.includes('webm') ? 'webm' : 'matroska'
}

function brandName(brand: string): string {
  if (brand.startsWith('3gp')) return 'three_gp'
  return brand.startsWith('3g2') ? 'three_g2' : 'mp4'
}
