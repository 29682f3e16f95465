import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AwsError } from '../../../local/runtime/aws-error.ts'
import { machineOf, openLab, ROLE, type Lab } from './lab.ts'

let lab: Lab
let made = 0
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())

const WAIT = { W: { Type: 'Wait', Seconds: 1_000_000, End: true } }
const PASS = { P: { Type: 'Pass', End: true } }
const create = (states: object = PASS, more: object = {}) =>
  lab.call('CreateStateMachine', {
    name: `op-${++made}`,
    definition: machineOf(states),
    roleArn: ROLE,
    ...more,
  })
const codeOf = (operation: string, input: unknown) =>
  lab.call(operation, input).then(
    () => 'accepted',
    (error: AwsError) => error.code,
  )
const start = (stateMachineArn: string, name?: string, input = '{}') => ({ stateMachineArn, name, input })

describe('state machines', () => {
  it('creating the same again is the same machine, another definition is a conflict', async () => {
    const first = await create(PASS, { name: 'same' })
    expect(await create(PASS, { name: 'same' })).toEqual(first)
    const other = { name: 'same', definition: machineOf(WAIT), roleArn: ROLE }
    expect(await codeOf('CreateStateMachine', other)).toBe('StateMachineAlreadyExists')
  })

  it.each(['', 'x'.repeat(81), 'a b', 'a/b', 'a*', 'a"'])('refuses the name %j', async (name) => {
    const input = { name, definition: machineOf(PASS), roleArn: ROLE }
    expect(await codeOf('CreateStateMachine', input)).toBe('InvalidName')
  })

  it('an update counts for executions that start after it', async () => {
    const { stateMachineArn } = await create(WAIT)
    const before = await lab.call('StartExecution', start(stateMachineArn))
    const definition = machineOf(PASS)
    const { revisionId } = await lab.call('UpdateStateMachine', { stateMachineArn, definition })
    expect(await lab.call('DescribeStateMachine', { stateMachineArn })).toMatchObject({
      definition,
      revisionId,
      status: 'ACTIVE',
    })
    const after = await lab.call('StartExecution', start(stateMachineArn))
    await lab.idle()
    expect((await lab.describe(before.executionArn)).status).toBe('RUNNING')
    expect((await lab.describe(after.executionArn)).status).toBe('SUCCEEDED')
    const running = await lab.call('DescribeStateMachineForExecution', { executionArn: before.executionArn })
    expect(running).toMatchObject({ stateMachineArn, definition: machineOf(WAIT), roleArn: ROLE })
  })

  it('an update that names nothing, or a wrong definition, changes nothing', async () => {
    const { stateMachineArn } = await create()
    expect(await codeOf('UpdateStateMachine', { stateMachineArn })).toBe('MissingRequiredParameter')
    expect(await codeOf('UpdateStateMachine', { stateMachineArn, definition: '{}' })).toBe(
      'InvalidDefinition',
    )
    expect((await lab.call('DescribeStateMachine', { stateMachineArn })).definition).toBe(machineOf(PASS))
  })

  it('deleting stops what runs; describing it then is an error', async () => {
    const { stateMachineArn } = await create(WAIT)
    const { executionArn } = await lab.call('StartExecution', start(stateMachineArn))
    await lab.call('DeleteStateMachine', { stateMachineArn })
    expect((await lab.describe(executionArn)).status).toBe('ABORTED')
    expect(await codeOf('DescribeStateMachine', { stateMachineArn })).toBe('StateMachineDoesNotExist')
    expect(await codeOf('StartExecution', start(stateMachineArn))).toBe('StateMachineDoesNotExist')
    expect(await codeOf('DeleteStateMachine', { stateMachineArn })).toBe('accepted')
  })

  it('versions are numbered, keep their definition and can be started', async () => {
    const { stateMachineArn } = await create(PASS)
    const one = await lab.call('PublishStateMachineVersion', { stateMachineArn, description: 'first' })
    expect(one.stateMachineVersionArn).toBe(`${stateMachineArn}:1`)
    expect((await lab.call('PublishStateMachineVersion', { stateMachineArn })).stateMachineVersionArn).toBe(
      `${stateMachineArn}:1`,
    )
    const update = { stateMachineArn, definition: machineOf(WAIT), publish: true }
    expect((await lab.call('UpdateStateMachine', update)).stateMachineVersionArn).toBe(`${stateMachineArn}:2`)
    const { stateMachineVersions } = await lab.call('ListStateMachineVersions', { stateMachineArn })
    expect(stateMachineVersions).toHaveLength(2)
    const { executionArn } = await lab.call('StartExecution', start(`${stateMachineArn}:1`))
    await lab.idle()
    expect(await lab.describe(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      stateMachineArn,
      stateMachineVersionArn: `${stateMachineArn}:1`,
    })
  })

  it('carries tags', async () => {
    const { stateMachineArn: resourceArn } = await create(PASS, { tags: [{ key: 'a', value: '1' }] })
    await lab.call('TagResource', { resourceArn, tags: [{ key: 'b', value: '2' }] })
    await lab.call('UntagResource', { resourceArn, tagKeys: ['a'] })
    expect(await lab.call('ListTagsForResource', { resourceArn })).toEqual({
      tags: [{ key: 'b', value: '2' }],
    })
    expect(await codeOf('ListTagsForResource', { resourceArn: `${resourceArn}x` })).toBe('ResourceNotFound')
  })

  it('lists in pages', async () => {
    for (let i = 0; i < 3; i++) await create()
    const names: string[] = []
    let nextToken: string | undefined
    do {
      const page = await lab.call('ListStateMachines', { maxResults: 2, nextToken })
      expect(page.stateMachines.length).toBeLessThanOrEqual(2)
      names.push(...page.stateMachines.map(({ name }) => name))
      nextToken = page.nextToken
    } while (nextToken)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['same', `op-${made}`]))
  })
})

