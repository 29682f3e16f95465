// Two hundred assets want to be looked at in one moment, and the detector has room for twenty. Two hundred transcodes
// are too much for a test: the deployed workflow is cut down to its state "Moderate source", which sends real requests
// with real task tokens to the deployed queue; the assets are written to the table.
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { ListQueuesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud, type TestCloud } from '../support/cloud.ts'
import { anAsset } from '../support/records.ts'
import { TEST_REGION } from '../support/serverless.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

const ASSETS = 200
const SLOTS = 20
const JOB_MS = 60_000
/** Half a minute each: ten times twenty jobs, and the rest of a queue's patience after the power cut. */
const MOST_ROUNDS = 100
const KEY = 'burst.mp4'
const FOREIGN = ['not JSON', '{"order":7}', JSON.stringify({ assetId: 'f'.repeat(32), revision: 0 })]

interface State {
  [field: string]: unknown
}
interface Machine {
  States: { 'Process asset': { Branches: { States: Record<string, State> }[] } }
}

const idOf = (number: number) => (number + 1).toString(16).padStart(32, '0')

let folder: string
let scene: Scene
let cloud: TestCloud
let queueUrl: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  const film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
  cloud = scene.cloud
  const { QueueUrls } = await cloud.sqs.send(
    new ListQueuesCommand({ QueueNamePrefix: 'reelgate-local-ModerationQueue' }),
  )
  queueUrl = QueueUrls![0]!
  await cutDown()
  await scene.drop(`${KEY}.labels.json`, JSON.stringify({ delayMs: JOB_MS }))
  await scene.drop(KEY, film)
  await register()
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The deployed state, fed by its execution's input, in place of the whole workflow. */
async function cutDown() {
  const stateMachineArn = cloud.output('MediaWorkflowArn')
  const deployed = await cloud.stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }))
  const { States } = JSON.parse(deployed.definition!) as Machine
  const { Branches } = States['Process asset']
  const moderate = Branches.find((branch) => 'Moderate source' in branch.States)!.States['Moderate source']
  const { Catch: _recheck, Next: _next, ...state } = moderate as State & { Catch?: unknown; Next?: unknown }
  const Assign = Object.fromEntries(
    ['assetId', 'revision', 'inspected'].map((name) => [name, `{% $states.input.${name} %}`]),
  )
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Take',
    States: {
      Take: { Type: 'Pass', Assign, Next: 'Moderate source' },
      'Moderate source': { ...state, End: true },
    },
  })
  await cloud.stepFunctions.send(new UpdateStateMachineCommand({ stateMachineArn, definition }))
}

async function register() {
  const TableName = cloud.output('AssetsTableName')
  const puts = Array.from({ length: ASSETS }, (_, number) => ({
    PutRequest: { Item: anAsset({ assetId: idOf(number) }) },
  }))
  for (let from = 0; from < puts.length; from += 25)
    await cloud.documents.send(
      new BatchWriteCommand({ RequestItems: { [TableName]: puts.slice(from, from + 25) } }),
    )
}

const nameOf = (number: number) => `burst-${idOf(number)}`

const ask = (number: number) =>
  cloud.stepFunctions.send(
    new StartExecutionCommand({
      stateMachineArn: cloud.output('MediaWorkflowArn'),
      name: nameOf(number),
      input: JSON.stringify({
        assetId: idOf(number),
        revision: 0,
        inspected: { moderation: { video: { bucket: scene.bucket, key: KEY }, timeoutSeconds: 86_400 } },
      }),
    }),
  )

const executionArn = (number: number) =>
  `${cloud.output('MediaWorkflowArn').replace(':stateMachine:', ':execution:')}:${nameOf(number)}`

/** How the queue has numbered the request of an asset. */
async function sequenceOf(number: number): Promise<string> {
  const history = await scene.historyOf({ executionArn: executionArn(number) })
  const sent = history.find(({ type }) => type === 'TaskSubmitted')
  return (JSON.parse(sent!.taskSubmittedEventDetails!.output!) as { SequenceNumber: string }).SequenceNumber
}

const unended = async () => {
  const stateMachineArn = cloud.output('MediaWorkflowArn')
  const running = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 })
  return ((await cloud.stepFunctions.send(running)).executions ?? []).filter(({ name }) =>
    name!.startsWith('burst-'),
  )
}

/** Requests that the detector has taken, in the order of the journal. */
const started = () =>
  scene
    .journal()
    .filter(({ eventName, errorCode }) => eventName === 'StartContentModeration' && errorCode === undefined)
    .map(({ requestParameters, eventTime }) => ({
      assetId: String(requestParameters['jobTag']).split(':')[0]!,
      token: String(requestParameters['clientRequestToken']),
      atMs: Date.parse(eventTime),
    }))
    .filter(({ assetId }) => /^0{20}/.test(assetId))

