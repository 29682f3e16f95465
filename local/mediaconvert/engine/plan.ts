// From a checked job and an inspected source to what ffmpeg is to make: which encodes, which files. Pure.
import type { FfmpegAbilities } from '../ffmpeg.ts'
import type { OutputName } from '../output-names.ts'
import { planOutputNames } from '../output-names.ts'
import type { DataTrack, MediaInfo, Rational, VideoTrack } from '../probe/inspect.ts'
import { segmentLengths } from '../rules/cmaf-rules.ts'
import type {
  CmafGroupSettings,
  InputSettings,
  JobSettings,
  OutputGroupDocument,
  OutputSettings,
} from '../settings.ts'
import type { AudioPlan } from './audio-encode.ts'
import { planAudio } from './audio-encode.ts'
import { planCaptions } from './caption-plan.ts'
import { JobError } from './job-error.ts'
import type { Size } from './picture.ts'
import type { StreamOption } from './video-encode.ts'
import { planVideo } from './video-plan.ts'

/** One stream that ffmpeg encodes once, however many outputs hold it. */
export interface Encode {
  /** Equal keys are the same encode. */
  key: string
  kind: 'video' | 'audio'
  streamIndex: number
  filters: string[]
  options: StreamOption[]
  /** Metadata of the stream, for instance its language. */
  language?: string
}

export interface PlannedVideo extends Size {
  frameRate: Rational
  /** Frames of a whole segment; undefined outside of segmented groups. */
  segmentFrames: number
  encode: Encode
}

export interface PlannedAudio {
  plan: AudioPlan
  encode: Encode
}

export interface PlannedOutput {
  groupIndex: number
  outputIndex: number
  kind: 'cmaf' | 'mp4' | 'capture' | 'captions'
  name: OutputName
  document: OutputSettings
  /** The file in the scratch folder; captures have a `%07d` in it. */
  file: string
  video?: PlannedVideo
  audio: PlannedAudio[]
  /** The track that an output of captions is made from. */
  captions?: DataTrack
}

export interface Plan {
  outputs: PlannedOutput[]
  warnings: string[]
}

export interface PlanContext {
  abilities: FfmpegAbilities
  threads: number
}

export function planJob(settings: JobSettings, media: MediaInfo, context: PlanContext): Plan {
  const input = settings.inputs![0]!
  const groups = settings.outputGroups!
  const warnings: string[] = []
  const segment = firstSegment(groups)
  let position = 0
  const outputs = groups.flatMap((group, groupIndex) => {
    const names = planOutputNames(group, input.fileInput!)
    const segmentHere = segmentOf(group.outputGroupSettings?.cmafGroupSettings) ?? segment
    return (group.outputs ?? []).flatMap((document, outputIndex) => {
      if (document.videoDescription) position += 1
      const request = document.videoDescription && {
        video: document.videoDescription,
        selector: input.videoSelector,
        source: requireVideo(media, input),
        segment: segmentHere,
        position,
      }
      const video = request && planVideo(request, context, warnings)
      const audio = planAudios(document, input, media)
      const captions = planCaptions(document, input, media)
      const output: PlannedOutput = {
        groupIndex,
        outputIndex,
        kind: kindOf(document),
        name: names[outputIndex]!,
        document,
        file: fileOf(document, groupIndex, outputIndex),
        audio,
        ...(video ? { video } : {}),
        ...(captions ? { captions } : {}),
      }
      return isEmpty(output, input, warnings) ? [] : [output]
    })
  })
  return { outputs, warnings: [...new Set(warnings)] }
}

function planAudios(document: OutputSettings, input: InputSettings, media: MediaInfo): PlannedAudio[] {
  return (document.audioDescriptions ?? []).flatMap((audio) => {
    const plan = planAudio(audio, input, media)
    if (!plan) return []
    const filters = [...plan.filters, ...matchVideo(document, plan, media)]
    const encode = {
      kind: 'audio' as const,
      streamIndex: plan.track.index,
      filters,
      options: plan.options,
      ...(plan.language ? { language: plan.language } : {}),
    }
    return [{ plan, encode: { ...encode, key: JSON.stringify(encode) } }]
  })
}

/** MATCH_VIDEO_DURATION: silence after the end, then a cut where the picture ends. */
function matchVideo({ containerSettings }: OutputSettings, plan: AudioPlan, media: MediaInfo): string[] {
  const wanted = (containerSettings?.cmfcSettings ?? containerSettings?.mp4Settings)?.audioDuration
  const seconds = media.video[0]?.durationSeconds ?? media.durationSeconds
  if (wanted !== 'MATCH_VIDEO_DURATION' || !seconds) return []
  const samples = Math.ceil(seconds * plan.sampleRateHz)
  return [`apad=whole_len=${samples}`, `atrim=end_sample=${samples}`]
}

/** A source without sound: its audio outputs are left out, and said so. */
function isEmpty(output: PlannedOutput, input: InputSettings, warnings: string[]): boolean {
  const lost = (output.document.audioDescriptions?.length ?? 0) - output.audio.length
  if (lost > 0) warnings.push(`The input [${input.fileInput}] has no audio: outputs were made without it.`)
  return !output.video && !output.captions && output.audio.length === 0
}

function requireVideo(media: MediaInfo, input: InputSettings): VideoTrack {
  const track = media.video[0]
  if (!track || track.widthPx === 0) {
    throw new JobError(
      1020,
      `Your input file [${input.fileInput}] doesn't have video that the transcoder can consume.`,
    )
  }
  if (track.codec === 'unknown')
    throw new JobError(1030, 'Video codec [unknown] is not a supported input video codec')
  return track
}

/** Seconds of a segment, and whether GOPs or the length give way. */
export interface SegmentRule {
  seconds: number
  control: string
}

function segmentOf(settings: CmafGroupSettings | undefined): SegmentRule | undefined {
  if (!settings) return undefined
  return {
    seconds: segmentLengths(settings).segmentSeconds,
    control: settings.segmentLengthControl ?? 'GOP_MULTIPLE',
  }
}

// A download beside a ladder takes the ladder's keyframes, so that equal settings are one encode.
function firstSegment(groups: OutputGroupDocument[]): SegmentRule | undefined {
  return groups.map((group) => segmentOf(group.outputGroupSettings?.cmafGroupSettings)).find(Boolean)
}

function kindOf(document: OutputSettings): PlannedOutput['kind'] {
  if (document.captionDescriptions?.length) return 'captions'
  const container = document.containerSettings?.container
  return container === 'CMFC' ? 'cmaf' : container === 'RAW' ? 'capture' : 'mp4'
}

// Names in the scratch folder never come from a job, so that no key can reach ffmpeg's syntax.
function fileOf(document: OutputSettings, groupIndex: number, outputIndex: number): string {
  const stem = `g${groupIndex}o${outputIndex}`
  const suffixes = { cmaf: '.mp4', mp4: '.mp4', capture: '.%07d.jpg', captions: '.vtt' }
  return stem + suffixes[kindOf(document)]
}
