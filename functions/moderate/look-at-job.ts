// Asks the provider what a job has seen: all its pages, kept as they are and brought to a report.
import type { ModerationLabel, ModerationPage, readModerationPage } from '../../lib/aws/rekognition.ts'
import type { writeObject } from '../../lib/aws/s3.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { revisionOf } from '../../lib/job-ledger.ts'
import { EVIDENCE, evidencePrefix } from '../../lib/output-layout.ts'
import type { Job, ModerationReport } from '../../schemas/generated/types.ts'
import { makeReport, notLooked } from './rules/report.ts'

export interface LookServices {
  readPage: typeof readModerationPage
  writeObject: typeof writeObject
  settings: { mediaBucket: string }
}

export type SubmittedJob = Job & { providerJobId: string }

/** How a job ended; `errorMessage` where the detector could not look. */
export interface JobEnd {
  report: ModerationReport
  status: 'complete' | 'error'
  errorMessage?: string
  /** Of the film that was looked at, as the provider measures it. */
  durationMs?: number
}

const PAGE_LABELS = 1000

const failed = (providerJobId: string, errorMessage: string): JobEnd => ({
  status: 'error',
  errorMessage,
  report: notLooked({ code: 'moderation-failed', message: errorMessage }, providerJobId),
})

async function readLabels(providerJobId: string, { readPage }: LookServices) {
  const labels: ModerationLabel[] = []
  let page: ModerationPage | undefined
  do {
    page = await readPage(providerJobId, { maxResults: PAGE_LABELS, nextToken: page?.nextToken })
    for (const label of page.labels) labels.push(label)
  } while (page.nextToken !== undefined)
  return { ...page, labels }
}

/** What the detector said in its own words stays: a finding can be traced to it, and a better rule tried on it. */
async function collectReport(job: SubmittedJob, services: LookServices): Promise<JobEnd> {
  const { providerJobId, assetId, frames } = job
  const { labels, modelVersion, statusMessage, durationMs } = await readLabels(providerJobId, services)
  const place = {
    bucket: services.settings.mediaBucket,
    key: evidencePrefix(assetId, revisionOf(job)) + EVIDENCE.moderationLabels,
  }
  const kept = JSON.stringify({ providerJobId, modelVersion, statusMessage, durationMs, labels })
  await services.writeObject(place, kept, 'application/json')
  const report = makeReport(providerJobId, { labels, modelVersion, statusMessage }, { durationMs, frames })
  return { status: 'complete', report, ...(durationMs !== undefined && { durationMs }) }
}

/** @returns undefined while the job is under way */
export async function lookAtJob(job: SubmittedJob, services: LookServices): Promise<JobEnd | undefined> {
  const { providerJobId } = job
  try {
    const { status, statusMessage } = await services.readPage(providerJobId, { maxResults: 1 })
    if (status === 'IN_PROGRESS') return undefined
    if (status === 'SUCCEEDED') return await collectReport(job, services)
    return failed(providerJobId, `The detector gave up: ${statusMessage ?? 'it does not say why'}.`)
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    return failed(
      providerJobId,
      'The detector has forgotten what it saw: it keeps its labels for seven days.',
    )
  }
}