describe('StartExecution', () => {
  it('the same name and input, while it runs, is the same execution', async () => {
    const { stateMachineArn } = await create(WAIT)
    const first = await lab.call('StartExecution', start(stateMachineArn, 'asset-1', '{"a":1}'))
    expect(await lab.call('StartExecution', start(stateMachineArn, 'asset-1', '{"a":1}'))).toEqual(first)
    expect(await codeOf('StartExecution', start(stateMachineArn, 'asset-1', '{"a":2}'))).toBe(
      'ExecutionAlreadyExists',
    )
    await lab.call('StopExecution', { executionArn: first.executionArn })
    expect(await codeOf('StartExecution', start(stateMachineArn, 'asset-1', '{"a":1}'))).toBe(
      'ExecutionAlreadyExists',
    )
  })

  it('the same name in another machine is another execution', async () => {
    const [one, two] = [await create(), await create()]
    const started = [one, two].map(({ stateMachineArn }) =>
      lab.call('StartExecution', start(stateMachineArn, 'asset-1')),
    )
    const arns = (await Promise.all(started)).map(({ executionArn }) => executionArn)
    expect(new Set(arns).size).toBe(2)
  })

  it.each([
    ['a name of 81 characters', { name: 'x'.repeat(81) }, 'InvalidName'],
    ['a name with a space', { name: 'a b' }, 'InvalidName'],
    ['input that is no JSON', { input: '{a}' }, 'InvalidExecutionInput'],
    ['an ARN that is none', { stateMachineArn: 'machine' }, 'InvalidArn'],
    ['no ARN', { stateMachineArn: undefined }, 'ValidationException'],
    [
      'a machine that is not there',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:no' },
      'StateMachineDoesNotExist',
    ],
  ])('refuses %s', async (_what, more, code) => {
    const { stateMachineArn } = await create()
    expect(await codeOf('StartExecution', { ...start(stateMachineArn), ...more })).toBe(code)
  })

  it('takes a name of 80 characters and any JSON as input', async () => {
    const { stateMachineArn } = await create()
    const { executionArn } = await lab.call(
      'StartExecution',
      start(stateMachineArn, '가'.repeat(80), '"text"'),
    )
    await lab.idle()
    expect((await lab.describe(executionArn)).output).toBe('text')
  })
})

