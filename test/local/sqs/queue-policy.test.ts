// A topic sends in the name of SNS: the queue's own policy decides.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { connect, queueArn } from './lab.ts'
import type { Queues } from './lab.ts'

let lab: Lab
let queues: Queues
let sns: SNSClient
beforeAll(async () => {
  lab = await openLab()
  queues = connect(lab)
  sns = new SNSClient(lab.config)
})
afterAll(() => lab.close())

const topicArn = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`
const allow = (topic: string) =>
  JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn(topic) } },
      },
    ],
  })

async function publish(topic: string, queue: string) {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topic }))
  const Attributes = { RawMessageDelivery: 'true' }
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn(queue), Attributes }))
  await sns.send(new PublishCommand({ TopicArn, Message: `from ${topic}` }))
  await lab.cloud.activity.idle()
}

test('the topic that the policy names may send', async () => {
  const url = await queues.create('work', { Policy: allow('news') })
  await publish('news', 'work')
  expect(await queues.bodies(url)).toEqual(['from news'])
})

test('another topic, and a queue without a policy, are refused', async () => {
  const guarded = await queues.create('guarded', { Policy: allow('news') })
  const closed = await queues.create('closed')
  await publish('other', 'guarded')
  await publish('news', 'closed')
  expect(await queues.bodies(guarded)).toEqual([])
  expect(await queues.bodies(closed)).toEqual([])
  const reason = (queue: string) =>
    lab.lines.some((line) => line.includes(queue) && line.includes('AccessDenied'))
  expect({ guarded: reason('guarded'), closed: reason('closed') }).toEqual({ guarded: true, closed: true })
})

test('people and roles need no policy of the queue', async () => {
  const url = await queues.create('guarded')
  await queues.send(url, 'from a developer')
  expect(await queues.bodies(url)).toEqual(['from a developer'])
})
