// Called by the state "Publish asset": nothing is published that was not looked at. Every output is checked against
// what was planned, the thumbnails get their index, the record its renditions, and the bus is told.
import { announceOutcome, type AnnounceOutcome } from '../../lib/asset-events.ts'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { headObject, listObjects, readObject, readText, writeObject } from '../../lib/aws/s3.ts'
import { setting } from '../../lib/environment.ts'
import { InvariantError, JobFailedError, NotFoundError } from '../../lib/errors.ts'
import { outputPrefix } from '../../lib/output-layout.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type { PublishAssetInput, PublishAssetOutput } from '../../schemas/generated/types.ts'
import { validatePublishAssetInput, validatePublishAssetOutput } from '../../schemas/generated/validators.mjs'

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
