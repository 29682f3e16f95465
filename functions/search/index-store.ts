// The table of the search index: entries of terms, by bucket; and for every asset what was written of it, so that it
// can be taken out again, and a lease, so that one at a time writes.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  DeleteCommand,
  documents,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '../../lib/aws/dynamodb.ts'
import { calling } from '../../lib/aws/translate.ts'
import { ConflictError, ThrottledError } from '../../lib/errors.ts'
import { readWritten, writtenText, type Changes, type Written } from './rules/changes.ts'
import { readPosting, startOf, type Findable, type Listed, type Posting } from './rules/postings.ts'
import type { Lookup } from './rules/terms.ts'

/** What is known of the entries of an asset. */
export interface Known {
  written: Written
  /** False when somebody was interrupted while writing. */
  isSure: boolean
}

type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number]

/** Of one BatchWriteItem. */
const MOST_WRITES = 25
const SIDE_BY_SIDE = 8
const ATTEMPTS = 8
const FIRST_PAUSE_MS = 50

/** Entries of one lookup: some 250 KB, 30 read units. */
export const MOST_LISTED = 2000

const ownBucket = (assetId: string) => `asset#${assetId}`
const leaseKey = (assetId: string) => ({ bucket: ownBucket(assetId), entry: 'lease' })
const writtenKey = (assetId: string) => ({ bucket: ownBucket(assetId), entry: 'written' })

/**
 * At most 4 bytes an entry. While an asset changes there are twice as many as it may have, 80,000: they fit into an item
 * of DynamoDB, which takes 400 KB.
 */
const pack = (written: Written) =>
  brotliCompressSync(writtenText(written), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
const unpack = (bytes: Uint8Array): Written => readWritten(brotliDecompressSync(bytes).toString('utf8'))

const chunksOf = <T>(all: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )

export type IndexStore = ReturnType<typeof indexStore>

export function indexStore(tableName: string) {
  /** What DynamoDB has no room for just now comes again, after a pause that grows and is never the same. */
  const writeBatch = async (batch: WriteRequest[]): Promise<void> => {
    let left = batch
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt === ATTEMPTS) throw new ThrottledError('The search index takes no more entries for now.')
      if (attempt > 0) await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt)
      const requests = { [tableName]: left }
      const answer = await calling('writing the search index', () =>
        documents.send(new BatchWriteCommand({ RequestItems: requests })),
      )
      left = answer.UnprocessedItems?.[tableName] ?? []
    }
  }

  return {
    /**
     * For one at a time; whoever crashes loses it after `leaseMs`.
     * @returns what gives it back
     * @throws ThrottledError while somebody else has it
     */
    async takeLease(assetId: string, nowMs: number, leaseMs: number): Promise<() => Promise<void>> {
      const holder = randomUUID()
      try {
        await calling('taking the lease of an asset in the search index', () =>
          documents.send(
            new PutCommand({
              TableName: tableName,
              Item: { ...leaseKey(assetId), holder, untilMs: nowMs + leaseMs },
              ConditionExpression: 'attribute_not_exists(untilMs) OR untilMs <= :now',
              ExpressionAttributeValues: { ':now': nowMs },
            }),
          ),
        )
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error
        throw new ThrottledError(`The asset ${assetId} is being indexed by somebody else.`, { cause: error })
      }
      return async () => {
        const own = {
          ConditionExpression: 'holder = :holder',
          ExpressionAttributeValues: { ':holder': holder },
        }
        try {
          await calling('giving back the lease of an asset in the search index', () =>
            documents.send(new DeleteCommand({ TableName: tableName, Key: leaseKey(assetId), ...own })),
          )
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error
        }
      }
    },

    async loadWritten(assetId: string): Promise<Known> {
      const answer = await calling('reading what is indexed of an asset', () =>
        documents.send(
          new GetCommand({ TableName: tableName, Key: writtenKey(assetId), ConsistentRead: true }),
        ),
      )
      if (answer.Item === undefined) return { written: new Map(), isSure: true }
      const { entries, isSure } = answer.Item as { entries: Uint8Array; isSure: boolean }
      return { written: unpack(entries), isSure }
    },

    /** Before a change and after it; an asset that has no entries is not known. */
    async noteWritten(assetId: string, { written, isSure }: Known): Promise<void> {
      const item = { ...writtenKey(assetId), entries: pack(written), isSure }
      await calling('noting what is indexed of an asset', () =>
        written.size === 0
          ? documents.send(new DeleteCommand({ TableName: tableName, Key: writtenKey(assetId) }))
          : documents.send(new PutCommand({ TableName: tableName, Item: item })),
      )
    },

    /** In any order, each as often as it takes. @throws ThrottledError */
    async write({ puts, deletes }: Pick<Changes, 'puts' | 'deletes'>): Promise<void> {
      const requests: WriteRequest[] = [
        ...puts.map((posting) => ({ PutRequest: { Item: { ...posting } } })),
        ...deletes.map((key) => ({ DeleteRequest: { Key: { ...key } } })),
      ]
      const batches = chunksOf(requests, MOST_WRITES).values()
      // All of them take from one heap.
      const work = async () => {
        for (const batch of batches) await writeBatch(batch)
      }
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
    },

    /** The first entries of a lookup, and whether there are no more. May lag behind the table for a moment. */
    async list(outcome: Findable, lookup: Lookup): Promise<{ listed: Listed[]; isWhole: boolean }> {
      const { bucket, entry } = startOf(outcome, lookup)
      const answer = await calling('reading the search index', () =>
        documents.send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: '#bucket = :bucket AND begins_with(#entry, :entry)',
            ExpressionAttributeNames: { '#bucket': 'bucket', '#entry': 'entry' },
            ExpressionAttributeValues: { ':bucket': bucket, ':entry': entry },
            Limit: MOST_LISTED,
          }),
        ),
      )
      const listed = ((answer.Items ?? []) as Posting[]).map(readPosting)
      return { listed, isWhole: answer.LastEvaluatedKey === undefined }
    },
  }
}
