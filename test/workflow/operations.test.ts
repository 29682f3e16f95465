// What an operator learns: a workflow that fails and an asset that is stuck, from the fault to the message.
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud, type TestCloud } from '../support/cloud.ts'
import { TEST_REGION } from '../support/serverless.ts'
import { takeMessages } from '../support/take-messages.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

const MINUTE_MS = 60_000
const PREFIX = 'reelgate-local'

interface AlarmNotice {
  AlarmName: string
  NewStateValue: string
  AlarmDescription: string
}

let cloud: TestCloud
let scene: Scene
let folder: string
let film: Buffer
let cloudWatch: CloudWatchClient
let sns: SNSClient
let lambda: LambdaClient
let logs: CloudWatchLogsClient
const mailbox = (name: string) => `${cloud.url}/000000000000/${name}`

/** A queue that takes what EventBridge and SNS send. */
async function makeMailbox(name: string): Promise<string> {
  const arn = `arn:aws:sqs:${TEST_REGION}:000000000000:${name}`
  const Statement = ['sns', 'events'].map((service) => ({
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: 'sqs:SendMessage',
    Resource: arn,
  }))
  const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }
  await cloud.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }))
  return arn
}

const taken = new Map<string, unknown[]>()

/** Everything that has come into a mailbox so far. */
async function letters<T>(name: string): Promise<T[]> {
  const bodies = await takeMessages(cloud.sqs, mailbox(name))
  const all = [...(taken.get(name) ?? []), ...bodies.map((body) => JSON.parse(body) as unknown)]
  taken.set(name, all)
  return all as T[]
}

const told = (name: string, state: string) =>
  eventually(`${name} ${state}`, async () =>
    (await letters<AlarmNotice>('operators')).find(
      (one) => one.AlarmName === `${PREFIX}-${name}` && one.NewStateValue === state,
    ),
  )

async function stateOf(name: string) {
  const AlarmNames = [`${PREFIX}-${name}`]
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }))
  return MetricAlarms?.[0]?.StateValue
}

async function counted(MetricName: string): Promise<number> {
  const nowMs = Date.parse(
    ((await (await fetch(`${cloud.url}/_reelgate/health`)).json()) as { now: string }).now,
  )
  const { Datapoints } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Reelgate',
      MetricName,
      Dimensions: [{ Name: 'stage', Value: 'local' }],
      StartTime: new Date(nowMs - 12 * 60 * MINUTE_MS),
      EndTime: new Date(nowMs + MINUTE_MS),
      Period: 3600,
      Statistics: ['Sum'],
    }),
  )
  return (Datapoints ?? []).reduce((sum, { Sum = 0 }) => sum + Sum, 0)
}

/** The structured lines of a function that hold these words. */
async function loggedBy(functionName: string, words: string): Promise<unknown[]> {
  const logGroupName = `/aws/lambda/${PREFIX}-${functionName}`
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName, filterPattern: `"${words}"` }),
  )
  return events.map(({ message = '' }) => JSON.parse(message.slice(message.indexOf('{'))) as unknown)
}

/** Ids in the index that the watch reads. */
async function watched(): Promise<string[]> {
  const { Items = [] } = await cloud.documents.send(
    new QueryCommand({
      TableName: cloud.output('AssetsTableName'),
      IndexName: 'underWay',
      KeyConditionExpression: 'underWay = :yes',
      ExpressionAttributeValues: { ':yes': 'yes' },
    }),
  )
  return Items.map(({ assetId }) => assetId as string)
}

/** The film, and what the detector says of it. */
async function dropSeen(key: string, label: object) {
  const seen = { durationMs: 60_000, labels: [{ confidence: 99.9, fromMs: 10_000, toMs: 40_000, ...label }] }
  await scene.drop(`${key}.labels.json`, JSON.stringify(seen))
  await scene.drop(key, film)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-operations-'))
  cloud = await startTestCloud({ detector: 'scripted' })
  scene = openScene(cloud)
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = { endpoint: cloud.url, region: TEST_REGION, credentials }
  cloudWatch = new CloudWatchClient(client)
  sns = new SNSClient(client)
  lambda = new LambdaClient(client)
  logs = new CloudWatchLogsClient(client)
  film = await sampleBytes('no-audio', folder)
  const Endpoint = await makeMailbox('operators')
  const Attributes = { RawMessageDelivery: 'true' }
  await sns.send(
    new SubscribeCommand({ TopicArn: cloud.output('AlarmTopicArn'), Protocol: 'sqs', Endpoint, Attributes }),
  )
})

