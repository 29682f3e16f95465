import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  DisableRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { AddPermissionCommand } from '@aws-sdk/client-lambda'
import {
  CreateLogGroupCommand,
  CloudWatchLogsClient,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateTopicCommand,
  SNSClient,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { DeleteQueueCommand } from '@aws-sdk/client-sqs'
import { readLog, REGION } from '../lambda/lab.ts'
import { addFault, bodies, drain, makeBus, makeQueue, makeRule, openEventLab, put, queueArn } from './lab.ts'
import type { Body, EventLab } from './lab.ts'

let lab: EventLab
beforeAll(async () => {
  lab = await openEventLab()
})
afterAll(() => lab.close())

describe('an event', () => {
  test('reaches a queue in the envelope of AWS', async () => {
    const url = await makeQueue(lab, 'all')
    await makeRule(lab, { name: 'all', source: 'shop' }, [{ Id: 'q', Arn: queueArn('all') }])
    const { EventId } = await put(lab, 'shop', { price: 3 })
    await put(lab, 'other')
    const [event, ...rest] = bodies(await drain(lab, url))
    expect(rest).toEqual([])
    expect(event).toEqual({
      version: '0',
      id: EventId,
      'detail-type': 'Thing happened',
      source: 'shop',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: REGION,
      resources: [],
      detail: { price: 3 },
    })
  })

  test('passes no disabled rule', async () => {
    const url = await makeQueue(lab, 'disabled')
    await makeRule(lab, { name: 'disabled', source: 'disabled' }, [{ Id: 'q', Arn: queueArn('disabled') }])
    await lab.events.send(new DisableRuleCommand({ Name: 'disabled' }))
    await put(lab, 'disabled')
    expect(await drain(lab, url)).toEqual([])
  })

  test('keeps to its bus, and is forwarded once', async () => {
    const url = await makeQueue(lab, 'third')
    const own = await makeQueue(lab, 'second')
    for (const bus of ['first-bus', 'second-bus', 'third-bus']) await makeBus(lab, bus)
    const busArn = (name: string) => `arn:aws:events:${REGION}:000000000000:event-bus/${name}`
    const relay = (bus: string) => ({ name: 'relay', source: 'relay', bus })
    await makeRule(lab, relay('first-bus'), [{ Id: 'b', Arn: busArn('second-bus') }])
    const both = [
      { Id: 'b', Arn: busArn('third-bus') },
      { Id: 'q', Arn: queueArn('second') },
    ]
    await makeRule(lab, relay('second-bus'), both)
    await makeRule(lab, relay('third-bus'), [{ Id: 'q', Arn: queueArn('third') }])
    const entry = { Source: 'relay', DetailType: 't', Detail: '{}', EventBusName: 'first-bus' }
    const { Entries } = await lab.events.send(new PutEventsCommand({ Entries: [entry] }))
    const { EventId } = Entries![0]!
    expect(bodies(await drain(lab, own)).map((event) => event.id)).toEqual([EventId])
    expect(await drain(lab, url)).toEqual([])
  })

  test('reaches an ordered queue with its message group', async () => {
    const url = await makeQueue(lab, 'ordered.fifo')
    const target = { Id: 'q', Arn: queueArn('ordered.fifo') }
    await expect(makeRule(lab, { name: 'ordered', source: 'ordered' }, [target])).rejects.toThrow(
      'SqsParameters',
    )
    await makeRule(lab, { name: 'ordered', source: 'ordered' }, [
      { ...target, SqsParameters: { MessageGroupId: 'g' } },
    ])
    await put(lab, 'ordered')
    expect((await drain(lab, url)).map((message) => message.Attributes?.['MessageGroupId'])).toEqual(['g'])
  })

  test('reaches a function that permits it, and only then', async () => {
    const functionArn = `arn:aws:lambda:${REGION}:000000000000:function:listener`
    const letters = await makeQueue(lab, 'listener-letters')
    await lab.deploy(
      'listener',
      `export const handler = async (event) => { console.log('heard ' + event.detail.word) }`,
    )
    const DeadLetterConfig = { Arn: queueArn('listener-letters') }
    await makeRule(lab, { name: 'listener', source: 'voice' }, [
      { Id: 'f', Arn: functionArn, DeadLetterConfig },
    ])
    await put(lab, 'voice', { word: 'unheard' })
    const [letter] = await drain(lab, letters)
    expect(bodies([letter!])[0]!.detail).toEqual({ word: 'unheard' })
    expect(letter!.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
      RULE_ARN: { StringValue: `arn:aws:events:${REGION}:000000000000:rule/listener` },
      TARGET_ARN: { StringValue: functionArn },
    })
    await lab.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'listener',
        StatementId: 'rule',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: `arn:aws:events:${REGION}:000000000000:rule/listener`,
      }),
    )
    await put(lab, 'voice', { word: 'heard-well' })
    await lab.cloud.activity.idle()
    expect(readLog(lab, 'listener')).toContain('heard heard-well')
    expect(readLog(lab, 'listener')).not.toContain('heard unheard')
  })

  test('reaches a topic and a log group', async () => {
    const url = await makeQueue(lab, 'subscriber')
    const sns = new SNSClient(lab.client)
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }))
    const Policy = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: TopicArn,
        },
      ],
    })
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: Policy }),
    )
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn('subscriber') }))
    const logs = new CloudWatchLogsClient(lab.client)
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/events/news' }))
    await makeRule(lab, { name: 'news', source: 'news' }, [
      { Id: 't', Arn: TopicArn!, InputPath: '$.detail' },
      { Id: 'l', Arn: `arn:aws:logs:${REGION}:000000000000:log-group:/aws/events/news` },
    ])
    await put(lab, 'news', { headline: 'it works' })
    const [notice] = bodies(await drain(lab, url))
    expect(JSON.parse(notice!.Message)).toEqual({ headline: 'it works' })
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/events/news' }))
    expect(events!.map((event) => (JSON.parse(event.message!) as Body).detail)).toEqual([
      { headline: 'it works' },
    ])
  })
})

