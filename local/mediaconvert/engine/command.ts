// The one ffmpeg command of a job: one decode, every encode once. Outputs that share an encode are written by one tee
// (a download beside the rung it equals); every other output is a file of its own.
import { SAFE_INPUT_OPTIONS } from '../probe/inspect.ts'
import { buildFilterGraph } from './filter-graph.ts'
import type { Encode, Plan, PlannedOutput } from './plan.ts'

/** Cuts a track into fragments that the packager takes apart: a keyframe each, or about a second of sound. */
const FRAGMENTED = ['movflags=frag_keyframe+empty_moov+delay_moov+default_base_moof+skip_trailer']
const AUDIO_FRAGMENT_US = 1_000_000

/** Arguments for ffmpeg, to be run in the scratch folder. Captions are not its work. */
export function buildCommand(plan: Plan, sourceFile: string, decoderThreads: number): string[] {
  const outputs = plan.outputs.filter(({ kind }) => kind !== 'captions')
  const encodes = new Map(
    outputs.flatMap((output) => encodesOf(output).map((encode) => [encode.key, encode])),
  )
  const sets = groupBySharedEncodes(outputs)
  const labels = new LabelBook()
  // A decoded stream drawn for two files would be two sinks: each file maps a label of its own.
  const files = sets.map((outputs) => writeFile(outputs, encodes, labels))
  return [
    ...['-y', '-hide_banner', '-loglevel', 'warning', '-nostats', '-progress', 'pipe:1', '-noautorotate'],
    ...['-threads', String(decoderThreads)],
    ...SAFE_INPUT_OPTIONS,
    ...['-i', sourceFile, '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-filter_complex', labels.drawGraph()],
    ...files.flat(),
  ]
}

function encodesOf(output: PlannedOutput): Encode[] {
  return [...(output.video ? [output.video.encode] : []), ...output.audio.map(({ encode }) => encode)]
}

/** Sets of outputs that are connected by common encodes, in the order of the job. */
export function groupBySharedEncodes(outputs: PlannedOutput[]): PlannedOutput[][] {
  const sets: { outputs: PlannedOutput[]; keys: Set<string> }[] = []
  for (const output of outputs) {
    const keys = encodesOf(output).map(({ key }) => key)
    const touching = sets.filter((set) => keys.some((key) => set.keys.has(key)))
    const merged = {
      outputs: [...touching.flatMap((set) => set.outputs), output],
      keys: new Set([...touching.flatMap((set) => [...set.keys]), ...keys]),
    }
    for (const set of touching) sets.splice(sets.indexOf(set), 1)
    sets.push(merged)
  }
  return sets.map((set) => set.outputs)
}

class LabelBook {
  private readonly chains: { encode: Encode; label: string }[] = []

  /** A new graph output that carries the frames of `encode`. */
  take(encode: Encode): string {
    const label = `e${this.chains.length}`
    this.chains.push({ encode, label })
    return label
  }

  drawGraph(): string {
    const streams = new Set(this.chains.map(({ encode }) => encode.streamIndex))
    return [...streams]
      .flatMap((index) => {
        const mine = this.chains.filter(({ encode }) => encode.streamIndex === index)
        const chains = mine.map(({ encode, label }) => ({ label, filters: encode.filters }))
        return buildFilterGraph(`0:${index}`, mine[0]!.encode.kind, chains)
      })
      .join(';')
  }
}

function writeFile(outputs: PlannedOutput[], encodes: Map<string, Encode>, labels: LabelBook): string[] {
  const keys = [...new Set(outputs.flatMap((output) => encodesOf(output).map(({ key }) => key)))]
  const streams = keys.map((key) => encodes.get(key)!)
  const counters = { video: 0, audio: 0 }
  const maps = streams.flatMap((encode) => ['-map', `[${labels.take(encode)}]`])
  const options = streams.flatMap((encode) => {
    const stream = `${encode.kind[0]}:${counters[encode.kind]++}`
    const language = encode.language ? [`-metadata:s:${stream}`, `language=${encode.language}`] : []
    return [...encode.options.flatMap(([name, value]) => [`-${name}:${stream}`, value]), ...language]
  })
  const single = outputs.length === 1 ? outputs[0]! : undefined
  if (single) return [...maps, ...options, ...muxerOptions(single).flatMap(splitOption), single.file]
  // The tee would shift all streams so that none starts below zero, and spoil the files' own edit lists.
  return [...maps, ...options, '-avoid_negative_ts', 'disabled', '-f', 'tee', outputs.map(slave).join('|')]

  function slave(output: PlannedOutput): string {
    const select = encodesOf(output).map(({ key }) => keys.indexOf(key))
    return `[select=${[...new Set(select)].join('\\,')}:${muxerOptions(output).join(':')}]${output.file}`
  }
}

function splitOption(option: string): string[] {
  const at = option.indexOf('=')
  return [`-${option.slice(0, at)}`, option.slice(at + 1)]
}

function muxerOptions(output: PlannedOutput): string[] {
  if (output.kind === 'capture') return ['f=image2', 'start_number=0']
  if (output.kind === 'cmaf') {
    return ['f=mp4', ...FRAGMENTED, ...(output.video ? [] : [`frag_duration=${AUDIO_FRAGMENT_US}`])]
  }
  const placement = output.document.containerSettings?.mp4Settings?.moovPlacement
  return ['f=mp4', ...(placement === 'NORMAL' ? [] : ['movflags=+faststart'])]
}
