import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { makeQueue, openEventLab, queueArn } from '../events/lab.ts'
import type { EventLab } from '../events/lab.ts'
import { readLog, REGION } from './lab.ts'

let lab: EventLab
beforeAll(async () => {
  lab = await openEventLab()
})
afterAll(() => lab.close())

const connect = (name: string, settings: object = {}) =>
  lab.lambda.send(
    new CreateEventSourceMappingCommand({ FunctionName: name, EventSourceArn: queueArn(name), ...settings }),
  )
const say = (QueueUrl: string, MessageBody: string) =>
  lab.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))

/** Waits for the poller, which reads on its own time. */
async function eventually(check: () => boolean, what: string) {
  for (let tries = 0; tries < 200; tries++) {
    if (check()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Not seen in five seconds: ${what}`)
}
const said = (name: string, text: string) => {
  try {
    return readLog(lab, name).includes(text)
  } catch {
    return false
  }
}

describe('a queue feeds a function', () => {
  test('with records as AWS has them, and loses what was done', async () => {
    const url = await makeQueue(lab, 'feeds')
    await lab.deploy(
      'feeds',
      `export const handler = async ({ Records }) => { for (const r of Records) console.log('got', r.body, r.eventSource, r.eventSourceARN, r.attributes.ApproximateReceiveCount) }`,
    )
    const { State, UUID } = await connect('feeds')
    expect(State).toBe('Enabled')
    await say(url, 'one')
    await eventually(() => said('feeds', `got one aws:sqs ${queueArn('feeds')} 1`), 'the first message')
    const list = new ListEventSourceMappingsCommand({ FunctionName: 'feeds' })
    expect((await lab.lambda.send(list)).EventSourceMappings!.map((one) => one.UUID)).toEqual([UUID])
    await expect(connect('feeds')).rejects.toMatchObject({ name: 'ResourceConflictException' })

    await lab.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))
    await say(url, 'two')
    const { Messages } = await lab.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10 }))
    expect(Messages!.map((message) => message.Body)).toEqual(['two'])
    await lab.lambda.send(new DeleteEventSourceMappingCommand({ UUID }))
    expect((await lab.lambda.send(list)).EventSourceMappings).toEqual([])
  }, 20_000)

  test('and keeps what the function reports as failed', async () => {
    const url = await makeQueue(lab, 'partly')
    await lab.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout: '3' } }),
    )
    await lab.deploy(
      'partly',
      `export const handler = async ({ Records }) => {
         const bad = Records.filter((r) => r.body === 'bad' && r.attributes.ApproximateReceiveCount === '1')
         for (const r of Records) console.log('saw', r.body, r.attributes.ApproximateReceiveCount)
         return { batchItemFailures: bad.map((r) => ({ itemIdentifier: r.messageId })) } }`,
    )
    await say(url, 'good')
    await say(url, 'bad')
    await connect('partly', { FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await eventually(() => said('partly', 'saw bad 2'), 'the second try of the failed message')
    expect(said('partly', 'saw good 2')).toBe(false)
  })

  test('only while the function has room', async () => {
    const url = await makeQueue(lab, 'narrow')
    await lab.deploy(
      'narrow',
      `export const handler = async ({ Records }) => console.log('did', Records[0].body)`,
    )
    const reserve = (ReservedConcurrentExecutions: number) =>
      lab.lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'narrow', ReservedConcurrentExecutions }),
      )
    await reserve(0)
    await connect('narrow')
    await say(url, 'late')
    await lab.cloud.activity.idle()
    expect(said('narrow', 'did')).toBe(false)
    await reserve(1)
    await eventually(() => said('narrow', 'did late'), 'the message, once there is room')
  })

  test('again after a restart', async () => {
    const url = await makeQueue(lab, 'again')
    await lab.deploy(
      'again',
      `export const handler = async ({ Records }) => console.log('heard', Records[0].body)`,
    )
    await connect('again')
    await lab.restart()
    await say(await makeQueue(lab, 'again'), 'you')
    await eventually(() => said('again', 'heard you'), 'the message after the restart')
    expect(url).toContain('/000000000000/again')
  })
})

describe('a mapping is refused', () => {
  test('for a queue that hides messages for less time than the function may take', async () => {
    await makeQueue(lab, 'slow')
    await lab.deploy('slow', '', { Timeout: 60 })
    await expect(connect('slow')).rejects.toThrow(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    )
  })
  test('for a queue that does not exist, another source, a batch without its window', async () => {
    await lab.deploy('nowhere', '')
    await expect(connect('nowhere')).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
    const EventSourceArn = `arn:aws:dynamodb:${REGION}:000000000000:table/t/stream/s`
    await expect(connect('nowhere', { EventSourceArn })).rejects.toThrow('event sources other than SQS')
    await expect(connect('nowhere', { BatchSize: 11 })).rejects.toThrow('Maximum batch window')
  })
})
