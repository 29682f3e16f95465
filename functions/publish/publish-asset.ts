// Called by the state "Publish asset": nothing is published that was not looked at. Every output is checked against
// what was planned, the thumbnails get their index, the record its renditions, and the bus is told.
import { announceOutcome, type AnnounceOutcome } from '../../lib/asset-events.ts'
import { assetStore, type AssetStore, type Closing } from '../../lib/asset-store.ts'
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
import { checkIdentity } from '../../lib/source-identity.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type { PublishAssetInput, PublishAssetOutput, Reason } from '../../schemas/generated/types.ts'
import { validatePublishAssetInput, validatePublishAssetOutput } from '../../schemas/generated/validators.mjs'
import { makeSprites } from './make-sprites.ts'
import { planPlayback } from './rules/playback.ts'
import { verifyStream } from './verify-stream.ts'

export interface PublishAssetServices {
  storage: {
    headObject: typeof headObject
    listObjects: typeof listObjects
    readText: typeof readText
    readObject: typeof readObject
    writeObject: typeof writeObject
  }
  assets: Pick<AssetStore, 'load' | 'close'>
  announce: AnnounceOutcome
  now: () => number
  settings: { mediaBucket: string; playbackBaseUrl: string }
}

type Ending = Pick<Closing, 'reasons' | 'renditions' | 'playback'> & { outcome: 'published' | 'rejected' }

const rejected = (reasons: Reason[]): Ending => ({ outcome: 'rejected', reasons })

async function decideEnding(input: PublishAssetInput, services: PublishAssetServices): Promise<Ending> {
  const { storage, settings } = services
  const replaced = checkIdentity(input.source, await storage.headObject(input.source))
  if (replaced.length > 0) return rejected(replaced)
  const place = { bucket: settings.mediaBucket, prefix: outputPrefix(input.assetId, input.revision) }
  const objects = await storage.listObjects(place.bucket, place.prefix)
  const { problems, renditions } = await verifyStream(input, { ...place, objects }, storage)
  if (problems.length > 0) {
    throw new JobFailedError(`The outputs are not what was planned: ${problems.slice(0, 10).join(' ')}`)
  }
  const hasThumbnails = await makeSprites(input, { ...place, objects }, storage)
  return {
    outcome: 'published',
    reasons: [],
    renditions,
    playback: planPlayback(settings.playbackBaseUrl, { prefix: place.prefix, objects, hasThumbnails }),
  }
}

export const publishAsset = defineStep({
  input: validatePublishAssetInput,
  output: validatePublishAssetOutput,
  async run(input: PublishAssetInput, services: PublishAssetServices): Promise<PublishAssetOutput> {
    const { assetId, revision } = input
    const asset = await services.assets.load(assetId)
    if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
    const ending = await decideEnding(input, services)
    const now = services.now()
    const closed = await services.assets.close(
      { assetId, revision },
      {
        ...ending,
        closedAt: new Date(now).toISOString(),
        totalMs: Math.max(0, now - Date.parse(asset.registeredAt)),
      },
    )
    await services.announce(closed)
    return { outcome: closed.outcome ?? ending.outcome }
  },
})

export const handler = lambda(publishAsset, () => {
  const mediaBucket = setting('MEDIA_BUCKET')
  return {
    storage: { headObject, listObjects, readText, readObject, writeObject },
    assets: assetStore(setting('ASSETS_TABLE')),
    announce: announceOutcome(setting('EVENT_BUS')),
    now: Date.now,
    settings: {
      mediaBucket,
      playbackBaseUrl: process.env['PLAYBACK_BASE_URL'] || objectBaseUrl(mediaBucket),
    },
  }
})
