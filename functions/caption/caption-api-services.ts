// What the routes of captions use.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { listVersions, readObject, readText } from '../../lib/aws/s3.ts'
import { startExecution } from '../../lib/aws/step-functions.ts'
import { decideCaptions, type DecideCaptions } from '../../lib/caption-store.ts'
import { setting } from '../../lib/environment.ts'
import { NotFoundError } from '../../lib/errors.ts'
import type { Asset, CaptionedRevision, CaptionTrack } from '../../schemas/generated/types.ts'
import { filmOf, findCaptions, type CaptionCandidate } from './find-captions.ts'
import { versionOf } from './read-tracks.ts'
import { isFileOf } from './rules/release.ts'

export interface CaptionApiServices {
  assets: Pick<AssetStore, 'load'>
  decideCaptions: DecideCaptions
  auditTable: string
  listVersions: typeof listVersions
  readObject: typeof readObject
  readText: typeof readText
  /** Starts the caption workflow, which brings record and manifests up to date. */
  startRefresh: (asset: CaptionedRevision) => Promise<unknown>
  now: () => number
  settings: { mediaBucket: string }
}

export function captionApiServices(): CaptionApiServices {
  const assetsTable = setting('ASSETS_TABLE')
  const workflowArn = setting('CAPTION_WORKFLOW_ARN')
  return {
    assets: assetStore(assetsTable),
    decideCaptions: decideCaptions(assetsTable),
    auditTable: setting('REVIEW_AUDIT_TABLE'),
    ...{ listVersions, readObject, readText },
    startRefresh: ({ assetId, revision }) => startExecution(workflowArn, { released: { assetId, revision } }),
    now: Date.now,
    settings: { mediaBucket: setting('MEDIA_BUCKET') },
  }
}

/** @throws NotFoundError */
export async function loadTrack(
  { assetId = '', trackId = '' }: Record<string, string>,
  { assets }: Pick<CaptionApiServices, 'assets'>,
): Promise<{ asset: Asset; track: CaptionTrack }> {
  const asset = await assets.load(assetId)
  if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
  const track = asset.captions.find((one) => one.trackId === trackId)
  if (track === undefined) {
    const names = asset.captions.map((one) => one.trackId).join(', ') || 'none at all'
    throw new NotFoundError(`There is no such caption track. The asset has ${names}.`)
  }
  return { asset, track }
}

/** The file that was judged; undefined where it is another one now, or gone. */
export async function findFile(
  asset: Asset,
  track: CaptionTrack,
  { listVersions, settings }: Pick<CaptionApiServices, 'listVersions' | 'settings'>,
): Promise<CaptionCandidate | undefined> {
  const places = { listVersions, mediaBucket: settings.mediaBucket }
  const candidates = await findCaptions(filmOf(asset), places)
  return candidates.find((candidate) => isFileOf(versionOf(candidate), track))
}
