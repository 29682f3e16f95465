// The encoder settings of one video output, as ffmpeg options. Two outputs with equal options and filters are the same
// encode and are made once.
import type { FfmpegAbilities } from '../ffmpeg.ts'
import type { Rational } from '../probe/inspect.ts'
import type {
  Av1Settings,
  FrameCaptureSettings,
  H26xSettings,
  QvbrSettings,
  VideoCodecSettings,
} from '../settings.ts'
import type { Color } from './color.ts'
import type { KeyframeGrid } from './frame-rate.ts'
import { JobError } from './job-error.ts'

/** Options of one stream, without stream specifier. */
export type StreamOption = readonly [name: string, value: string]

export interface EncoderContext {
  abilities: FfmpegAbilities
  /** Threads one encoder may use. */
  threads: number
}

// How much time an encode may take for its quality: x264 and x265 preset names.
const PRESETS: Readonly<Record<string, string>> = {
  SINGLE_PASS: 'veryfast',
  SINGLE_PASS_HQ: 'faster',
  MULTI_PASS_HQ: 'medium',
}

const DEFAULT_QVBR_LEVEL = 7

/** Quality level 1..10 with its fraction: each step is two steps of x264's quality scale. */
function qualityLevel(settings: QvbrSettings | undefined): number {
  return (settings?.qvbrQualityLevel ?? DEFAULT_QVBR_LEVEL) + (settings?.qvbrQualityLevelFineTune ?? 0)
}

export function encodeVideo(
  codecs: VideoCodecSettings,
  { grid, color }: { grid: KeyframeGrid; color: Color | undefined },
  context: EncoderContext,
): StreamOption[] {
  const common: StreamOption[] = [
    ['force_key_frames', keyframeExpression(grid)],
    ['g', String(grid.gopFrames)],
    ...colorOptions(color),
  ]
  switch (codecs.codec) {
    case 'H_265':
      return [...encodeH265(codecs.h265Settings ?? {}, grid, context), ...common]
    case 'AV1':
      return [...encodeAv1(codecs.av1Settings ?? {}, context), ...common]
    default:
      return [...encodeH264(codecs.h264Settings ?? {}, context), ...common]
  }
}

// Commas would end the option inside a filter or tee description, but this one stands alone: no escape is needed.
function keyframeExpression({ gopFrames, segmentFrames }: KeyframeGrid): string {
  return segmentFrames % gopFrames === 0
    ? `expr:not(mod(n,${gopFrames}))`
    : `expr:not(mod(mod(n,${segmentFrames}),${gopFrames}))`
}

function colorOptions(color: Color | undefined): StreamOption[] {
  if (!color) return []
  return [
    ...option('color_primaries', color.primaries),
    ...option('color_trc', color.transfer),
    ...option('colorspace', color.matrix),
    ['color_range', 'tv'],
  ]
}

function encodeH264(settings: H26xSettings, { abilities, threads }: EncoderContext): StreamOption[] {
  const encoder = requireEncoder(abilities, ['libx264'], 'H.264')
  return [
    ['c', encoder],
    ['preset', PRESETS[settings.qualityTuningLevel ?? 'SINGLE_PASS']!],
    ...rateOptions(settings),
    ...option('profile', H264_PROFILES[settings.codecProfile ?? '']),
    ...option('level', levelOf(settings.codecLevel)),
    ...option('bf', settings.codecProfile === 'BASELINE' ? 0 : settings.numberBFramesBetweenReferenceFrames),
    ...option('refs', settings.numberReferenceFrames),
    ...option(
      'coder',
      settings.entropyEncoding && { CABAC: 'cabac', CAVLC: 'cavlc' }[settings.entropyEncoding],
    ),
    ...option('b-pyramid', settings.gopBReference === 'DISABLED' ? 'none' : undefined),
    ...option('slices', settings.slices),
    ['sc_threshold', sceneCut(settings)],
    ['forced-idr', '1'],
    ['flags', '+cgop+global_header'],
    ['threads', String(threads)],
  ]
}

const H264_PROFILES: Readonly<Record<string, string>> = {
  BASELINE: 'baseline',
  MAIN: 'main',
  HIGH: 'high',
  HIGH_10BIT: 'high10',
}

