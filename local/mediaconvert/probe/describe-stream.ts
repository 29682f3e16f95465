// ffprobe's words about a stream, made into tracks.
import type { AudioTrack, DataTrack, Rational, VideoTrack } from './inspect.ts'

export interface ProbeStream {
  index: number
  codec_type?: string
  codec_name?: string
  codec_tag_string?: string
  profile?: string
  level?: number
  width?: number
  height?: number
  sample_aspect_ratio?: string
  pix_fmt?: string
  bits_per_raw_sample?: string
  bits_per_sample?: number
  field_order?: string
  color_primaries?: string
  color_transfer?: string
  color_space?: string
  color_range?: string
  avg_frame_rate?: string
  r_frame_rate?: string
  duration?: string
  bit_rate?: string
  channels?: number
  channel_layout?: string
  sample_rate?: string
  disposition?: { attached_pic?: number }
  side_data_list?: { side_data_type?: string; rotation?: number | string }[]
  tags?: Record<string, string>
}

export function describeVideo(stream: ProbeStream): VideoTrack {
  const rate = parseRational(stream.avg_frame_rate) ?? parseRational(stream.r_frame_rate)
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    fourCc: stream.codec_tag_string ?? '',
    widthPx: stream.width ?? 0,
    heightPx: stream.height ?? 0,
    pixelAspect: parseRational(stream.sample_aspect_ratio?.replace(':', '/')) ?? {
      numerator: 1,
      denominator: 1,
    },
    pixelFormat: stream.pix_fmt ?? '',
    bitDepth: Number(stream.bits_per_raw_sample) || depthOf(stream.pix_fmt ?? ''),
    interlaced: scanOf(stream.field_order),
    rotationDegrees: rotationOf(stream),
    fullRange: stream.color_range === 'pc' || /^yuvj/.test(stream.pix_fmt ?? ''),
    ...given('profile', stream.profile),
    ...given('level', stream.level),
    ...given('frameRate', rate),
    ...given('colorPrimaries', stream.color_primaries),
    ...given('colorTransfer', stream.color_transfer),
    ...given('colorSpace', stream.color_space),
    ...durationAndRate(stream),
  }
}

export function describeAudio(stream: ProbeStream): AudioTrack {
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    channels: stream.channels ?? 0,
    sampleRateHz: Number(stream.sample_rate ?? 0),
    ...given('channelLayout', stream.channel_layout),
    ...given('bitDepth', stream.bits_per_sample || undefined),
    ...given('language', languageOf(stream)),
    ...durationAndRate(stream),
  }
}

export function describeData(stream: ProbeStream): DataTrack {
  const { durationSeconds } = durationAndRate(stream)
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    fourCc: stream.codec_tag_string ?? '',
    ...given('language', languageOf(stream)),
    ...given('durationSeconds', durationSeconds),
  }
}

function durationAndRate(stream: ProbeStream): { durationSeconds?: number; bitrateBps?: number } {
  return {
    ...given('durationSeconds', positive(stream.duration) ?? parseClock(stream.tags?.DURATION)),
    ...given('bitrateBps', positive(stream.bit_rate)),
  }
}

function languageOf(stream: ProbeStream): string | undefined {
  const language = stream.tags?.language?.toLowerCase()
  return language && language !== 'und' ? language : undefined
}

/** The display matrix turns counter-clockwise; old ffprobes show a clockwise `rotate` tag instead. */
function rotationOf(stream: ProbeStream): number {
  const matrix = stream.side_data_list?.find((data) => data.rotation !== undefined)
  const clockwise = matrix ? -Number(matrix.rotation) : Number(stream.tags?.rotate ?? 0)
  const turn = ((Math.round(clockwise) % 360) + 360) % 360
  // The service follows a rotation within one degree of a quarter turn, and no other.
  const quarter = (Math.round(turn / 90) * 90) % 360
  return Math.abs(turn - Math.round(turn / 90) * 90) <= 1 ? quarter : 0
}

function scanOf(fieldOrder: string | undefined): VideoTrack['interlaced'] {
  if (fieldOrder === 'tt' || fieldOrder === 'bt') return 'top'
  return fieldOrder === 'bb' || fieldOrder === 'tb' ? 'bottom' : 'progressive'
}

function depthOf(pixelFormat: string): number {
  const bits = /p(9|10|12|14|16)(le|be)?$/.exec(pixelFormat)?.[1] ?? /^p0(10|12|16)/.exec(pixelFormat)?.[1]
  return bits ? Number(bits) : 8
}

function parseRational(text: string | undefined): Rational | undefined {
  const [numerator = 0, denominator = 0] = (text ?? '').split('/').map(Number)
  return numerator > 0 && denominator > 0 ? { numerator, denominator } : undefined
}

/** Matroska's `00:00:02.000000000` in seconds. */
function parseClock(text: string | undefined): number | undefined {
  const match = /^(\d+):(\d+):([\d.]+)$/.exec(text ?? '')
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined
}

/** A number above zero, or undefined. */
export function positive(text: string | undefined): number | undefined {
  const value = Number(text)
  return value > 0 ? value : undefined
}

/** `{[name]: value}`, or nothing when there is no value. */
export function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V })
}
