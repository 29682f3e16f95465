// Where a notice goes: to functions and queues that let SNS in, in their own shapes, again when it fails.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AddPermissionCommand } from '@aws-sdk/client-lambda'
import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import { addFault, drain, makeQueue, openEventLab, queueArn } from '../events/lab.ts'
import type { EventLab } from '../events/lab.ts'
import { readLog, REGION } from '../lambda/lab.ts'

let lab: EventLab
let sns: SNSClient
beforeAll(async () => {
  lab = await openEventLab()
  sns = new SNSClient(lab.client)
})
afterAll(() => lab.close())

const topicArn = (name: string) => `arn:aws:sns:${REGION}:000000000000:${name}`
const functionArn = (name: string) => `arn:aws:lambda:${REGION}:000000000000:function:${name}`
const makeTopic = (Name: string, Attributes: Record<string, string> = {}) =>
  sns.send(new CreateTopicCommand({ Name, Attributes }))
const subscribe = (topic: string, Endpoint: string, Attributes: Record<string, string> = {}) => {
  const Protocol = Endpoint.split(':')[2]!
  return sns.send(new SubscribeCommand({ TopicArn: topicArn(topic), Protocol, Endpoint, Attributes }))
}
const publish = (topic: string, Message: string, more: object = {}) =>
  sns.send(new PublishCommand({ TopicArn: topicArn(topic), Message, ...more }))
const redrive = (queue: string) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(queue) }),
})
const raw = { RawMessageDelivery: 'true' }
const texts = async (url: string) => (await drain(lab, url)).map(({ Body }) => Body)

describe('a function', () => {
  test('gets the event of AWS, once its policy lets the topic in', async () => {
    await makeTopic('jobs')
    await lab.deploy(
      'hears',
      `export const handler = async (event) => console.log('heard', JSON.stringify(event))`,
    )
    const letters = await makeQueue(lab, 'hears-dead')
    const { SubscriptionArn } = await subscribe('jobs', functionArn('hears'), redrive('hears-dead'))
    await publish('jobs', 'too early')
    const [letter] = await texts(letters)
    expect(JSON.parse(letter!)).toMatchObject({ Type: 'Notification', Message: 'too early' })

    const permission = { StatementId: 'sns', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' }
    const grant = { FunctionName: 'hears', ...permission, SourceArn: topicArn('jobs') }
    await lab.lambda.send(new AddPermissionCommand(grant))
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'done' } }
    const { MessageId } = await publish('jobs', '{"JobId":"1"}', { Subject: 'Job', MessageAttributes })
    await lab.cloud.activity.idle()
    const line = /heard (\{.*\})/.exec(readLog(lab, 'hears'))![1]!
    expect(JSON.parse(line)).toEqual({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: SubscriptionArn,
          Sns: {
            Type: 'Notification',
            MessageId,
            TopicArn: topicArn('jobs'),
            Subject: 'Job',
            Message: '{"JobId":"1"}',
            Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            SignatureVersion: '1',
            Signature: expect.any(String),
            SigningCertUrl: expect.any(String),
            UnsubscribeUrl: expect.stringContaining(SubscriptionArn!),
            MessageAttributes: { kind: { Type: 'String', Value: 'done' } },
          },
        },
      ],
    })
    expect(readLog(lab, 'hears')).not.toContain('too early')
  })
})

