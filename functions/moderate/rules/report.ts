// What the detector's work comes to, small enough to travel through a state machine.
import type { ModerationLabel } from '../../../lib/aws/rekognition.ts'
import { LABEL_PLACES } from '../../../lib/moderation-taxonomy.ts'
import { fitReport } from '../../../lib/policy/fit-report.ts'
import type { Finding, ModerationReport, Reason } from '../../../schemas/generated/types.ts'
import { normalise, type FilmFacts } from './normalise.ts'

/** A state's data ends at 256 KiB, and other branches want room in it. */
const MOST_BYTES = 200_000

/** What a job has to tell once it has succeeded. */
export interface Sight {
  labels: ModerationLabel[]
  modelVersion?: string | undefined
  /** Rekognition says nothing here; a detector that does not see everything says what it leaves out. */
  statusMessage?: string | undefined
}

const LEFT_OUT = /\bNot looked for: ([^.]+)\./

/** `Not looked for: Violence, Gambling.` names labels of the first level. */
export function readNotCovered(statusMessage = ''): Finding['category'][] {
  const names = LEFT_OUT.exec(statusMessage)?.[1]?.split(',') ?? []
  const categories = names.flatMap((name) => LABEL_PLACES.get(name.trim())?.category ?? [])
  return [...new Set(categories)]
}

const unknownReason = (names: string[], modelVersion = 'unknown'): Reason => ({
  code: 'unknown-labels',
  message: `The detector's model ${modelVersion} uses names that no category is known for: ${names.slice(0, 10).join(', ')}.`,
})

/** What nobody can judge counts as not looked at: the policy then says what happens, instead of nobody. */
export function makeReport(
  providerJobId: string,
  { labels, modelVersion, statusMessage }: Sight,
  film: FilmFacts,
): ModerationReport {
  const notCovered = readNotCovered(statusMessage)
  const { findings, unknownLabels } = normalise(labels, film)
  const report: ModerationReport = {
    looked: unknownLabels.length === 0,
    detector: 'visual',
    ...(modelVersion !== undefined && { modelVersion }),
    providerJobId,
    findings,
    ...(notCovered.length > 0 && { notCovered }),
    ...(unknownLabels.length > 0 && { reason: unknownReason(unknownLabels, modelVersion) }),
  }
  return fitReport(report, MOST_BYTES)
}

/** A detector that could not look has a verdict of its own to tell: it is data, not a fault. */
export const notLooked = (reason: Reason, providerJobId?: string): ModerationReport => ({
  looked: false,
  detector: 'visual',
  ...(providerJobId !== undefined && { providerJobId }),
  findings: [],
  reason,
})
