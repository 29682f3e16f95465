// The budget of a stack: what is taken of it, what waits for it, and letting things go on that wait.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb'
import type { ParkedAsset, ReleaseBudgetInput, ReleaseBudgetOutput } from '../../schemas/generated/types.ts'
import { CommandError } from '../errors.ts'
import type { Target } from '../target.ts'
import { clientConfig, type Clients } from './clients.ts'
import { loadBudgetStack } from './stack.ts'

export interface BudgetStanding {
  /** In UTC, as `2026-11`. */
  month: string
  /** 0 for no budget. */
  limitUsd: number
  committedUsd: number
  /** The longest waiting first. */
  parked: Pick<ParkedAsset, 'assetId' | 'revision' | 'estimateUsd' | 'parkedAt'>[]
}

export async function readBudget(clients: Clients, target: Target, nowMs: number): Promise<BudgetStanding> {
  const { table: TableName, limitUsd } = await loadBudgetStack(clients, target)
  const month = new Date(nowMs).toISOString().slice(0, 7)
  const { Item } = await clients.table.send(
    new GetCommand({ TableName, Key: { scope: `month#${month}`, entry: 'total' }, ConsistentRead: true }),
  )
  const query = {
    TableName,
    KeyConditionExpression: '#scope = :parked',
    ExpressionAttributeNames: { '#scope': 'scope' },
    ExpressionAttributeValues: { ':parked': 'parked' },
  }
  const parked: BudgetStanding['parked'] = []
  for await (const { Items = [] } of paginateQuery({ client: clients.table }, query))
    for (const { assetId, revision, estimateUsd, parkedAt } of Items as ParkedAsset[])
      parked.push({ assetId, revision, estimateUsd, parkedAt })
  parked.sort((one, other) => (one.parkedAt < other.parkedAt ? -1 : 1))
  return {
    month,
    limitUsd: Number(limitUsd),
    committedUsd: (Item?.['committedUsd'] as number | undefined) ?? 0,
    parked,
  }
}

/** The function does it: the tokens of those that wait never leave the ledger. */
export async function releaseParked(
  clients: Clients,
  target: Target,
  input: ReleaseBudgetInput,
): Promise<ReleaseBudgetOutput> {
  const { functionName } = await loadBudgetStack(clients, target)
  const lambda = new LambdaClient(clientConfig(target))
  try {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(input) }),
    )
    const text = Payload?.transformToString() ?? '{}'
    if (FunctionError !== undefined) {
      const { errorMessage } = JSON.parse(text) as { errorMessage?: string }
      throw new CommandError(`The release failed: ${errorMessage ?? FunctionError}.`)
    }
    return JSON.parse(text) as ReleaseBudgetOutput
  } finally {
    lambda.destroy()
  }
}
