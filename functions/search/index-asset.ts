// Called for the messages of the search queue, each of which names an asset of which something may have changed: an
// event of the asset bus, or a request of a rebuild. What is written follows the record as it is now, not the message:
// one that comes twice, late or out of order does no harm.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { hideMessage } from '../../lib/aws/sqs.ts'
import { setting } from '../../lib/environment.ts'
import { InvalidInputError, ThrottledError } from '../../lib/errors.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import { readTrackText, type ReadTrackText } from './caption-texts.ts'
import { indexStore, type IndexStore } from './index-store.ts'
import { readRequest, type IndexRequest } from './rules/index-request.ts'
import { findableAs, searchedTracks, type ReadTrack } from './rules/pieces.ts'
import { deployedIndex, type FiledAsset, type SearchIndex } from './search-index.ts'

export interface IndexAssetServices {
  assets: Pick<AssetStore, 'load'>
  /** One at a time writes an asset. */
  leases: Pick<IndexStore, 'takeLease'>
  index: Pick<SearchIndex, 'bringUp'>
  readTrack: ReadTrackText
  hideMessage: typeof hideMessage
  queueUrl: string
  now: () => number
}

/** Longer than the function may run (180 seconds): nobody writes after losing it. */
const LEASE_MS = 200_000

/** Most assets are indexed within seconds: whoever finds one taken looks again soon. */
const BUSY_SECONDS = 20

async function readAll(asset: Asset, readTrack: ReadTrackText): Promise<ReadTrack[]> {
  const tracks: ReadTrack[] = []
  // One after the other: a day of film in thirty languages is held once, not thirty times.
  for (const track of searchedTracks(asset)) tracks.push(await readTrack(track))
  return tracks
}

async function readFiled(
  assetId: string,
  { assets, readTrack }: IndexAssetServices,
): Promise<FiledAsset | undefined> {
  const asset = await assets.load(assetId)
  if (asset === undefined || findableAs(asset) === undefined) return undefined
  return { asset, tracks: await readAll(asset, readTrack) }
}

/** Brings what is filed of an asset up to its record. @throws ThrottledError while somebody else does */
async function bringUp({ assetId, isForced }: IndexRequest, services: IndexAssetServices): Promise<void> {
  const { index, leases, now } = services
  const giveBack = await leases.takeLease(assetId, now(), LEASE_MS)
  try {
    await index.bringUp({ assetId, isForced, filed: await readFiled(assetId, services) })
  } finally {
    await giveBack()
  }
}

async function handleRecord(record: SQSRecord, services: IndexAssetServices): Promise<void> {
  const request = readRequest(record.body)
  if (request === undefined) throw new InvalidInputError('The message names no asset.')
  logger.resetKeys()
  logger.appendKeys({ assetId: request.assetId })
  await bringUp(request, services)
}

async function putBack(record: SQSRecord, error: unknown, services: IndexAssetServices) {
  if (!(error instanceof ThrottledError)) {
    logger.error('An asset could not be indexed', error as Error)
    return
  }
  logger.info('An asset is indexed later', { because: error.message })
  await services.hideMessage(services.queueUrl, record.receiptHandle, BUSY_SECONDS)
}

export async function indexAsset(event: SQSEvent, services: IndexAssetServices): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const record of event.Records) {
    try {
      await handleRecord(record, services)
    } catch (error) {
      await putBack(record, error, services)
      batchItemFailures.push({ itemIdentifier: record.messageId })
    }
  }
  return { batchItemFailures }
}

export const handler = eventHandler(indexAsset, () => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  leases: indexStore(setting('SEARCH_TABLE')),
  index: deployedIndex(),
  readTrack: readTrackText(setting('MEDIA_BUCKET')),
  hideMessage,
  queueUrl: setting('SEARCH_QUEUE_URL'),
  now: Date.now,
}))
