// The budget of each month, what assets take of it, and those that wait for one. A commitment and the sum of its month
// are written together or not at all, so that no asset counts twice and no two fit into the same room.
import type { BudgetCommitment, ParkedAsset } from '../schemas/generated/types.ts'
import type { AssetRevision } from './asset-store.ts'
import {
  DeleteCommand,
  documents,
  GetCommand,
  paginateQuery,
  PutCommand,
  TransactWriteCommand,
} from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'
import { ConflictError, ThrottledError } from './errors.ts'

/** Longer than an execution lives, and any bill is open. */
const KEPT_SECONDS = 400 * 24 * 60 * 60

const ATTEMPTS = 8

const PARKED = 'parked'

export const monthOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 7)

const totalKey = (month: string) => ({ scope: `month#${month}`, entry: 'total' })

const commitmentKey = ({ assetId, revision }: AssetRevision) => ({
  scope: `asset#${assetId}`,
  entry: `r${revision}`,
})

const parkedKey = ({ assetId, revision }: AssetRevision) => ({
  scope: PARKED,
  entry: `${assetId}#${revision}`,
})

const sameMicros = (usd: number) => Math.round(usd * 1e6) / 1e6

export type BudgetStore = ReturnType<typeof budgetStore>

export function budgetStore(tableName: string, now: () => number = Date.now) {
  const get = async (key: { scope: string; entry: string }) => {
    const { Item } = await calling('reading the budget', () =>
      documents.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true })),
    )
    return Item
  }

  const committedUsd = async (month: string): Promise<number> =>
    ((await get(totalKey(month)))?.['committedUsd'] as number | undefined) ?? 0

  const commitmentOf = async (asset: AssetRevision) =>
    (await get(commitmentKey(asset))) as BudgetCommitment | undefined

  /** With `limitUsd` on the condition that it fits. */
  const write = async (commitment: BudgetCommitment, limitUsd: number | undefined) => {
    const { estimateUsd, month } = commitment
    const room = limitUsd === undefined ? undefined : sameMicros(limitUsd - estimateUsd)
    const update = {
      TableName: tableName,
      Key: totalKey(month),
      UpdateExpression: 'ADD committedUsd :usd',
      ExpressionAttributeValues: { ':usd': estimateUsd, ...(room !== undefined && { ':room': room }) },
      ...(room !== undefined && {
        ConditionExpression: 'attribute_not_exists(committedUsd) OR committedUsd <= :room',
      }),
    }
    const put = {
      TableName: tableName,
      Item: commitment,
      ConditionExpression: 'attribute_not_exists(entry)',
    }
    await calling('committing to the budget', () =>
      documents.send(new TransactWriteCommand({ TransactItems: [{ Put: put }, { Update: update }] })),
    )
  }

  const commitmentFor = (asset: AssetRevision, estimateUsd: number): BudgetCommitment => ({
    ...commitmentKey(asset),
    assetId: asset.assetId,
    revision: asset.revision,
    month: monthOf(now()),
    estimateUsd,
    committedAt: new Date(now()).toISOString(),
    expiresAtSeconds: Math.floor(now() / 1000) + KEPT_SECONDS,
  })

  return {
    committedUsd,
    commitmentOf,

    /**
     * Takes an asset's estimate out of the budget of this month; what it has taken before, in this month or another,
     * holds. @returns whether it has its share
     * @throws ThrottledError when the budget keeps changing meanwhile
     */
    async commit(asset: AssetRevision, estimateUsd: number, limitUsd: number): Promise<boolean> {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        if ((await commitmentOf(asset)) !== undefined) return true
        const month = monthOf(now())
        if (sameMicros((await committedUsd(month)) + estimateUsd) > limitUsd) return false
        try {
          await write(commitmentFor(asset, estimateUsd), limitUsd)
          return true
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error
        }
      }
      throw new ThrottledError('The budget changes faster than an asset can be committed to it.')
    },

    /** Lets an asset have its share whether it fits or not. */
    async waive(asset: AssetRevision, estimateUsd: number): Promise<void> {
      try {
        await write({ ...commitmentFor(asset, estimateUsd), waived: true }, undefined)
      } catch (error) {
        if (!(error instanceof ConflictError) || (await commitmentOf(asset)) === undefined) throw error
      }
    },

    /** Once only: what an asset has really taken counts instead of its estimate, in the month it was taken from. */
    async settle(asset: AssetRevision, actualUsd: number): Promise<void> {
      const commitment = await commitmentOf(asset)
      if (commitment === undefined || commitment.settledAt !== undefined) return
      const correct = {
        TableName: tableName,
        Key: commitmentKey(asset),
        UpdateExpression: 'SET actualUsd = :actual, settledAt = :at',
        ConditionExpression: 'attribute_not_exists(settledAt)',
        ExpressionAttributeValues: { ':actual': actualUsd, ':at': new Date(now()).toISOString() },
      }
      const update = {
        TableName: tableName,
        Key: totalKey(commitment.month),
        UpdateExpression: 'ADD committedUsd :change',
        ExpressionAttributeValues: { ':change': sameMicros(actualUsd - commitment.estimateUsd) },
      }
      try {
        await calling('settling with the budget', () =>
          documents.send(
            new TransactWriteCommand({ TransactItems: [{ Update: correct }, { Update: update }] }),
          ),
        )
      } catch (error) {
        // Somebody else's hand was on the sum at the same moment: whoever sent the event sends it again.
        if (error instanceof ConflictError && (await commitmentOf(asset))?.settledAt === undefined)
          throw new ThrottledError('The budget changes faster than it can be settled.', { cause: error })
        if (!(error instanceof ConflictError)) throw error
      }
    },

    /** @returns since when it waits, by which this wait is told from one that follows */
    async park(asset: AssetRevision, estimateUsd: number): Promise<string> {
      const { assetId, revision } = asset
      const parkedAt = new Date(now()).toISOString()
      const item = { ...parkedKey(asset), assetId, revision, estimateUsd, parkedAt }
      await calling('parking an asset', () =>
        documents.send(new PutCommand({ TableName: tableName, Item: item })),
      )
      return parkedAt
    },

    /** With `parkedAt` only of that wait: one that was let go may be parked anew before this is written. */
    async unpark(asset: AssetRevision, parkedAt?: string): Promise<void> {
      const command = new DeleteCommand({
        TableName: tableName,
        Key: parkedKey(asset),
        ...(parkedAt !== undefined && {
          ConditionExpression: 'parkedAt = :parkedAt',
          ExpressionAttributeValues: { ':parkedAt': parkedAt },
        }),
      })
      try {
        await calling('letting a parked asset go', () => documents.send(command))
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error
      }
    },

    /** The longest waiting first. */
    async listParked(): Promise<ParkedAsset[]> {
      const query = {
        TableName: tableName,
        KeyConditionExpression: '#scope = :parked',
        ExpressionAttributeNames: { '#scope': 'scope' },
        ExpressionAttributeValues: { ':parked': PARKED },
        ConsistentRead: true,
      }
      return calling('listing parked assets', async () => {
        const parked: ParkedAsset[] = []
        for await (const page of paginateQuery({ client: documents }, query))
          parked.push(...((page.Items ?? []) as ParkedAsset[]))
        return parked.sort((one, other) => (one.parkedAt < other.parkedAt ? -1 : 1))
      })
    },
  }
}
