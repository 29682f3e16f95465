// Called by the state "Inspect source": decides, before anything is paid for, whether a source is processed.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { probe } from '../../lib/aws/mediaconvert.ts'
import { headObject, listVersions, readRange, readText } from '../../lib/aws/s3.ts'
import { sidecarsOf, siblingPrefix } from '../../lib/captions/sidecar.ts'
import { budgetStore } from '../../lib/budget-store.ts'
import { numericSetting, setting } from '../../lib/environment.ts'
import { planLadder } from '../../lib/ladder.ts'
import { measure, type Measure } from '../../lib/metrics.ts'
import { chooseProfile } from '../../lib/profiles.ts'
import { checkIdentity } from '../../lib/source-identity.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import { planTranscodeTimeoutSeconds } from '../../lib/transcode-timeout.ts'
import type {
  CaptionWishes,
  Inspection,
  InspectSourceInput,
  InspectSourceOutput,
  JobFile,
  Reason,
  Source,
} from '../../schemas/generated/types.ts'
import {
  validateInspectSourceInput,
  validateInspectSourceOutput,
} from '../../schemas/generated/validators.mjs'
import { findJobFile } from './find-job-file.ts'
import { lookAtSource } from './look-at-source.ts'
import { takeShare, type ShareServices } from './take-share.ts'
import { checkAcceptance, type SourceLimits } from './rules/acceptance.ts'
import { checkChoices } from './rules/choices.ts'
import { planModeration } from './rules/moderation-input.ts'
import { planTranscription, readTranscribeWhen, type TranscribeWhen } from './rules/transcription-plan.ts'

export interface InspectSourceServices {
  storage: {
    headObject: typeof headObject
    readRange: typeof readRange
    readText: typeof readText
    listVersions: typeof listVersions
  }
  probe: typeof probe
  assets: Pick<AssetStore, 'note'>
  budget: ShareServices['budget']
  measure: Measure
  now: () => number
  settings: {
    limits: SourceLimits
    defaultProfile: string
    trigger: 'video' | 'job-file'
    transcribe: TranscribeWhen
    mediaBucket: string
  } & ShareServices['settings']
}

const rejected = (reasons: Reason[]): InspectSourceOutput => ({ decision: 'reject', reasons })

/** What is found out about a file counts only when it is the same file before and after, and so does what fails. */
async function inspect(source: Source, services: InspectSourceServices): Promise<Inspection | Reason[]> {
  const checkStillThere = async () => checkIdentity(source, await services.storage.headObject(source))
  const replaced = await checkStillThere()
  if (replaced.length > 0) return replaced
  const looked = await lookAtSource(source, services).then(
    (facts) => ({ facts }),
    (error: unknown) => ({ error }),
  )
  const changed = await checkStillThere()
  if (changed.length > 0) return changed
  if ('error' in looked) throw looked.error
  const { facts } = looked
  const reasons = checkAcceptance(facts, services.settings.limits)
  return reasons.length > 0 || facts.inspection === undefined ? reasons : facts.inspection
}

const timeoutFor = (inspection: Inspection, profile: string, options: JobFile['options']) =>
  planTranscodeTimeoutSeconds(
    inspection.durationMs,
    planLadder(inspection, chooseProfile(profile), options).length,
  )

/** What the asset's record keeps of a job file. */
const described = ({ title, tags, metadata }: JobFile) => ({ title, tags, metadata })

function captionWishesOf({ language, captions }: JobFile): CaptionWishes | undefined {
  if (language === undefined && captions === undefined) return undefined
  return { ...(language !== undefined && { language }), ...(captions && { files: captions }) }
}

async function planCaptions(
  { bucket, key }: Source,
  film: { inspection: Inspection; jobFile: JobFile },
  { storage, settings }: InspectSourceServices,
) {
  const beside = await storage.listVersions(bucket, siblingPrefix(key))
  const sidecarCount = sidecarsOf(key, beside).length
  const transcription = planTranscription({ ...film, when: settings.transcribe, sidecarCount })
  const isTranscribed = transcription !== undefined
  const hasCaptions = isTranscribed || sidecarCount > 0 || (film.inspection.captionTracks ?? []).length > 0
  return { transcription, expected: { isTranscribed, hasCaptions } }
}

async function decide(
  input: InspectSourceInput,
  services: InspectSourceServices,
): Promise<InspectSourceOutput> {
  const { source } = input
  const { settings, assets } = services
  const found = await findJobFile(source, services.storage)
  if ('reasons' in found) return rejected(found.reasons)
  if (found.jobFile === undefined && settings.trigger === 'job-file') {
    return { decision: 'await-job-file', reasons: [] }
  }
  const jobFile = found.jobFile ?? {}
  const unknownChoices = checkChoices(jobFile)
  if (unknownChoices.length > 0) return rejected(unknownChoices)
  const inspection = await inspect(source, services)
  const inspectedAt = new Date(services.now()).toISOString()
  if (Array.isArray(inspection)) {
    await assets.note(input, { ...described(jobFile), 'timings.inspectedAt': inspectedAt })
    return rejected(inspection)
  }
  const profile = jobFile.profile ?? settings.defaultProfile
  const options = jobFile.options
  await assets.note(input, {
    ...described(jobFile),
    inspection,
    profile,
    policy: jobFile.policy,
    options,
    captionWishes: captionWishesOf(jobFile),
    'timings.inspectedAt': inspectedAt,
  })
  const { transcription, expected } = await planCaptions(source, { inspection, jobFile }, services)
  const template = chooseProfile(profile)
  const moderation = planModeration({ ...input, mediaBucket: settings.mediaBucket }, inspection, {
    profile: template,
    options,
  })
  const film = { inspection, profile: template, options: options ?? {}, moderationInput: moderation.input }
  const estimateUsd = await takeShare(input, { ...film, ...expected }, services)
  if (estimateUsd !== undefined) return { decision: 'await-budget', reasons: [], estimateUsd }
  return {
    decision: 'accept',
    reasons: [],
    inspection,
    profile,
    ...(options && { options }),
    ...(transcription && { transcription }),
    transcodeTimeoutSeconds: timeoutFor(inspection, profile, options),
    moderation,
  }
}

export const inspectSource = defineStep({
  input: validateInspectSourceInput,
  output: validateInspectSourceOutput,
  async run(input: InspectSourceInput, services: InspectSourceServices): Promise<InspectSourceOutput> {
    const output = await decide(input, services)
    // What waits for its job file or a budget is looked at once more; what is processed again was counted before.
    if (input.revision === 0 && !output.decision.startsWith('await-')) services.measure({ AssetsUploaded: 1 })
    return output
  },
})

export const handler = lambda(inspectSource, () => ({
  storage: { headObject, readRange, readText, listVersions },
  probe,
  assets: assetStore(setting('ASSETS_TABLE')),
  budget: budgetStore(setting('BUDGET_TABLE')),
  measure: measure(),
  now: Date.now,
  settings: {
    limits: {
      maxSizeBytes: numericSetting('MAX_SOURCE_SIZE_BYTES'),
      maxDurationMs: numericSetting('MAX_DURATION_SECONDS') * 1000,
    },
    defaultProfile: setting('DEFAULT_PROFILE'),
    mediaBucket: setting('MEDIA_BUCKET'),
    transcribe: readTranscribeWhen(setting('TRANSCRIBE')),
    region: setting('AWS_REGION'),
    monthlyBudgetUsd: numericSetting('MONTHLY_BUDGET_USD'),
    trigger: setting('TRIGGER') === 'job-file' ? ('job-file' as const) : ('video' as const),
  },
}))
