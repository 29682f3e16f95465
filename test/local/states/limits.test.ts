import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { AwsError } from '../../../local/runtime/aws-error.ts'
import { planRetry } from '../../../local/states/engine/retry.ts'
import { INVOKE, openLab, type Lab } from './lab.ts'

const LIMIT = 262_144
let lab: Lab
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())

describe('256 KiB of UTF-8', () => {
  // Three bytes each: 87,380 of them and two quotes are just within the limit.
  const korean = (count: number) => `{% $pad("", ${count}, "가") %}`

  it.each([
    ['at the limit', Math.floor((LIMIT - 2) / 3), 'SUCCEEDED', undefined],
    [
      'above it, though far fewer characters',
      Math.floor((LIMIT - 2) / 3) + 1,
      'FAILED',
      'States.DataLimitExceeded',
    ],
  ])('an output %s', async (_what, count, status, error) => {
    const ended = await lab.run({ P: { Type: 'Pass', Output: korean(count), End: true } })
    expect({ status: ended.status, error: ended.error }).toEqual({ status, error })
  })

  it('variables, arguments, results and items too', async () => {
    const big = '{% $pad("", 262144, "x") %}'
    lab.aws.functions.big = () => 'x'.repeat(LIMIT)
    const task = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'big' }, End: true }
    const ItemProcessor = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
    const half = {
      StartAt: 'H',
      States: { H: { Type: 'Pass', Output: '{% $pad("", 150000, "x") %}', End: true } },
    }
    const errors = await Promise.all(
      [
        { P: { Type: 'Pass', Assign: { v: big }, End: true } },
        { T: { ...task, Arguments: { FunctionName: 'big', Payload: big } } },
        { T: { ...task, Output: 'small' } },
        { M: { Type: 'Map', Items: [1], ItemSelector: { v: big }, ItemProcessor, End: true } },
        { M: { Type: 'Map', Items: [1, 2], ItemProcessor: half, Output: 'small', End: true } },
      ].map(async (states) => (await lab.run(states)).error),
    )
    expect(errors).toEqual(Array(5).fill('States.DataLimitExceeded'))
  })

  it('input and token answers are refused at the door', async () => {
    const { stateMachineArn } = await lab.run({ P: { Type: 'Pass', End: true } })
    const input = JSON.stringify('가'.repeat(90_000))
    const refused = await lab
      .call('StartExecution', { stateMachineArn, input })
      .catch(({ code }: AwsError) => code)
    expect(refused).toBe('InvalidExecutionInput')
  })
})

describe('25,000 events', () => {
  it('end an execution that loops', async () => {
    const { executionArn, status, error, cause } = await lab.run({
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Condition: true, Next: 'A' }], Default: 'C' },
      C: { Type: 'Succeed' },
    })
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' })
    expect(cause).toContain('25000')
    const { events } = await lab.call('GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      maxResults: 1,
    })
    expect(events[0]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' })
  }, 30_000)
})

describe('error and cause', () => {
  it('are cut at 256 and 32,768 characters', async () => {
    const { error, cause } = await lab.run({
      F: { Type: 'Fail', Error: '{% $pad("", 300, "e") %}', Cause: '{% $pad("", 40000, "c") %}' },
    })
    expect([error.length, cause.length]).toEqual([256, 32_768])
  })
})

describe('backoff', () => {
  const retrier = fc.record({
    IntervalSeconds: fc.integer({ min: 1, max: 1_000 }),
    BackoffRate: fc.double({ min: 1, max: 5, noNaN: true }),
    MaxAttempts: fc.integer({ min: 0, max: 20 }),
    MaxDelaySeconds: fc.integer({ min: 1_001, max: 5_000 }),
    JitterStrategy: fc.constantFrom('FULL' as const, 'NONE' as const),
  })

  it('is never above MaxDelaySeconds, never shrinks without jitter, and ends after MaxAttempts', () => {
    fc.assert(
      fc.property(retrier, fc.double({ min: 0, max: 1, noNaN: true }), (policy, random) => {
        const retries: number[] = []
        const failure = { error: 'E', type: 'Task', random: () => random }
        const delays: number[] = []
        for (;;) {
          const delayMs = planRetry([{ ErrorEquals: ['E'], ...policy }], retries, failure)
          if (delayMs === undefined) break
          delays.push(delayMs)
        }
        expect(delays).toHaveLength(policy.MaxAttempts)
        for (const [i, delayMs] of delays.entries()) {
          const plain =
            Math.min(policy.IntervalSeconds * policy.BackoffRate ** i, policy.MaxDelaySeconds) * 1_000
          if (policy.JitterStrategy === 'NONE') expect(delayMs).toBe(Math.round(plain))
          else expect(delayMs).toBe(Math.round(plain * random))
        }
      }),
    )
  })
})
