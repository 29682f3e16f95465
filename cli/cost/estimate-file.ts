// What the workflow would make of a file, and what that uses.
import { readFileSync } from 'node:fs'
import { checkChoices } from '../../functions/intake/rules/choices.ts'
import { parseJobFile } from '../../functions/intake/rules/job-file.ts'
import { chooseModerationInput } from '../../functions/intake/rules/moderation-input.ts'
import { planTranscription, type TranscribeWhen } from '../../functions/intake/rules/transcription-plan.ts'
import { estimateEgress, estimateUnits, type EstimatedFilm } from '../../lib/cost/estimate.ts'
import { addUnits, type BillableUnits } from '../../lib/cost/units.ts'
import { chooseProfile } from '../../lib/profiles.ts'
import type { Inspection, JobFile, Reason } from '../../schemas/generated/types.ts'
import { findCaptionFiles } from '../sources/caption-files.ts'
import { findJobFile } from '../sources/job-file.ts'
import { lookAtFile } from './look-at-file.ts'

export interface EstimateWishes {
  /** For files without a job file that names one. */
  profile: string
  transcribe: TranscribeWhen
  /** Views of so many minutes each. */
  watched?: { views: number; minutes: number }
}

export type Estimated =
  { inspection: Inspection; profile: string; units: BillableUnits } | { reasons: Reason[] }

function readJobFile(path: string | undefined): { jobFile: JobFile } | { reasons: Reason[] } {
  if (path === undefined) return { jobFile: {} }
  const parsed = parseJobFile(readFileSync(path, 'utf8'))
  if ('reasons' in parsed) return parsed
  const reasons = checkChoices(parsed.jobFile)
  return reasons.length > 0 ? { reasons } : parsed
}

/** @throws InvalidInputError for a profile that there is not */
export async function estimateFile(path: string, wishes: EstimateWishes): Promise<Estimated> {
  const jobFilePath = findJobFile(path)
  const read = readJobFile(jobFilePath)
  if ('reasons' in read) return read
  const looked = await lookAtFile(path)
  if ('reasons' in looked) return looked
  const { inspection } = looked
  const { jobFile } = read
  const profile = chooseProfile(jobFile.profile ?? wishes.profile)
  const sidecarCount = findCaptionFiles(path, jobFilePath).length
  const isTranscribed =
    planTranscription({ inspection, jobFile, when: wishes.transcribe, sidecarCount }) !== undefined
  const film: EstimatedFilm = {
    inspection,
    profile,
    options: jobFile.options ?? {},
    moderationInput: chooseModerationInput(inspection),
    isTranscribed,
    hasCaptions: isTranscribed || sidecarCount > 0 || (inspection.captionTracks ?? []).length > 0,
  }
  const units = addUnits(estimateUnits(film), wishes.watched ? estimateEgress(film, wishes.watched) : {})
  return { inspection, profile: profile.name, units }
}