describe('a delivery that fails', () => {
  test('is tried again by the clock and ends in the dead-letter queue with the reason', async () => {
    const url = await makeQueue(lab, 'letters')
    await makeQueue(lab, 'broken')
    await makeRule(lab, { name: 'broken', source: 'broken' }, [
      {
        Id: 'q',
        Arn: queueArn('broken'),
        RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: queueArn('letters') },
      },
    ])
    await addFault(lab, {
      kind: 'error',
      service: 'sqs',
      operation: 'GetQueueAttributes',
      errorCode: 'ThrottlingException',
      times: 6,
    })
    await put(lab, 'broken', { n: 1 })
    expect(await drain(lab, url)).toEqual([])
    await lab.advance(3_600_000)
    const [letter] = await drain(lab, url)
    expect(letter!.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'THROTTLING' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
    })
  })

  test('succeeds when the target recovers in time', async () => {
    const url = await makeQueue(lab, 'recovers')
    await makeRule(lab, { name: 'recovers', source: 'recovers' }, [{ Id: 'q', Arn: queueArn('recovers') }])
    await addFault(lab, {
      kind: 'error',
      service: 'sqs',
      operation: 'GetQueueAttributes',
      errorCode: 'ThrottlingException',
      times: 5,
    })
    await put(lab, 'recovers', { n: 2 })
    expect(await drain(lab, url)).toEqual([])
    await lab.advance(60_000)
    expect(bodies(await drain(lab, url)).map((event) => event.detail)).toEqual([{ n: 2 }])
  })

  test('for a refusal that no retry can mend is said at once', async () => {
    await makeQueue(lab, 'closed', { isOpen: false })
    await makeRule(lab, { name: 'closed', source: 'closed' }, [{ Id: 'q', Arn: queueArn('closed') }])
    await put(lab, 'closed')
    await lab.cloud.activity.idle()
    expect(lab.lines.join('\n')).toMatch(
      /rule closed cannot deliver.*NO_PERMISSIONS.*policy of queue.*is lost/,
    )
  })

  test('outlives a stop of the cloud', async () => {
    await makeQueue(lab, 'later')
    await makeRule(lab, { name: 'later', source: 'later' }, [{ Id: 'q', Arn: queueArn('later') }])
    await addFault(lab, { kind: 'delay', match: { source: ['later'] }, delayMs: 60_000 })
    const { EventId } = await put(lab, 'later', { n: 3 })
    await lab.restart()
    const url = await makeQueue(lab, 'later')
    expect(await drain(lab, url)).toEqual([])
    // A new cloud starts at the machine's time again: what earlier tests moved has to pass once more.
    await lab.advance(3 * 3_600_000)
    expect(bodies(await drain(lab, url)).map((event) => event.id)).toEqual([EventId])
  })
})

describe('faults on purpose', () => {
  test('duplicate, drop and reorder', async () => {
    const url = await makeQueue(lab, 'faulty')
    await makeRule(lab, { name: 'faulty', source: 'faulty' }, [{ Id: 'q', Arn: queueArn('faulty') }])
    const seen = async () => bodies(await drain(lab, url)).map((event) => event.detail.n)

    await addFault(lab, { kind: 'duplicate', match: { source: ['faulty'] } })
    await put(lab, 'faulty', { n: 1 })
    expect(await seen()).toEqual([1, 1])

    await addFault(lab, { kind: 'drop', match: { source: ['faulty'] } })
    await put(lab, 'faulty', { n: 2 })
    expect(await seen()).toEqual([])

    await addFault(lab, { kind: 'reorder', match: { source: ['faulty'] } })
    await put(lab, 'faulty', { n: 3 })
    await put(lab, 'faulty', { n: 4 })
    expect(await seen()).toEqual([4, 3])
  })
})

test('a schedule fires by the clock, and once for all that a jump of time has missed', async () => {
  const url = await makeQueue(lab, 'ticks')
  await lab.events.send(new PutRuleCommand({ Name: 'ticks', ScheduleExpression: 'rate(1 hour)' }))
  await lab.events.send(
    new PutTargetsCommand({ Rule: 'ticks', Targets: [{ Id: 'q', Arn: queueArn('ticks') }] }),
  )
  for (let hour = 0; hour < 3; hour++) await lab.advance(3_600_000)
  const ticks = bodies(await drain(lab, url))
  expect(ticks.map((event) => event['detail-type'])).toEqual(Array(3).fill('Scheduled Event'))
  await lab.advance(90 * 24 * 3_600_000)
  expect(await drain(lab, url)).toHaveLength(1)
  expect(ticks[0]!.resources).toEqual([`arn:aws:events:${REGION}:000000000000:rule/ticks`])
  await lab.events.send(new DisableRuleCommand({ Name: 'ticks' }))
  await lab.advance(3_600_000)
  expect(await drain(lab, url)).toEqual([])
  await lab.sqs.send(new DeleteQueueCommand({ QueueUrl: url }))
})