function encodeH265(
  settings: H26xSettings,
  grid: KeyframeGrid,
  { abilities, threads }: EncoderContext,
): StreamOption[] {
  const parameters = {
    keyint: grid.gopFrames,
    'min-keyint': 1,
    'open-gop': 0,
    scenecut: sceneCut(settings),
    bframes: settings.numberBFramesBetweenReferenceFrames,
    ref: settings.numberReferenceFrames,
    slices: settings.slices,
    'b-pyramid': settings.gopBReference === 'DISABLED' ? 0 : undefined,
    'level-idc': levelOf(settings.codecLevel),
    'high-tier': settings.codecProfile?.endsWith('_HIGH') ? 1 : 0,
    pools: threads,
    'log-level': 'error',
  }
  return [
    ['c', requireEncoder(abilities, ['libx265'], 'H.265')],
    ['preset', PRESETS[settings.qualityTuningLevel ?? 'SINGLE_PASS']!],
    ...rateOptions(settings),
    ['x265-params', joinParameters(parameters)],
    ['forced-idr', '1'],
    ['flags', '+global_header'],
    ['tag', 'hvc1'],
  ]
}

function encodeAv1(settings: Av1Settings, { abilities, threads }: EncoderContext): StreamOption[] {
  const encoder = requireEncoder(abilities, ['libsvtav1', 'libaom-av1'], 'AV1')
  const quality = Math.round(60 - 4 * qualityLevel(settings.qvbrSettings))
  // libaom takes the ceiling of constrained quality as its bitrate; SVT-AV1 has maxrate like the others.
  const rate: StreamOption[] =
    encoder === 'libsvtav1'
      ? [
          ...option('maxrate', settings.maxBitrate),
          ...option('bufsize', settings.maxBitrate),
          ['preset', '9'],
        ]
      : [
          ['b', String(settings.maxBitrate)],
          ['cpu-used', '8'],
          ['row-mt', '1'],
          ['strict', 'experimental'],
        ]
  return [
    ['c', encoder],
    ['crf', String(quality)],
    ...rate,
    ['flags', '+global_header'],
    ['threads', String(threads)],
  ]
}

export function encodeFrameCapture(
  settings: FrameCaptureSettings | undefined,
  rate: Rational,
): StreamOption[] {
  // 1..100 onto ffmpeg's 31 (worst) .. 2 (best).
  const quality = Math.round(31 - ((settings?.quality ?? 80) * 29) / 100)
  return [
    ['c', 'mjpeg'],
    ['q', String(quality)],
    ['r', `${rate.numerator}/${rate.denominator}`],
  ]
}

function rateOptions(settings: H26xSettings): StreamOption[] {
  const ceiling = settings.rateControlMode === 'CBR' ? settings.bitrate : settings.maxBitrate
  const buffer = settings.hrdBufferSize ?? ceiling ?? settings.bitrate ?? 0
  const filled = settings.hrdBufferInitialFillPercentage
  const limits: StreamOption[] = ceiling
    ? [
        ['maxrate', String(ceiling)],
        ['bufsize', String(buffer)],
        ...option('rc_init_occupancy', filled && Math.round((buffer * filled) / 100)),
      ]
    : []
  switch (settings.rateControlMode) {
    case 'QVBR':
      return [['crf', String(round1(37 - 2 * qualityLevel(settings.qvbrSettings)))], ...limits]
    case 'CBR':
      return [['b', String(settings.bitrate)], ['minrate', String(settings.bitrate)], ...limits]
    default:
      return [['b', String(settings.bitrate)], ...limits]
  }
}

function requireEncoder(abilities: FfmpegAbilities, names: string[], codec: string): string {
  const found = names.find((name) => abilities.encoders.has(name))
  if (found) return found
  throw new JobError(
    1040,
    `Error initializing encoder: the ffmpeg of this machine (${abilities.version}) has no encoder for ${codec} ` +
      `(${names.join(' or ')}). Set FFMPEG_PATH to one that has it.`,
  )
}

function sceneCut(settings: H26xSettings): '0' | '40' {
  return (settings.sceneChangeDetect ?? 'ENABLED') === 'DISABLED' ? '0' : '40'
}

/** `LEVEL_4_1` to `4.1`; nothing for AUTO. */
function levelOf(level: string | undefined): string | undefined {
  return level?.startsWith('LEVEL_') ? level.slice(6).replace('_', '.') : undefined
}

function joinParameters(parameters: Record<string, string | number | undefined>): string {
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(':')
}

function option(name: string, value: string | number | undefined): StreamOption[] {
  return value === undefined || value === '' ? [] : [[name, String(value)]]
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
