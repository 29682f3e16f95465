// What was sent, held or put aside is there after `kill -9`, and so is what a topic had not delivered yet.
import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { startLocalProcess } from '../../support/local-process.ts'
import type { LocalProcess } from '../../support/local-process.ts'
import type { Lab } from '../gateway/lab.ts'
import { advance, connect } from './lab.ts'

const REGION = 'us-east-1'
const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-queues-'))
let running: LocalProcess | undefined
afterAll(async () => {
  await running?.kill()
  rmSync(dataDir, { recursive: true, force: true })
})

async function start() {
  running = await startLocalProcess(dataDir)
  const { url } = running
  const config = {
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const lab = { cloud: { url }, config } as Lab
  const address = (name: string) => `${url}/000000000000/${name}`
  return { lab, address, queues: connect(lab), sns: new SNSClient(config) }
}

const TO_ALL = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' }],
})

test('kill -9 loses no message and no notice', async () => {
  const before = await start()
  const url = await before.queues.create('kept')
  const notices = await before.queues.create('notices', { Policy: TO_ALL })
  for (const text of ['given back', 'held', 'waiting']) await before.queues.send(url, text)
  const taken = await before.queues.receive(url, { MaxNumberOfMessages: 2, VisibilityTimeout: 900 })
  await before.queues.hide(url, taken[0]!, 0)

  const { TopicArn } = await before.sns.send(new CreateTopicCommand({ Name: 'news' }))
  const Endpoint = (await before.queues.attributes(notices))['QueueArn']
  const raw = { RawMessageDelivery: 'true' }
  await before.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: raw }))
  const fault = {
    kind: 'error',
    service: 'sqs',
    operation: 'SendMessage',
    errorCode: 'ThrottlingException',
    times: 1000,
  }
  await fetch(`${before.lab.cloud.url}/_reelgate/faults`, { method: 'POST', body: JSON.stringify(fault) })
  await before.sns.send(new PublishCommand({ TopicArn, Message: 'on its way' }))
  await running!.kill()

  const after = await start()
  const left = await after.queues.bodies(after.address('kept'))
  expect(left.toSorted()).toEqual(['given back', 'waiting'])
  expect(await after.queues.bodies(after.address('notices'), { WaitTimeSeconds: 20 })).toEqual(['on its way'])
  await after.queues.remove(after.address('kept'), taken[0]!)
  await advance(after.lab, 900_000)
  expect((await after.queues.bodies(after.address('kept'))).toSorted()).toEqual([
    'given back',
    'held',
    'waiting',
  ])
}, 60_000)
