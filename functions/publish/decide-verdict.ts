// Called by the state "Decide verdict": nothing is judged that is not whole. Every output is checked against what was
// planned, the thumbnails get their index; then the policy of the asset judges what the detectors found. The record
// gets it all; the state machine makes it playable, or does not.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import {
  headObject,
  listObjects,
  objectBaseUrl,
  readObject,
  readText,
  writeObject,
} from '../../lib/aws/s3.ts'
import { setting } from '../../lib/environment.ts'
import { JobFailedError, NotFoundError } from '../../lib/errors.ts'
import { outputPrefix } from '../../lib/output-layout.ts'
import { choosePolicy } from '../../lib/policies.ts'
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
import { verifyStream } from './verify-stream.ts'

export interface DecideVerdictServices {
  storage: {
    headObject: typeof headObject
    listObjects: typeof listObjects
    readText: typeof readText
    readObject: typeof readObject
    writeObject: typeof writeObject
  }
  assets: Pick<AssetStore, 'load' | 'note'>
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
  return { renditions, playback }
}

function judge({ reports }: DecideVerdictInput, asset: Asset, now: number): Verdict {
  const policy = choosePolicy(asset.policy)
  const { decision, reasons, findingIds } = evaluatePolicy(policy, { reports })
  const { modelVersion } = summariseModeration(reports)
  return {
    decision,
    decidedBy: 'policy',
    decidedAt: new Date(now).toISOString(),
    policyId: policy.policyId,
    policyVersion: policy.version,
    ...(modelVersion !== undefined && { modelVersion }),
    reasons,
    findingIds,
  }
}

export const decideVerdict = defineStep({
  input: validateDecideVerdictInput,
  output: validateDecideVerdictOutput,
  async run(input: DecideVerdictInput, services: DecideVerdictServices): Promise<DecideVerdictOutput> {
    const { assetId, revision, source, reports } = input
    const asset = await services.assets.load(assetId)
    if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
    const replaced = checkIdentity(source, await services.storage.headObject(source))
    if (replaced.length > 0) return { decision: 'refuse', reasons: replaced }
    const { renditions, playback } = await takeStock(input, services)
    const verdict = judge(input, asset, services.now())
    const { decision, reasons, policyId, policyVersion } = verdict
    await services.assets.note(
      { assetId, revision },
      {
        renditions,
        playback,
        verdict,
        findings: reports.flatMap(({ findings }) => findings),
        moderation: summariseModeration(reports),
        'timings.decidedAt': verdict.decidedAt,
      },
    )
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
        playback,
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
      playbackBaseUrl: process.env['PLAYBACK_BASE_URL'] || objectBaseUrl(mediaBucket),
    },
  }
})
