// How far an asset is: its current step from the history of its execution, its percent from the job ledger.
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn'
import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Asset } from '../../schemas/generated/types.ts'
import type { Clients } from './clients.ts'
import type { Stack } from './stack.ts'

export interface Progress {
  /** Name of the state entered last. */
  step?: string
  /** Of the transcode, 0 to 100. */
  percentComplete?: number
  /** How the execution ended, for instance `ExecutionFailed`; absent while it runs. */
  ended?: string
}

const ENDS = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'])

/** Reads the newest events first. */
export function progressOf(newestFirst: HistoryEvent[]): Progress {
  const entered = newestFirst.find((event) => event.stateEnteredEventDetails)
  const ended = newestFirst.find((event) => ENDS.has(event.type ?? ''))
  return {
    ...(entered?.stateEnteredEventDetails?.name ? { step: entered.stateEnteredEventDetails.name } : {}),
    ...(ended?.type ? { ended: ended.type } : {}),
  }
}

export function createProgressReader(
  clients: Pick<Clients, 'table' | 'stepFunctions'>,
  stack: Pick<Stack, 'jobsTable'>,
) {
  const transcodePercent = async (asset: Asset): Promise<number | undefined> => {
    const { Items = [] } = await clients.table.send(
      new QueryCommand({
        TableName: stack.jobsTable,
        KeyConditionExpression: 'assetId = :asset AND jobKey = :job',
        ExpressionAttributeValues: { ':asset': asset.assetId, ':job': `transcode#${asset.revision}` },
        // The ledger keeps the task token: it must not travel.
        ProjectionExpression: 'percentComplete',
      }),
    )
    return Items[0]?.['percentComplete'] as number | undefined
  }
  return async (asset: Asset): Promise<Progress> => {
    const { events = [] } = await clients.stepFunctions.send(
      new GetExecutionHistoryCommand({
        executionArn: asset.executionArn,
        reverseOrder: true,
        maxResults: 50,
        includeExecutionData: false,
      }),
    )
    const progress = progressOf(events)
    if (progress.step !== 'Transcode') return progress
    const percentComplete = await transcodePercent(asset)
    return percentComplete === undefined ? progress : { ...progress, percentComplete }
  }
}

export type ProgressReader = ReturnType<typeof createProgressReader>
