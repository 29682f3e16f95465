import { assetStore } from '../../lib/asset-store.ts'
import {
  detectEntities,
  detectKeyPhrases,
  detectLanguages,
  detectPii,
  detectSentiments,
  detectToxicity,
} from '../../lib/aws/comprehend.ts'
import { listVersions, readObject, readText, writeObject } from '../../lib/aws/s3.ts'
import { replaceCaptions } from '../../lib/caption-store.ts'
import { setting } from '../../lib/environment.ts'
import { findPolicy } from '../../lib/policies.ts'
import type { RefreshServices } from './refresh-captions.ts'

/** What both functions use that bring the captions of an asset up to date. */
export const captionServices = (): RefreshServices => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  replaceCaptions: replaceCaptions(setting('ASSETS_TABLE')),
  ...{ listVersions, readObject, readText, writeObject },
  ...{ detectLanguages, detectSentiments, detectEntities, detectKeyPhrases, detectPii, detectToxicity },
  policyOf: ({ policy }) => findPolicy(policy).policy,
  now: Date.now,
  settings: { mediaBucket: setting('MEDIA_BUCKET') },
})
