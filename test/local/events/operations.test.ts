import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge'
import { REGION } from '../lambda/lab.ts'
import { entrySizeBytes } from '../../../local/events/put-events.ts'
import { makeBus, openEventLab, put, queueArn } from './lab.ts'
import type { EventLab } from './lab.ts'

let lab: EventLab
beforeAll(async () => {
  lab = await openEventLab()
})
afterAll(() => lab.close())

describe('rules and targets', () => {
  test('are kept over a restart and deleted in the right order only', async () => {
    const { RuleArn } = await lab.events.send(
      new PutRuleCommand({
        Name: 'kept',
        EventPattern: '{"source":["a"]}',
        Tags: [{ Key: 'room', Value: 'intake' }],
      }),
    )
    const target = { Id: 'q', Arn: queueArn('q'), InputPath: '$.detail' }
    await lab.events.send(new PutTargetsCommand({ Rule: 'kept', Targets: [target] }))
    await lab.restart()
    expect(await lab.events.send(new DescribeRuleCommand({ Name: 'kept' }))).toMatchObject({
      Arn: RuleArn,
      State: 'ENABLED',
      EventPattern: '{"source":["a"]}',
      EventBusName: 'default',
    })
    const { Tags } = await lab.events.send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }))
    expect(Tags).toEqual([{ Key: 'room', Value: 'intake' }])
    const { Targets } = await lab.events.send(new ListTargetsByRuleCommand({ Rule: 'kept' }))
    expect(Targets).toEqual([target])
    const { RuleNames } = await lab.events.send(new ListRuleNamesByTargetCommand({ TargetArn: target.Arn }))
    expect(RuleNames).toEqual(['kept'])

    const remove = () => lab.events.send(new DeleteRuleCommand({ Name: 'kept' }))
    await expect(remove()).rejects.toThrow("Rule can't be deleted since it has targets.")
    const removed = await lab.events.send(new RemoveTargetsCommand({ Rule: 'kept', Ids: ['q', 'none'] }))
    expect(removed.FailedEntries!.map((entry) => entry.TargetId)).toEqual(['none'])
    await remove()
    await expect(lab.events.send(new DescribeRuleCommand({ Name: 'kept' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule kept does not exist on EventBus default.',
    })
  })

  test('of a custom bus carry its name in their ARN', async () => {
    await makeBus(lab, 'media')
    const rule = { Name: 'r', EventBusName: 'media', EventPattern: '{"source":["a"]}' }
    const { RuleArn } = await lab.events.send(new PutRuleCommand(rule))
    expect(RuleArn).toBe(`arn:aws:events:${REGION}:000000000000:rule/media/r`)
    const { Rules } = await lab.events.send(new ListRulesCommand({ EventBusName: 'media', NamePrefix: 'r' }))
    expect(Rules!.map(({ Name }) => Name)).toEqual(['r'])
    await expect(lab.events.send(new DeleteEventBusCommand({ Name: 'media' }))).rejects.toThrow('has rules')
    await lab.events.send(new TagResourceCommand({ ResourceARN: RuleArn, Tags: [{ Key: 'a', Value: 'b' }] }))
  })

  const wrong: [string, object, string, RegExp][] = [
    ['no pattern', { Name: 'x' }, 'ValidationException', /must be specified/],
    ['a bad name', { Name: 'a b', EventPattern: '{"source":["a"]}' }, 'ValidationException', /at 'name'/],
    [
      'a bad pattern',
      { Name: 'x', EventPattern: '{"source":"a"}' },
      'InvalidEventPatternException',
      /"source" must be/,
    ],
    [
      'an unknown bus',
      { Name: 'x', EventPattern: '{"source":["a"]}', EventBusName: 'no' },
      'ResourceNotFoundException',
      /Event bus no does not exist/,
    ],
  ]
  test.each(wrong)('with %s are refused', async (_what, input, name, message) => {
    const sent = lab.events.send(new PutRuleCommand(input as { Name: string }))
    await expect(sent).rejects.toMatchObject({ name, message: expect.stringMatching(message) })
  })

  test('of kinds that do not exist here are refused, as is a state machine without a role', async () => {
    await lab.events.send(new PutRuleCommand({ Name: 'aims', EventPattern: '{"source":["a"]}' }))
    const aim = (Arn: string) =>
      lab.events.send(new PutTargetsCommand({ Rule: 'aims', Targets: [{ Id: 't', Arn }] }))
    await expect(aim(`arn:aws:kinesis:${REGION}:000000000000:stream/s`)).rejects.toThrow(
      'does not support the target',
    )
    await expect(aim(`arn:aws:states:${REGION}:000000000000:stateMachine:m`)).rejects.toThrow(
      'RoleArn is required',
    )
  })
})

describe('PutEvents', () => {
  test('refuses single entries and takes the others', async () => {
    const entry = { Source: 's', DetailType: 't', Detail: '{}' }
    const { FailedEntryCount, Entries } = await lab.events.send(
      new PutEventsCommand({
        Entries: [
          entry,
          { ...entry, Source: 'aws.s3' },
          { ...entry, Detail: '[1]' },
          { ...entry, Detail: '{' },
          { Source: 's', Detail: '{}' },
          { ...entry, EventBusName: 'nowhere' },
        ],
      }),
    )
    expect(FailedEntryCount).toBe(5)
    expect(Entries!.map((one) => one.ErrorCode ?? typeof one.EventId)).toEqual([
      'string',
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'ResourceNotFoundException',
    ])
  })

  test('takes ten entries and a megabyte, no more', async () => {
    const many = Array.from({ length: 11 }, () => ({ Source: 's', DetailType: 't', Detail: '{}' }))
    await expect(lab.events.send(new PutEventsCommand({ Entries: many }))).rejects.toThrow(
      'less than or equal to 10',
    )
    const overheadBytes = entrySizeBytes({ Source: 'big', DetailType: 'Thing happened', Detail: '{"a":""}' })
    const fits = { a: 'x'.repeat(1024 * 1024 - overheadBytes) }
    expect((await put(lab, 'big', fits)).EventId).toBeDefined()
    await expect(put(lab, 'big', { a: fits.a + 'x' })).rejects.toThrow('over the limit')
  })
})

test('TestEventPattern judges a whole event', async () => {
  const Event = JSON.stringify({
    id: '1',
    'detail-type': 't',
    source: 's',
    account: '0',
    time: 'x',
    region: 'r',
    resources: [],
    detail: {},
  })
  const judge = (EventPattern: string, event = Event) =>
    lab.events.send(new TestEventPatternCommand({ EventPattern, Event: event }))
  expect((await judge('{"source":["s"]}')).Result).toBe(true)
  expect((await judge('{"source":["x"]}')).Result).toBe(false)
  await expect(judge('{"source":["s"]}', '{}')).rejects.toThrow('Event is not valid')
})

test('the default bus is always there', async () => {
  expect((await lab.events.send(new DescribeEventBusCommand({}))).Name).toBe('default')
  await expect(makeBus(lab, 'default')).rejects.toMatchObject({ name: 'ValidationException' })
})
