import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

const OPEN_TO_SNS = JSON.stringify({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    },
  ],
})

let lab: Lab
let sns: SNSClient
let sqs: SQSClient
let QueueUrl: string
beforeAll(async () => {
  lab = await openLab()
  sns = new SNSClient(lab.config)
  sqs = new SQSClient(lab.config)
  QueueUrl =
    (await sqs.send(new CreateQueueCommand({ QueueName: 'alarms', Attributes: { Policy: OPEN_TO_SNS } })))
      .QueueUrl ?? ''
})
afterAll(() => lab.close())

const receive = async () => {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
  return Messages?.[0]?.Body ?? ''
}

test('what is published reaches the queue that subscribed, raw or wrapped, with any character', async () => {
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({ Name: 'failed', Attributes: { KmsMasterKeyId: 'alias/media' } }),
  )
  const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:alarms'
  await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }),
  )
  await sns.send(new PublishCommand({ TopicArn, Message: 'asset & <b> 😀 한국' }))
  expect(await receive()).toBe('asset & <b> 😀 한국')

  const wrapped = await sns.send(new CreateTopicCommand({ Name: 'wrapped' }))
  await sns.send(new SubscribeCommand({ TopicArn: wrapped.TopicArn, Protocol: 'sqs', Endpoint }))
  await sns.send(new PublishCommand({ TopicArn: wrapped.TopicArn, Message: '{"a":"😀"}', Subject: 's' }))
  expect(JSON.parse(await receive())).toMatchObject({
    Type: 'Notification',
    TopicArn: wrapped.TopicArn,
    Message: '{"a":"😀"}',
    Subject: 's',
  })
})

test('errors are those of AWS, and the journal has them', async () => {
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:nowhere'
  await expect(sns.send(new PublishCommand({ TopicArn, Message: 'x' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  })
  await lab.cloud.close()
  const record = lab.journal().findLast(({ eventName }) => eventName === 'Publish')
  expect(record).toMatchObject({
    eventSource: 'sns.amazonaws.com',
    errorCode: 'NotFound',
    requestParameters: { topicArn: TopicArn, message: 'x' },
  })
})