describe('given two hundred requests at once, strangers among them, and a power cut', () => {
  beforeAll(async () => {
    const send = (MessageBody: string, index: number) =>
      cloud.sqs.send(
        new SendMessageCommand({
          ...{ QueueUrl: queueUrl, MessageBody, MessageGroupId: 'moderation' },
          MessageDeduplicationId: `foreign-${index}`,
        }),
      )
    const strangers = FOREIGN.map(send)
    await Promise.all([...strangers, ...Array.from({ length: ASSETS }, (_, number) => ask(number))])
    for (let round = 1; round <= MOST_ROUNDS && (await unended()).length > 0; round++) {
      await cloud.advance(30_000)
      if (round === 6) await cloud.crashAndRestart()
    }
  })

  test('then every one is answered, with a report of a detector that looked', async () => {
    const outputs = await Promise.all(
      Array.from({ length: ASSETS }, async (_, number) => {
        const answer = await cloud.stepFunctions.send(
          new DescribeExecutionCommand({ executionArn: executionArn(number) }),
        )
        return {
          status: answer.status,
          looked: (JSON.parse(answer.output ?? '{}') as { looked?: boolean }).looked,
        }
      }),
    )
    expect(outputs.filter(({ status, looked }) => status !== 'SUCCEEDED' || looked !== true)).toEqual([])
  })

  test('then none is started twice', () => {
    const tokens = new Map(started().map(({ assetId, token }) => [token, assetId]))
    expect(tokens.size).toBe(ASSETS)
    expect(new Set(tokens.values()).size).toBe(ASSETS)
  })

  test('then no more than twenty jobs run at once, and the queue is told when there is no room', () => {
    const firsts = [
      ...new Map(
        started()
          .toReversed()
          .map((one) => [one.token, one]),
      ).values(),
    ]
    const times = firsts.map(({ atMs }) => atMs).sort((a, b) => a - b)
    // A job takes its whole time: whoever starts twenty places later starts after the first of them has ended. The
    // journal tells whole seconds.
    const tooEarly = times.filter(
      (atMs, place) => place >= SLOTS && atMs - times[place - SLOTS]! < JOB_MS - 1000,
    )
    expect(tooEarly).toEqual([])
    const refused = scene.journal().filter(({ eventName, errorCode }) => {
      return eventName === 'StartContentModeration' && errorCode === 'LimitExceededException'
    })
    expect(refused.length).toBeGreaterThan(0)
  })

  test('then they are started in the order in which they came', async () => {
    const asked = await Promise.all(
      Array.from({ length: ASSETS }, async (_, number) => ({
        assetId: idOf(number),
        sequence: await sequenceOf(number),
      })),
    )
    const inOrder = asked.sort((a, b) => (a.sequence < b.sequence ? -1 : 1)).map(({ assetId }) => assetId)
    expect([...new Set(started().map(({ assetId }) => assetId))]).toEqual(inOrder)
  })

  test('then the strangers are dead letters', async () => {
    const bodies: string[] = []
    const QueueUrl = cloud.output('ModerationDeadLettersUrl')
    await eventually('The dead letters', async () => {
      const { Messages = [] } = await cloud.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      )
      bodies.push(...Messages.map(({ Body = '' }) => Body))
      return bodies.length >= FOREIGN.length || undefined
    })
    expect(bodies.sort()).toEqual([...FOREIGN].sort())
  })

  test('then no log has a token of theirs', async () => {
    const TableName = cloud.output('JobsTableName')
    const { Items = [] } = await cloud.documents.send(new ScanCommand({ TableName }))
    const tokens = Items.map((job) => String(job['taskToken']))
    expect(tokens).toHaveLength(ASSETS)
    const written = scene.logs()
    expect(tokens.filter((token) => written.includes(token))).toEqual([])
  })
})

describe('given notices that speak of nothing that is waited for', () => {
  test('when they are published, then they are heard without harm, and nothing is a dead letter', async () => {
    const sns = new SNSClient({
      ...{ endpoint: cloud.url, region: TEST_REGION },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}))
    const TopicArn = Topics.map(({ TopicArn }) => TopicArn!).find((arn) => arn.includes('ModerationTopic'))!
    const unknown = { JobId: 'a'.repeat(64), Status: 'SUCCEEDED', API: 'StartContentModeration' }
    const notices = [
      'hello',
      '{}',
      { ...unknown, JobTag: `${'e'.repeat(32)}:0` },
      { ...unknown, JobTag: `${idOf(0)}:0` },
    ]
    const heard = () => scene.logs('onModerationNotice').split('END RequestId').length
    const before = heard()
    for (const notice of notices) {
      const Message = typeof notice === 'string' ? notice : JSON.stringify(notice)
      await sns.send(new PublishCommand({ TopicArn, Message }))
    }
    sns.destroy()
    await eventually(
      'The hearing of the notices',
      async () => heard() >= before + notices.length || undefined,
    )
    await cloud.advance(10 * 60_000)
    const QueueUrl = cloud.output('ModerationNoticeDeadLettersUrl')
    expect((await cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []).toEqual([])
    const first = await cloud.stepFunctions.send(
      new DescribeExecutionCommand({ executionArn: executionArn(0) }),
    )
    expect(first.status).toBe('SUCCEEDED')
  })
})
