// Called by the state "Transcode". The state is answered later, by the job's completion event.
import { cancelJob, createJob } from '../../lib/aws/mediaconvert.ts'
import { answerTask } from '../../lib/aws/step-functions.ts'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { cancelTranscodes, type CancelServices } from '../../lib/cancel-transcodes.ts'
import { setting } from '../../lib/environment.ts'
import { planMediaUnits } from '../../lib/cost/plan-media.ts'
import { InvalidInputError } from '../../lib/errors.ts'
import { jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { EVIDENCE, evidencePrefix, outputPrefix } from '../../lib/output-layout.ts'
import { chooseProfile } from '../../lib/profiles.ts'
import { defineStep, lambda, logger } from '../../lib/step.ts'
import type { Job, SubmitTranscodeInput } from '../../schemas/generated/types.ts'
import { validateSubmitTranscodeInput } from '../../schemas/generated/validators.mjs'
import { isSettingsError } from './rules/job-errors.ts'
import { planJob } from './rules/job-settings.ts'
import { planLadder } from '../../lib/ladder.ts'

/** Where jobs are sent and outputs go; the same for every asset of a stage. */
export interface TranscodeSettings {
  stage: string
  mediaBucket: string
  roleArn: string
  queueArn: string
  statusUpdateInterval: string
}

export interface SubmitTranscodeServices extends CancelServices {
  ledger: Pick<JobLedger, 'open' | 'note' | 'listOf'>
  assets: Pick<AssetStore, 'note'>
  createJob: typeof createJob
  answerTask: typeof answerTask
  now: () => number
  settings: TranscodeSettings
}

/** Only where the detector cannot read the source itself; MediaConvert adds the suffix. */
function proxyDestination(
  { assetId, revision, moderationInput }: SubmitTranscodeInput,
  { mediaBucket }: TranscodeSettings,
): string | undefined {
  if (moderationInput !== 'rendition') return undefined
  const key = evidencePrefix(assetId, revision) + EVIDENCE.moderationProxy
  return `s3://${mediaBucket}/${key.replace(/\.mp4$/, '')}`
}

const captionCount = ({ inspection }: SubmitTranscodeInput) => inspection.captionTracks?.length ?? 0

/** A hyphen, the number of the track and the suffix follow. */
const captionDestination = (
  { assetId, revision }: SubmitTranscodeInput,
  { mediaBucket }: TranscodeSettings,
): string => `s3://${mediaBucket}/${evidencePrefix(assetId, revision)}${EVIDENCE.embeddedCaptions}`

interface Attempt {
  openedAt: string
  /** Whether captions inside the source are written. */
  withCaptions: boolean
}

function planTranscode(
  input: SubmitTranscodeInput,
  { openedAt, withCaptions }: Attempt,
  settings: TranscodeSettings,
) {
  const { assetId, revision, source, inspection, options } = input
  const captions = withCaptions ? captionCount(input) : 0
  const profile = chooseProfile(input.profile)
  return planJob({
    source,
    inspection,
    profile,
    options: options ?? {},
    ladder: planLadder(inspection, profile, options ?? {}),
    destination: `s3://${settings.mediaBucket}/${outputPrefix(assetId, revision)}`,
    contentId: `${assetId}-r${revision}`,
    proxyDestination: proxyDestination(input, settings),
    captionDestination: captions > 0 ? captionDestination(input, settings) : undefined,
    roleArn: settings.roleArn,
    queueArn: settings.queueArn,
    statusUpdateInterval: settings.statusUpdateInterval,
    userMetadata: {
      application: `reelgate-${settings.stage}`,
      assetId,
      revision: String(revision),
      ...(captions > 0 && { captions: String(captions) }),
    },
    // MediaConvert knows a repeated request for one minute; beyond that the ledger does. A job that is opened anew
    // after an error is another request.
    clientRequestToken: `${assetId}-${revision}-${Date.parse(openedAt)}`,
  })
}

/**
 * Captions inside a source are not worth an asset: where the provider refuses the job that writes them, or has failed
 * it before, it is made without.
 */
async function submit(
  input: SubmitTranscodeInput,
  { openedAt, formerErrorCode }: Job,
  { createJob, settings }: SubmitTranscodeServices,
) {
  const plain = () => createJob(planTranscode(input, { openedAt, withCaptions: false }, settings))
  const hasFailedBefore = formerErrorCode !== undefined && isSettingsError(Number(formerErrorCode))
  if (captionCount(input) === 0 || hasFailedBefore) return plain()
  try {
    return await createJob(planTranscode(input, { openedAt, withCaptions: true }, settings))
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    logger.warn('A job that writes the captions inside its source was refused', { error })
    return plain()
  }
}

/** What the job is billed for once it is complete; a job that fails costs nothing. */
const unitsOf = ({ inspection, profile, options, moderationInput }: SubmitTranscodeInput) =>
  planMediaUnits({ inspection, profile: chooseProfile(profile), options: options ?? {}, moderationInput })

export const submitTranscode = defineStep({
  input: validateSubmitTranscodeInput,
  async run(input: SubmitTranscodeInput, services: SubmitTranscodeServices): Promise<void> {
    const { assetId, revision, taskToken } = input
    const { ledger, assets } = services
    const job = await ledger.open({ assetId, revision, kind: 'transcode', taskToken })
    if (job.status === 'complete') {
      await services.answerTask(taskToken, { output: { providerJobId: job.providerJobId } })
      return
    }
    if (job.status !== 'opened') return
    // Only a later processing can have taken the asset over from an earlier one.
    if (revision > 0) await cancelTranscodes(assetId, (of) => of < revision, services)
    const { providerJobId } = await submit(input, job, services)
    const submittedAt = new Date(services.now()).toISOString()
    const billableUnits = unitsOf(input)
    await ledger.note(job, 'opened', { status: 'submitted', providerJobId, submittedAt, billableUnits })
    await assets.note({ assetId, revision }, { 'timings.transcodeSubmittedAt': submittedAt })
  },
})

export const handler = lambda(submitTranscode, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  assets: assetStore(setting('ASSETS_TABLE')),
  createJob,
  cancelJob,
  answerTask,
  now: Date.now,
  settings: {
    stage: setting('STAGE'),
    mediaBucket: setting('MEDIA_BUCKET'),
    roleArn: setting('MEDIACONVERT_ROLE_ARN'),
    queueArn: setting('MEDIACONVERT_QUEUE_ARN'),
    statusUpdateInterval: setting('STATUS_UPDATE_INTERVAL'),
  },
}))
