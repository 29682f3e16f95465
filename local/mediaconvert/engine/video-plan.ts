import type { Rational, VideoTrack } from '../probe/inspect.ts'
import type { H26xSettings, VideoDescription, VideoSelectorSettings } from '../settings.ts'
import { planColor, sourceColor } from './color.ts'
import { chooseFrameRate, planKeyframes } from './frame-rate.ts'
import { chooseRotation, planPicture, uprightSize } from './picture.ts'
import type { Encode, PlanContext, PlannedVideo, SegmentRule } from './plan.ts'
import type { StreamOption } from './video-encode.ts'
import { encodeFrameCapture, encodeVideo } from './video-encode.ts'

// Still images and AV1 have no setting for the shape of a pixel.
const SQUARE_PIXELS = { parControl: 'SPECIFIED', parNumerator: 1, parDenominator: 1 }

const DEFAULT_CAPTURE_RATE: Rational = { numerator: 1, denominator: 10 }

/** One video output to be planned. */
export interface VideoRequest {
  video: VideoDescription
  selector: VideoSelectorSettings | undefined
  source: VideoTrack
  segment: SegmentRule | undefined
  /** Numbers video descriptions from 1, for messages. */
  position: number
}

/** Plans the video of one output; what cannot be done as asked is added to `warnings`. */
export function planVideo(request: VideoRequest, context: PlanContext, warnings: string[]): PlannedVideo {
  const { video, selector, source, position } = request
  const codecs = video.codecSettings!
  const rotation = chooseRotation(selector, source)
  const settings = codecs.h264Settings ?? codecs.h265Settings
  const picture = planPicture(video, uprightSize(source, rotation), {
    par: settings ?? SQUARE_PIXELS,
    position,
  })
  const color = planColor(video, sourceColor(source, selector), context.abilities.filters)
  if (color.warning) warnings.push(color.warning)
  const before = [...deinterlace(video, source), ...turn(rotation), ...limitRange(source)]
  const after = [...color.filters, ...picture.filters]
  if (codecs.codec === 'FRAME_CAPTURE') {
    const rate = captureRate(video)
    const selection = captureFilters(rate, codecs.frameCaptureSettings?.maxCaptures)
    const filters = [...before, ...selection, ...after, 'format=yuvj420p']
    const encode = encodeOf(source, filters, encodeFrameCapture(codecs.frameCaptureSettings, rate))
    return { ...picture.output, frameRate: rate, segmentFrames: 1, encode }
  }
  const frameRate = chooseFrameRate(codecs.av1Settings ?? settings ?? {}, source, position)
  const grid = planKeyframes(keyframeSettings(video), frameRate, request.segment)
  const even = `fps=fps=${frameRate.numerator}/${frameRate.denominator}:start_time=0`
  const filters = [...before, even, ...after, `format=${pixelFormat(settings)}`]
  const stated = video.colorMetadata === 'IGNORE' ? undefined : color.output
  const encode = encodeOf(source, filters, encodeVideo(codecs, { grid, color: stated }, context))
  return { ...picture.output, frameRate, segmentFrames: grid.segmentFrames, encode }
}

/** AV1 states its GOP in frames only. */
function keyframeSettings(video: VideoDescription): { gopSize?: number; gopSizeUnits?: string } {
  const { h264Settings, h265Settings, av1Settings } = video.codecSettings!
  if (av1Settings) return av1Settings.gopSize ? { gopSize: av1Settings.gopSize, gopSizeUnits: 'FRAMES' } : {}
  return h264Settings ?? h265Settings ?? {}
}

function encodeOf(source: VideoTrack, filters: string[], options: StreamOption[]): Encode {
  const encode = { kind: 'video' as const, streamIndex: source.index, filters, options }
  return { ...encode, key: JSON.stringify(encode) }
}

function deinterlace(video: VideoDescription, source: VideoTrack): string[] {
  const settings = video.videoPreprocessors?.deinterlacer
  const always = settings?.control === 'FORCE_ALL_FRAMES'
  // Interlaced sources are always deinterlaced: every output here is progressive.
  if (!always && source.interlaced === 'progressive') return []
  const parity = { progressive: 'auto', top: 'tff', bottom: 'bff' }[source.interlaced]
  return [`yadif=mode=send_frame:parity=${parity}:deint=all`]
}

function turn(degrees: number): string[] {
  return { 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] }[degrees] ?? []
}

/** Outputs are in studio range, whatever the source is in. */
function limitRange(source: VideoTrack): string[] {
  return source.fullRange ? ['scale=in_range=full:out_range=limited', 'format=yuv420p'] : []
}

function captureRate(video: VideoDescription): Rational {
  const settings = video.codecSettings?.frameCaptureSettings
  return {
    numerator: settings?.framerateNumerator ?? DEFAULT_CAPTURE_RATE.numerator,
    denominator: settings?.framerateDenominator ?? DEFAULT_CAPTURE_RATE.denominator,
  }
}

/** The first frame at or after each multiple of the interval, put on an even grid so that none is doubled. */
function captureFilters(rate: Rational, maxCaptures: number | undefined): string[] {
  const interval = `${rate.denominator}/${rate.numerator}`
  const enough = maxCaptures ? `*lt(selected_n\\,${maxCaptures})` : ''
  return [`select=gte(t\\,selected_n*${interval})${enough}`, 'settb=AVTB', `setpts=N*${interval}/TB`]
}

function pixelFormat(settings: H26xSettings | undefined): string {
  const profile = settings?.codecProfile ?? ''
  return profile.startsWith('MAIN10') || profile === 'HIGH_10BIT' ? 'yuv420p10le' : 'yuv420p'
}