describe('StopExecution', () => {
  it('aborts with error and cause, breaks off calls, and does no harm twice', async () => {
    const { executionArn } = await lab.run(WAIT)
    const { stopDate } = await lab.call('StopExecution', { executionArn, error: 'Enough', cause: 'asked' })
    const ended = await lab.describe(executionArn)
    expect(ended).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'asked', stopDate })
    await lab.call('StopExecution', { executionArn, error: 'Other' })
    expect(await lab.describe(executionArn)).toEqual(ended)
    expect((await lab.types(executionArn)).at(-1)).toBe('ExecutionAborted')
  })
})

describe('ListExecutions', () => {
  it('newest first, in pages, by status and by redrive', async () => {
    const { stateMachineArn } = await create({
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.ok %}', Next: 'S' }], Default: 'F' },
      S: { Type: 'Succeed' },
      F: { Type: 'Fail' },
    })
    for (const name of ['a', 'b', 'c', 'd']) {
      await lab.call('StartExecution', start(stateMachineArn, name, `{"ok":${name < 'c'}}`))
      await lab.idle()
    }
    const names = async (more: object) => {
      const page = await lab.call('ListExecutions', { stateMachineArn, ...more })
      return {
        names: page.executions.map(({ name }) => name).join(''),
        next: page.nextToken,
      }
    }
    expect((await names({})).names).toBe('dcba')
    const first = await names({ maxResults: 3 })
    expect(first.names).toBe('dcb')
    expect(await names({ maxResults: 3, nextToken: first.next })).toEqual({ names: 'a', next: undefined })
    expect((await names({ statusFilter: 'SUCCEEDED' })).names).toBe('ba')
    const failed = await lab.call('ListExecutions', { stateMachineArn, statusFilter: 'FAILED' })
    await lab.call('RedriveExecution', { executionArn: failed.executions[0]?.executionArn })
    await lab.idle()
    expect((await names({ redriveFilter: 'REDRIVEN' })).names).toBe('d')
    expect((await names({ redriveFilter: 'NOT_REDRIVEN' })).names).toBe('cba')
    expect(await codeOf('ListExecutions', { stateMachineArn, nextToken: '!' })).toBe('InvalidToken')
  })
})

describe('GetExecutionHistory', () => {
  it('gives pages forwards and backwards, with and without data', async () => {
    const { executionArn } = await lab.run(
      { A: { Type: 'Pass', Assign: { v: 'secret' }, Next: 'B' }, B: { Type: 'Succeed' } },
      { x: 'secret' },
    )
    const all = await lab.history(executionArn)
    const ids = (events: { id: number }[]) => events.map(({ id }) => id)
    expect(ids(all)).toEqual([1, 2, 3, 4, 5, 6])
    const backwards = await lab.call('GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      maxResults: 4,
    })
    expect(ids(backwards.events)).toEqual([6, 5, 4, 3])
    const rest = await lab.call('GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      maxResults: 4,
      nextToken: backwards.nextToken,
    })
    expect([ids(rest.events), rest.nextToken]).toEqual([[2, 1], undefined])
    expect(all[2]).toMatchObject({
      type: 'PassStateExited',
      stateExitedEventDetails: { name: 'A', output: '{"x":"secret"}', assignedVariables: { v: '"secret"' } },
    })
    const bare = await lab.call('GetExecutionHistory', { executionArn, includeExecutionData: false })
    expect(JSON.stringify(bare)).not.toContain('secret')
    expect(bare.events[2]).toMatchObject({ stateExitedEventDetails: { name: 'A' } })
  })
})
