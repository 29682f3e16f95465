import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { AwsError } from '../../../local/runtime/aws-error.ts'
import { FunctionError } from './fake-aws.ts'
import { DAY, INVOKE, openLab, type Lab } from './lab.ts'

let lab: Lab
let broken = true
let calls: string[] = []
beforeAll(async () => {
  lab = await openLab()
  for (const name of ['first', 'second', 'third']) lab.aws.functions[name] = () => void calls.push(name)
  lab.aws.functions.flaky = (event) => {
    calls.push('flaky')
    if (broken) throw new FunctionError('Down', 'down')
    return event ?? 'up'
  }
})
afterAll(() => lab.close())
beforeEach(() => {
  broken = true
  calls = []
})

const call = (FunctionName: string, more: object = {}) => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName, Payload: '{% $states.input %}' },
  Output: '{% $states.input %}',
  ...more,
})
const redrive = async (executionArn: string) => {
  broken = false
  calls = []
  await lab.call('RedriveExecution', { executionArn })
  await lab.idle()
  return lab.describe(executionArn)
}

describe('RedriveExecution', () => {
  it('begins at the state that failed, with its input and the variables of then', async () => {
    const { executionArn, redriveStatus } = await lab.run(
      {
        A: call('first', { Assign: { kept: 'v' }, Next: 'B' }),
        B: call('flaky', { Next: 'C' }),
        C: { Type: 'Pass', Output: { input: '{% $states.input %}', kept: '{% $kept %}' }, End: true },
      },
      { n: 1 },
    )
    expect(redriveStatus).toBe('REDRIVABLE')
    expect(await redrive(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: { input: { n: 1 }, kept: 'v' },
      redriveCount: 1,
      redriveStatus: 'NOT_REDRIVABLE',
    })
    expect(calls).toEqual(['flaky'])
    const history = await lab.history(executionArn)
    const at = history.findIndex(({ type }) => type === 'ExecutionRedriven')
    expect(history[at]?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 })
    expect(history[at - 1]?.type).toBe('ExecutionFailed')
  })

  it('runs only the branches of a Parallel that did not succeed', async () => {
    const { executionArn } = await lab.run(
      {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'A', States: { A: call('first', { End: true }) } },
            { StartAt: 'B', States: { B: call('second', { Next: 'F' }), F: call('flaky', { End: true }) } },
            {
              StartAt: 'W',
              States: { W: { Type: 'Wait', Seconds: 60, Next: 'T' }, T: call('third', { End: true }) },
            },
          ],
          End: true,
        },
      },
      'in',
    )
    await redrive(executionArn)
    await lab.advance(61_000)
    expect(calls.sort()).toEqual(['flaky', 'third'])
    expect((await lab.describe(executionArn)).output).toEqual(['in', 'in', 'in'])
  })

  it('runs only the items of a Map that did not succeed', async () => {
    lab.aws.functions.odd = (n: number) => {
      calls.push(`odd ${n}`)
      if (broken && n === 3) throw new FunctionError('Down')
    }
    const { executionArn, status } = await lab.run(
      {
        M: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemProcessor: { StartAt: 'O', States: { O: call('odd', { End: true }) } },
          End: true,
        },
      },
      [1, 2, 3, 4],
    )
    expect(status).toBe('FAILED')
    expect((await redrive(executionArn)).output).toEqual([1, 2, 3, 4])
    expect(calls).toEqual(['odd 3', 'odd 4'])
  })

  it('gives Retry its attempts and the machine its time again', async () => {
    const Retry = [{ ErrorEquals: ['Down'], MaxAttempts: 1 }]
    const arn = await lab.start({ B: call('flaky', { Retry, End: true }) }, {}, { TimeoutSeconds: 60 })
    await lab.advance(5_000)
    expect((await lab.describe(arn)).status).toBe('FAILED')
    calls = []
    await lab.call('RedriveExecution', { executionArn: arn })
    await lab.advance(59_000)
    expect(await lab.describe(arn)).toMatchObject({ status: 'FAILED', error: 'Down' })
    expect(calls).toEqual(['flaky', 'flaky'])
  })

  it.each([
    ['stopped', async (executionArn: string) => void (await lab.call('StopExecution', { executionArn }))],
    ['timed out', () => lab.advance(60_000)],
  ])('takes up an execution that was %s', async (_what, end) => {
    const arn = await lab.start({ W: { Type: 'Wait', Seconds: 100, End: true } }, 'x', { TimeoutSeconds: 50 })
    await end(arn)
    await lab.call('RedriveExecution', { executionArn: arn })
    expect(await lab.describe(arn)).toMatchObject({ status: 'RUNNING', redriveCount: 1 })
    expect(await lab.describe(arn)).not.toHaveProperty('stopDate')
  })

  it('works after a restart', async () => {
    const { executionArn } = await lab.run(
      { A: call('first', { Next: 'B' }), B: call('flaky', { End: true }) },
      5,
    )
    await lab.restart()
    expect((await redrive(executionArn)).status).toBe('SUCCEEDED')
    expect(calls).toEqual(['flaky'])
  })

  it.each([
    ['is running', { W: { Type: 'Wait', Seconds: 10_000_000, End: true } }, 0, /RUNNING/],
    ['has succeeded', { S: { Type: 'Succeed' } }, 0, /SUCCEEDED/],
    ['ended more than 14 days ago', { F: { Type: 'Fail' } }, 14 * DAY + 5_000, /redrivable period/],
  ])('refuses one that %s', async (_what, states, waitMs, reason) => {
    const { executionArn } = await lab.run(states)
    await lab.advance(waitMs)
    const refusal = await lab.call('RedriveExecution', { executionArn }).catch((error: AwsError) => error)
    expect(refusal).toMatchObject({ code: 'ExecutionNotRedrivable', message: expect.stringMatching(reason) })
  })
})