describe('a queue', () => {
  test('that does not answer is tried again; a subscriber that left gets nothing more', async () => {
    await makeTopic('again')
    const url = await makeQueue(lab, 'again')
    const { SubscriptionArn } = await subscribe('again', queueArn('again'), raw)
    await addFault(lab, {
      kind: 'error',
      service: 'sqs',
      operation: 'SendMessage',
      errorCode: 'RequestThrottled',
      statusCode: 503,
      times: 4,
    })
    await publish('again', 'at last')
    expect(await texts(url)).toEqual([])
    await lab.advance(1000)
    expect(await texts(url)).toEqual(['at last'])
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }))
    await publish('again', 'to nobody')
    expect(await texts(url)).toEqual([])
  })

  test('that is gone leaves its notices to the dead letters, or they are lost and the operator told', async () => {
    await makeTopic('void')
    const letters = await makeQueue(lab, 'void-dead')
    await subscribe('void', queueArn('nowhere'), { ...raw, ...redrive('void-dead') })
    await subscribe('void', queueArn('nowhere-2'))
    await publish('void', 'for nobody')
    expect(await texts(letters)).toEqual(['for nobody'])
    expect(lab.lines.join('\n')).toContain(`${queueArn('nowhere-2')}: QueueDoesNotExist`)
    expect(lab.lines.join('\n')).toContain('it has no dead-letter queue and is lost')
  })

  test('gets attributes of raw messages as its own, and words of its own', async () => {
    await makeTopic('words')
    const url = await makeQueue(lab, 'words')
    await subscribe('words', queueArn('words'), raw)
    const MessageAttributes = {
      n: { DataType: 'Number', StringValue: '7' },
      b: { DataType: 'Binary', BinaryValue: Uint8Array.from([9]) },
    }
    const Message = JSON.stringify({ default: 'for all', sqs: 'for queues' })
    await publish('words', Message, { MessageStructure: 'json', MessageAttributes })
    const [message] = await drain(lab, url)
    expect(message).toMatchObject({ Body: 'for queues', MessageAttributes })
  })
})

describe('a filter policy', () => {
  test('lets through what its subscriber wants, by attributes or by body', async () => {
    await makeTopic('filtered')
    const urls: string[] = []
    for (const [name, scope, policy] of [
      [
        'by-attribute',
        'MessageAttributes',
        { severity: [{ numeric: ['>=', 5] }], kind: [{ 'anything-but': 'test' }] },
      ],
      ['by-body', 'MessageBody', { job: { state: ['FAILED'] } }],
    ] as const) {
      urls.push(await makeQueue(lab, name))
      const filter = { FilterPolicyScope: scope, FilterPolicy: JSON.stringify(policy) }
      await subscribe('filtered', queueArn(name), { ...raw, ...filter })
    }
    const about = (severity: string, kind: string) => ({
      MessageAttributes: {
        severity: { DataType: 'Number', StringValue: severity },
        kind: { DataType: 'String', StringValue: kind },
      },
    })
    const failed = '{"job":{"state":"FAILED"}}'
    await publish('filtered', failed, about('4', 'real'))
    await publish('filtered', 'severe', about('5', 'real'))
    await publish('filtered', 'severe test', about('9', 'test'))
    await publish('filtered', 'plain')
    expect([await texts(urls[0]!), await texts(urls[1]!)]).toEqual([['severe'], [failed]])
  })
})

describe('a FIFO topic', () => {
  test('keeps the order of a group through a failure, and takes each message once', async () => {
    await makeTopic('ordered.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' })
    const url = await makeQueue(lab, 'ordered.fifo')
    await subscribe('ordered.fifo', queueArn('ordered.fifo'), raw)
    await addFault(lab, {
      kind: 'error',
      service: 'sqs',
      operation: 'SendMessage',
      errorCode: 'RequestThrottled',
      statusCode: 503,
      times: 6,
    })
    const numbers = Array.from({ length: 10 }, (_, n) => String(n))
    const PublishBatchRequestEntries = numbers.map((n) => ({ Id: n, Message: n, MessageGroupId: 'g' }))
    const TopicArn = topicArn('ordered.fifo')
    const { Successful } = await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))
    const sequences = Successful!.map(({ SequenceNumber }) => SequenceNumber!)
    expect(sequences).toEqual(sequences.toSorted())
    const twice = await publish('ordered.fifo', '0', { MessageGroupId: 'g' })
    expect(twice.MessageId).toBe(Successful![0]!.MessageId)
    await lab.advance(30_000)
    expect(await texts(url)).toEqual(numbers)
  })
})