afterAll(async () => {
  cloudWatch?.destroy()
  sns?.destroy()
  lambda?.destroy()
  logs?.destroy()
  await cloud?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('given a provider that refuses, when a workflow fails, then the operator is told which runbook helps, and when it is over', async () => {
  const refusal = { kind: 'error', service: 'mediaconvert', operation: 'CreateJob' } as const
  await cloud.inject({ ...refusal, errorCode: 'BadRequestException', statusCode: 400, times: 1 })
  await scene.drop('refused.mp4', film)
  const asset = await scene.outcomeOf('refused.mp4')
  expect(asset.outcome).toBe('failed')
  const { assetId, executionArn } = asset
  expect(await loggedBy('submitTranscode', 'The step failed')).toEqual([
    expect.objectContaining({ level: 'ERROR', assetId, revision: 0, executionArn }),
  ])
  await scene.endedExecutionsOf('refused.mp4', 1)
  await cloud.advance(MINUTE_MS)
  const notice = await told('executions-failed', 'ALARM')
  expect(notice.AlarmDescription).toContain('Runbook: docs/operations.md#executions-failed')
  await cloud.advance(10 * MINUTE_MS)
  await told('executions-failed', 'OK')
  expect([await counted('AssetsUploaded'), await counted('AssetsFailed')]).toEqual([1, 1])
})

test('given a film that is fine, when it is published, then it is counted with the time it took', async () => {
  await scene.drop('fine.mp4', film)
  const asset = await scene.outcomeOf('fine.mp4')
  expect(asset.outcome).toBe('published')
  await eventually('The count', async () => ((await counted('AssetsPublished')) === 1 ? true : undefined))
  expect(await counted('TimeToPublish')).toBe(asset.timings.totalMs)
})

describe('given an execution that ended unheard', () => {
  let executionArn: string

  test('when nobody closes its asset, then the watch finds it, once', async () => {
    const EventBusName = PREFIX
    const Arn = await makeMailbox('stuck')
    const EventPattern = JSON.stringify({ 'detail-type': ['asset.stuck'] })
    await cloud.events.send(new PutRuleCommand({ Name: 'stuck', EventBusName, EventPattern }))
    await cloud.events.send(
      new PutTargetsCommand({ Rule: 'stuck', EventBusName, Targets: [{ Id: 'q', Arn }] }),
    )
    // A film that waits for its transcode is stopped, and the event that tells of it is lost.
    await cloud.inject({ kind: 'drop', match: { source: ['aws.mediaconvert'] }, times: 100 })
    await cloud.inject({ kind: 'drop', match: { detail: { status: ['ABORTED'] } }, times: 1 })
    await scene.drop('lost.mp4', film)
    const { asset } = await scene.submittedJobOf('lost.mp4')
    executionArn = asset.executionArn
    await cloud.stepFunctions.send(new StopExecutionCommand({ executionArn }))
    expect(await watched()).toEqual([asset.assetId])
    for (let watches = 0; watches < 3; watches++) await cloud.advance(20 * MINUTE_MS)
    await told('stuck-assets', 'ALARM')
    const events = await letters<{ detail: { assetId: string; executionArn: string } }>('stuck')
    expect(events.map(({ detail }) => detail)).toEqual([
      expect.objectContaining({ assetId: asset.assetId, executionArn }),
    ])
  })

  test('when it is processed again as the runbook says, then it has its outcome and the alarm is over', async () => {
    await cloud.clearFaults()
    const { input } = await cloud.stepFunctions.send(new DescribeExecutionCommand({ executionArn }))
    const again = { ...(JSON.parse(input!) as object), revision: 1 }
    await cloud.stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: cloud.output('MediaWorkflowArn'),
        input: JSON.stringify(again),
      }),
    )
    expect((await scene.outcomeOf('lost.mp4')).outcome).toBe('published')
    await cloud.advance(20 * MINUTE_MS)
    await cloud.advance(2 * MINUTE_MS)
    await told('stuck-assets', 'OK')
    expect(await stateOf('watcher-silent')).toBe('OK')
  })
})

test('given assets that ended in all ways there are, then the watch has only that before it which people are asked about', async () => {
  await scene.drop('no-film.mp4', await sampleBytes('text-as-mp4', folder))
  await dropSeen('forbidden.mp4', { name: 'Explicit Sexual Activity' })
  await dropSeen('doubtful.mp4', { name: 'Self-Harm' })
  const doubtful = await eventually('The question', async () => {
    const [asset] = await scene.assetsOf('doubtful.mp4')
    return asset?.verdict?.decision === 'escalate' ? asset : undefined
  })
  const files = ['fine', 'lost', 'refused', 'no-film', 'forbidden'].map((name) => `${name}.mp4`)
  const ended = await Promise.all(files.map((file) => scene.outcomeOf(file)))
  expect(ended.map(({ outcome }) => outcome)).toEqual([
    ...['published', 'published', 'failed', 'rejected', 'quarantined'],
  ])
  expect(await watched()).toEqual([doubtful.assetId])
})

test('given what can be handled by nobody, when it was tried three times, then it is kept and the operator is told', async () => {
  const refusal = { kind: 'error', service: 'mediaconvert', operation: 'GetQueue' } as const
  await cloud.inject({ ...refusal, errorCode: 'ForbiddenException', statusCode: 403, times: 100 })
  const names = ['onAssetEvent', 'watchBacklog']
  for (const name of names) {
    const request = { FunctionName: `${PREFIX}-${name}`, InvocationType: 'Event', Payload: '{}' } as const
    await lambda.send(new InvokeCommand(request))
  }
  for (let minutes = 0; minutes < 4; minutes++) await cloud.advance(MINUTE_MS)
  const QueueUrl = cloud.output('OpsDeadLettersUrl')
  await cloud.advance(2 * MINUTE_MS)
  await told('ops-dead-letters', 'ALARM')
  // The schedule of the watch goes on meanwhile: there may be more letters than these two.
  const kept: string[] = []
  await eventually('Both letters', async () => {
    kept.push(...(await takeMessages(cloud.sqs, QueueUrl)))
    return names.every((name) => kept.some((body) => body.includes(`:${PREFIX}-${name}:`))) || undefined
  })
  await cloud.clearFaults()
})
