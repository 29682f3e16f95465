// Whether captions are made from what is said in a film.
import { InvariantError } from '../../../lib/errors.ts'
import type { Inspection, InspectSourceOutput, JobFile } from '../../../schemas/generated/types.ts'

export type TranscriptionPlan = NonNullable<InspectSourceOutput['transcription']>

/** Stage parameter `transcribe`. */
export type TranscribeWhen = 'off' | 'when-no-captions'

export function readTranscribeWhen(value: string): TranscribeWhen {
  if (value === 'off' || value === 'when-no-captions') return value
  throw new InvariantError(`The stage parameter transcribe is "${value}"; it can be off or when-no-captions.`)
}

/**
 * What Amazon Transcribe takes: MP4 and WebM among what is a film, 2 GB and 4 hours.
 * Source: docs.aws.amazon.com/transcribe/latest/dg/limits-guidelines.html
 */
const READABLE_CONTAINERS: Inspection['container'][] = ['mp4', 'webm']
const MOST_BYTES = 2 * 1000 ** 3
const LONGEST_MS = 4 * 60 * 60 * 1000

const HOUR_SECONDS = 60 * 60

/** Waiting for a turn, and the work, which takes less time than the film. */
const timeoutSecondsFor = (durationMs: number) => 4 * HOUR_SECONDS + Math.ceil(durationMs / 1000)

export interface TranscriptionCase {
  inspection: Pick<Inspection, 'container' | 'sizeBytes' | 'durationMs' | 'audioTracks' | 'captionTracks'>
  jobFile: Pick<JobFile, 'transcribe' | 'captions'>
  when: TranscribeWhen
  /** Caption files beside the source. */
  sidecarCount: number
}

const hasCaptions = ({ inspection, jobFile, sidecarCount }: TranscriptionCase) =>
  sidecarCount > 0 || (jobFile.captions ?? []).length > 0 || (inspection.captionTracks ?? []).length > 0

const isReadable = ({ container, sizeBytes, durationMs, audioTracks }: TranscriptionCase['inspection']) =>
  READABLE_CONTAINERS.includes(container) &&
  audioTracks.length > 0 &&
  sizeBytes <= MOST_BYTES &&
  durationMs <= LONGEST_MS

/** What the job file wishes counts; where it wishes nothing, the stage does. */
export function planTranscription(film: TranscriptionCase): TranscriptionPlan | undefined {
  const { jobFile, when, inspection } = film
  const wish = jobFile.transcribe ?? (when === 'when-no-captions' && !hasCaptions(film))
  if (wish === false || !isReadable(inspection)) return undefined
  const choices = wish === true ? {} : wish
  return { ...choices, timeoutSeconds: timeoutSecondsFor(inspection.durationMs) }
}
