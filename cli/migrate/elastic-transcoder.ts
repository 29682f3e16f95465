// Pipelines, presets and jobs of Elastic Transcoder become transcode profiles, and a list of what has no equivalent.
import type { TranscodeProfile } from '../../schemas/generated/types.ts'
import { makeProfile, type ProfileWish } from './make-profile.ts'
import { outputsOf, remarkOnJob, remarkOnPipeline } from './other-remarks.ts'
import { remarkOnPreset } from './preset-remarks.ts'
import { numberOf, type Job, type Preset, type Remark, type SourceFiles } from './source-shapes.ts'
import { findSystemPreset } from './system-presets.ts'

export interface Migration {
  profiles: TranscodeProfile[]
  /** What is lost, done otherwise, or has its place elsewhere. */
  remarks: Remark[]
}

/** A ladder has a dozen rungs at most, by the schema; presets of more sizes were never one. */
const MOST_RUNGS = 12

/** The presets that a job puts together are a ladder; each set of them once. */
function wishesOfJobs(jobs: Job[], find: (id: string) => Preset | undefined, name: string): ProfileWish[] {
  const bySet = new Map<string, ProfileWish>()
  for (const job of jobs) {
    const outputs = outputsOf(job)
    const ids = [...new Set(outputs.flatMap(({ PresetId }) => PresetId ?? []))].sort()
    const seconds = outputs.flatMap(({ SegmentDuration }) => numberOf(SegmentDuration) ?? [])
    const presets = ids.map(find).filter((preset) => preset !== undefined)
    const key = ids.join(' ')
    if (presets.length === 0 || bySet.has(key)) continue
    const ordinal = bySet.size === 0 ? name : `${name}-${bySet.size + 1}`
    bySet.set(key, { name: ordinal, presets, segmentDurationSeconds: seconds[0] })
  }
  return [...bySet.values()]
}

function missingPresets(jobs: Job[], find: (id: string) => Preset | undefined): Remark[] {
  const ids = new Set(jobs.flatMap(outputsOf).flatMap(({ PresetId }) => PresetId ?? []))
  return [...ids]
    .filter((id) => find(id) === undefined)
    .map((id) => ({
      where: `preset ${id}`,
      value: id,
      says: 'A job names it, and none of the files has it.',
    }))
}

function tooManyRungs({ name, rungs }: TranscodeProfile): Remark[] {
  if (rungs.length <= MOST_RUNGS) return []
  const value = String(rungs.length)
  return [{ where: `profile ${name}`, value, says: `Only the ${MOST_RUNGS} largest rungs are kept.` }]
}

/** `name` is the first profile's; further ones have a number behind it. */
export function migrate({ presets, pipelines, jobs }: SourceFiles, name: string): Migration {
  const given = new Map(presets.flatMap((preset) => (preset.Id ? [[preset.Id, preset] as const] : [])))
  const find = (id: string) => given.get(id) ?? findSystemPreset(id)
  const wishes = wishesOfJobs(jobs, find, name)
  if (wishes.length === 0 && presets.length > 0) wishes.push({ name, presets })
  const made = wishes.map(makeProfile)
  const whole = made.flatMap(({ profile }) => profile ?? [])
  const used = new Set([...presets, ...wishes.flatMap((wish) => wish.presets)])
  return {
    profiles: whole.map((profile) => ({
      ...profile,
      rungs: profile.rungs.slice(-MOST_RUNGS) as TranscodeProfile['rungs'],
    })),
    remarks: [
      ...missingPresets(jobs, find),
      ...made.flatMap(({ remarks }) => remarks),
      ...whole.flatMap(tooManyRungs),
      ...[...used].flatMap(remarkOnPreset),
      ...pipelines.flatMap(remarkOnPipeline),
      ...jobs.flatMap(remarkOnJob),
    ],
  }
}
