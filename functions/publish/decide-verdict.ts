// Called by the state "Decide verdict": nothing is judged that is not whole. Every output is checked against what was
// planned, the thumbnails get their index; then the policy of the asset judges what the detectors found. The record
// gets it all; the state machine makes it playable, or does not.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { headObject, listObjects, readObject, readText, writeObject } from '../../lib/aws/s3.ts'
import { storedUnits, unitChanges } from '../../lib/cost/units.ts'
import { setting } from '../../lib/environment.ts'
import { ConflictError, JobFailedError, NotFoundError, ThrottledError } from '../../lib/errors.ts'
import { outputPrefix } from '../../lib/output-layout.ts'
import { findPolicy } from '../../lib/policies.ts'
import { evaluatePolicy } from '../../lib/policy/evaluate.ts'
import { checkIdentity } from '../../lib/source-identity.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type {
  Asset,
  DecideVerdictInput,
  DecideVerdictOutput,
  Verdict,
} from '../../schemas/generated/types.ts'
import {
  validateDecideVerdictInput,
  validateDecideVerdictOutput,
} from '../../schemas/generated/validators.mjs'
import { makeSprites } from './make-sprites.ts'
import { planPlayback } from './rules/playback.ts'
import { summariseModeration } from './rules/moderation-summary.ts'
import { joinVerdict } from './rules/standing-verdict.ts'
import { verifyStream } from './verify-stream.ts'

export interface DecideVerdictServices {
  storage: {
    headObject: typeof headObject
    listObjects: typeof listObjects
    readText: typeof readText
    readObject: typeof readObject
    writeObject: typeof writeObject
  }
  assets: Pick<AssetStore, 'load' | 'noteVerdict'>
  now: () => number
  settings: { mediaBucket: string; playbackBaseUrl: string }
}

/** @throws JobFailedError when the provider has not made what was asked for */
async function takeStock(input: DecideVerdictInput, { storage, settings }: DecideVerdictServices) {
  const place = { bucket: settings.mediaBucket, prefix: outputPrefix(input.assetId, input.revision) }
  const objects = await storage.listObjects(place.bucket, place.prefix)
  const { problems, renditions } = await verifyStream(input, { ...place, objects }, storage)
  if (problems.length > 0) {
    throw new JobFailedError(`The outputs are not what was planned: ${problems.slice(0, 10).join(' ')}`)
  }
  const hasThumbnails = await makeSprites(input, { ...place, objects }, storage)
  const playback = planPlayback(settings.playbackBaseUrl, { prefix: place.prefix, objects, hasThumbnails })
  const units = storedUnits([input.source.sizeBytes, ...objects.values()])
  return { renditions, playback, ...unitChanges(units) }
}

function judge({ reports }: DecideVerdictInput, { policy: name }: Asset, now: number): Verdict {
  const { policy, replaced } = findPolicy(name)
  const { decision, reasons, findingIds } = evaluatePolicy(policy, { reports })
  const { modelVersion } = summariseModeration(reports)
  return {
    decision,
    decidedBy: 'policy',
    decidedAt: new Date(now).toISOString(),
    policyId: policy.policyId,
    policyVersion: policy.version,
    ...(modelVersion !== undefined && { modelVersion }),
    reasons: [...reasons, ...(replaced ? [replaced] : [])],
    findingIds,
  }
}

async function loadAsset(assetId: string, { assets }: DecideVerdictServices): Promise<Asset> {
  const asset = await assets.load(assetId)
  if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
  return asset
}

const ATTEMPTS = 3

/**
 * Judges the asset as it stands when the record is written: what a person decides meanwhile is not written over.
 * @throws ConflictError when a newer revision has taken over
 */
async function recordVerdict(
  input: DecideVerdictInput,
  made: Awaited<ReturnType<typeof takeStock>>,
  services: DecideVerdictServices,
) {
  const { assetId, revision, reports } = input
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const asset = await loadAsset(assetId, services)
    const judged = judge(input, asset, services.now())
    const decided = joinVerdict(asset, judged)
    try {
      await services.assets.noteVerdict(
        { assetId, revision, verdict: asset.verdict },
        {
          ...made,
          ...decided,
          findings: reports.flatMap(({ findings }) => findings),
          moderation: summariseModeration(reports),
          'timings.decidedAt': judged.decidedAt,
        },
      )
      return { asset, verdict: decided.verdict }
    } catch (error) {
      if (!(error instanceof ConflictError) || asset.revision !== revision) throw error
    }
  }
  throw new ThrottledError(`Asset ${assetId} changes faster than it can be judged.`)
}

export const decideVerdict = defineStep({
  input: validateDecideVerdictInput,
  output: validateDecideVerdictOutput,
  async run(input: DecideVerdictInput, services: DecideVerdictServices): Promise<DecideVerdictOutput> {
    const { assetId, revision, source } = input
    const replaced = checkIdentity(source, await services.storage.headObject(source))
    if (replaced.length > 0) return { decision: 'refuse', reasons: replaced }
    const made = await takeStock(input, services)
    const { asset, verdict } = await recordVerdict(input, made, services)
    const { decision, reasons, policyId, policyVersion } = verdict
    const { sourceUri, title } = asset
    return {
      decision,
      reasons,
      policyId,
      policyVersion,
      announcement: {
        assetId,
        revision,
        sourceUri,
        reasons: [],
        playback: made.playback,
        ...(title !== undefined && { title }),
      },
    }
  },
})

export const handler = lambda(decideVerdict, () => {
  const mediaBucket = setting('MEDIA_BUCKET')
  return {
    storage: { headObject, listObjects, readText, readObject, writeObject },
    assets: assetStore(setting('ASSETS_TABLE')),
    now: Date.now,
    settings: {
      mediaBucket,
      playbackBaseUrl: setting('PLAYBACK_BASE_URL'),
    },
  }
})
