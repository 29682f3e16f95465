// The words of the scenarios: what people do to a deployed Reelgate, and what they see.
import { PutObjectCommand } from '@aws-sdk/client-s3'
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn'
import { ListJobsCommand, type Job } from '@aws-sdk/client-mediaconvert'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeSample, type SampleName } from '../../samples/make-sample.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import type { TestCloud } from '../support/cloud.ts'

/**
 * So long may anything take before a scenario is given up: on a busy machine an event's function may fail once or
 * twice, and Lambda tries again after one and after two minutes.
 */
const PATIENCE_MS = 270_000

const LOOK_EVERY_MS = 150

/** One record of the journal. */
export interface JournaledCall {
  eventSource: string
  eventName: string
  /** ISO 8601, whole seconds. */
  eventTime: string
  errorCode?: string
  userIdentity: { arn: string; type: 'AssumedRole' | 'AWSService' | 'IAMUser' }
  requestParameters: Record<string, unknown>
}

export const TINY = { durationSeconds: 1, widthPx: 160, heightPx: 120 }

/** The bytes of a tiny sample, made in `folder`. */
export const sampleBytes = async (name: SampleName, folder: string, size: Partial<typeof TINY> = {}) =>
  readFileSync(await makeSample(name, folder, { ...TINY, ...size }))

/** Looks until there is something. @throws naming what did not come */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    const seen = await look()
    if (seen !== undefined) return seen
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  throw new Error(`${what} did not come within ${PATIENCE_MS / 1000} s.`)
}

export type Scene = ReturnType<typeof openScene>

export function openScene(cloud: TestCloud) {
  const bucket = cloud.output('IngestBucketName')
  const workflow = cloud.output('MediaWorkflowArn')

  /** Every asset made of a key, newest first. */
  const assetsOf = async (key: string): Promise<Asset[]> => {
    const { Items } = await cloud.documents.send(
      new QueryCommand({
        TableName: cloud.output('AssetsTableName'),
        IndexName: 'bySource',
        KeyConditionExpression: 'sourceUri = :uri',
        ExpressionAttributeValues: { ':uri': `s3://${bucket}/${key}` },
        ScanIndexForward: false,
      }),
    )
    return (Items ?? []) as Asset[]
  }

  const executions = async () =>
    (await cloud.stepFunctions.send(new ListExecutionsCommand({ stateMachineArn: workflow }))).executions ??
    []

  const keyOf = async (executionArn: string | undefined) => {
    const { input } = await cloud.stepFunctions.send(new DescribeExecutionCommand({ executionArn }))
    return (JSON.parse(input ?? '{}') as { detail: { object: { key: string } } }).detail.object.key
  }

  const journal = (): JournaledCall[] =>
    readFileSync(join(cloud.dataDir, 'cloudtrail.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JournaledCall)

  return {
    cloud,
    bucket,
    assetsOf,
    journal,

    /** What functions have logged, all of them or the one that is named. */
    logs(functionName = ''): string {
      const folder = join(cloud.dataDir, 'logs/aws/lambda')
      const files = readdirSync(folder).filter((file) => file.endsWith(`${functionName}.log`))
      return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('')
    },

    drop: (key: string, body: Uint8Array | string) =>
      cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })),

    /** The newest asset of a key, once it has its outcome. */
    outcomeOf: (key: string): Promise<Asset> =>
      eventually(`The outcome of ${key}`, async () =>
        (await assetsOf(key)).find(({ outcome }) => outcome !== undefined),
      ),

    /** Ended executions that were started for a key, once there are `count`, none of them running. */
    endedExecutionsOf: (key: string, count: number) =>
      eventually(`${count} ended executions for ${key}`, async () => {
        const mine = []
        for (const execution of await executions())
          if ((await keyOf(execution.executionArn)) === key) mine.push(execution)
        return mine.length >= count && mine.every(({ status }) => status !== 'RUNNING') ? mine : undefined
      }),

    async historyOf({ executionArn }: Pick<Asset, 'executionArn'>): Promise<HistoryEvent[]> {
      const answer = await cloud.stepFunctions.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      )
      return answer.events ?? []
    },

    /** MediaConvert jobs of an asset. */
    async jobsOf({ assetId }: Pick<Asset, 'assetId'>): Promise<Job[]> {
      const { Jobs } = await cloud.mediaConvert.send(new ListJobsCommand({ MaxResults: 20 }))
      return (Jobs ?? []).filter(({ UserMetadata }) => UserMetadata?.['assetId'] === assetId)
    },

    /** The asset's job, once MediaConvert has it. */
    submittedJobOf(key: string): Promise<{ asset: Asset; job: Job }> {
      return eventually(`The job of ${key}`, async () => {
        const [asset] = await assetsOf(key)
        const [job] = asset ? await this.jobsOf(asset) : []
        return asset && job && { asset, job }
      })
    },
  }
}

/** Names of the states an execution went through, in order. */
export const statesOf = (history: HistoryEvent[]): string[] =>
  history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [])

/** The state that an event of a history belongs to. */
function stateOf(event: HistoryEvent | undefined, history: HistoryEvent[]): string | undefined {
  const name = event?.stateEnteredEventDetails?.name
  if (event === undefined || name !== undefined) return name
  return stateOf(
    history.find(({ id }) => id === event.previousEventId),
    history,
  )
}

/** Whether a state has handed its work out and has no answer yet, whatever goes on in other branches. */
export function isWaitingIn(state: string, history: HistoryEvent[]): boolean {
  const asked = history.filter((event) => event.type === 'TaskSubmitted' && stateOf(event, history) === state)
  const left = history.filter(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === state)
  return asked.length > left.length
}
