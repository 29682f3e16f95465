// Colour of an output: what the source is, what is asked for, and the filters between the two.
import type { VideoTrack } from '../probe/inspect.ts'
import type { VideoDescription, VideoSelectorSettings } from '../settings.ts'

/** ffmpeg's names of primaries, transfer and matrix. Undefined: not known, not stated. */
export interface Color {
  primaries: string | undefined
  transfer: string | undefined
  matrix: string | undefined
}

const SPACES: Readonly<Record<string, Color>> = {
  REC_601: { primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'smpte170m' },
  REC_709: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' },
  HDR10: { primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020nc' },
  HLG_2020: { primaries: 'bt2020', transfer: 'arib-std-b67', matrix: 'bt2020nc' },
  P3DCI: { primaries: 'smpte431', transfer: 'smpte428', matrix: 'bt709' },
  P3D65_SDR: { primaries: 'smpte432', transfer: 'bt709', matrix: 'bt709' },
  P3D65_HDR: { primaries: 'smpte432', transfer: 'smpte2084', matrix: 'bt709' },
}

const HDR_TRANSFERS = ['smpte2084', 'arib-std-b67']
const REFERENCE_WHITE_NITS = 100

export interface ColorPlan {
  output: Color
  filters: string[]
  /** What could not be done as asked; becomes a warning of the job. */
  warning?: string
}

export function isHdr(color: Color): boolean {
  return HDR_TRANSFERS.includes(color.transfer ?? '')
}

/** Colour of the source as the job wants it read. */
export function sourceColor(source: VideoTrack, selector: VideoSelectorSettings | undefined): Color {
  const stated: Color = {
    primaries: known(source.colorPrimaries),
    transfer: known(source.colorTransfer),
    matrix: known(source.colorSpace),
  }
  const wanted = SPACES[selector?.colorSpace ?? 'FOLLOW']
  const overrides = selector?.colorSpaceUsage !== 'FALLBACK' || !stated.matrix
  return wanted && overrides ? wanted : stated
}

/** Plans colour conversion; `filters` are ffmpeg's filters that the machine has. */
export function planColor(video: VideoDescription, from: Color, filters: ReadonlySet<string>): ColorPlan {
  const corrector = video.videoPreprocessors?.colorCorrector
  const conversion = corrector?.colorSpaceConversion ?? 'NONE'
  if (conversion === 'NONE') return { output: from, filters: [] }
  const to = SPACES[conversion === 'FORCE_601' ? 'REC_601' : 'REC_709']!
  const source = isHdr(from) ? complete(from, SPACES['HDR10']!) : complete(from, SPACES['REC_709']!)
  if (sameColor(source, to)) return { output: to, filters: [] }
  const canMap = filters.has('zscale') && (filters.has('tonemap') || !isHdr(source))
  if (!canMap) {
    const warning =
      'This ffmpeg has no zscale or tonemap filter: colours were not converted, only relabelled.'
    return { output: to, filters: [], warning }
  }
  const nits = corrector?.sdrReferenceWhiteLevel ?? REFERENCE_WHITE_NITS
  return {
    output: to,
    filters: isHdr(source)
      ? toneMap(source, to, { nits, curve: chooseCurve(source, corrector) })
      : [zscale(source, to)],
  }
}

/** zscale refuses unknown colours, so the input is always named in full. */
function zscale(from: Color, to: Color): string {
  return `zscale=${inputColor(from)}:p=${to.primaries}:t=${to.transfer}:m=${to.matrix}:r=tv`
}

/** VIBRANT is for HDR10 only; HLG always keeps its details. */
function chooseCurve(
  from: Color,
  corrector: { hdrToSdrToneMapper?: string } | undefined,
): 'mobius' | 'hable' {
  return corrector?.hdrToSdrToneMapper === 'VIBRANT' && from.transfer === 'smpte2084' ? 'mobius' : 'hable'
}

/** Light is made linear, brought into range, and coded anew: the order zimg and ffmpeg's tonemap filter need. */
function toneMap(from: Color, to: Color, { nits, curve }: { nits: number; curve: string }): string[] {
  return [
    `zscale=${inputColor(from)}:t=linear:npl=${nits}`,
    'format=gbrpf32le',
    `zscale=p=${to.primaries}`,
    `tonemap=tonemap=${curve}:desat=0`,
    `zscale=t=${to.transfer}:m=${to.matrix}:r=tv`,
  ]
}

function inputColor(from: Color): string {
  return `pin=${from.primaries}:tin=${from.transfer}:min=${from.matrix}`
}

function complete(color: Color, fallback: Color): Color {
  return {
    primaries: color.primaries ?? fallback.primaries,
    transfer: color.transfer ?? fallback.transfer,
    matrix: color.matrix ?? fallback.matrix,
  }
}

function sameColor(a: Color, b: Color): boolean {
  return a.primaries === b.primaries && a.transfer === b.transfer && a.matrix === b.matrix
}

function known(name: string | undefined): string | undefined {
  return name && !['unknown', 'unspecified', 'reserved'].includes(name) ? name : undefined
}
