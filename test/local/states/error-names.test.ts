import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { AwsError } from '../../../local/runtime/aws-error.ts'
import type { VirtualClock } from '../../../local/runtime/clock.ts'
import { FunctionError } from './fake-aws.ts'
import { INVOKE, openLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())
afterEach(() => {
  lab.aws.functions = {}
  lab.aws.requests.length = 0
})

/** A function that fails with these error types in turn, then answers. */
const failing = (...errors: string[]) => {
  lab.aws.functions.step = () => {
    const error = errors.shift()
    if (error) throw new FunctionError(error, `${error} happened`)
    return 'done'
  }
}

const task = (more: object) => ({
  Task: {
    Type: 'Task',
    Resource: INVOKE,
    Arguments: { FunctionName: 'step' },
    Output: { payload: '{% $states.result.Payload %}', retries: '{% $states.context.State.RetryCount %}' },
    End: true,
    ...more,
  },
  Caught: { Type: 'Pass', Output: '{% $states.input %}', End: true },
})

/** Without a Catch the second state cannot be reached. */
const alone = (more: object) => {
  const { Task } = task(more)
  return { Task }
}

describe('which names match which errors', () => {
  const hold = () => new Promise(() => {})
  const slow = () => void (lab.aws.functions.step = hold)
  const bigAnswer = () => void (lab.aws.functions.step = () => 'x'.repeat(262_144))
  const asked = (ErrorEquals: string[], more: object = {}) =>
    task({ ...more, Catch: [{ ErrorEquals, Next: 'Caught', Output: '{% $states.errorOutput.Error %}' }] })

  // A function that never answers is work in progress: the cloud comes to rest when the time of the call has passed.
  async function passTime(byMs: number) {
    while (lab.aws.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await (lab.context.clock as VirtualClock).advance(byMs, () => Promise.resolve())
    await lab.idle()
  }

  it.each<[string, string[], () => void, object, string | null]>([
    ['its own name', ['A'], () => failing('A'), {}, 'A'],
    ['States.ALL', ['States.ALL'], () => failing('A'), {}, 'A'],
    ['States.TaskFailed', ['States.TaskFailed'], () => failing('A'), {}, 'A'],
    ['no other name', ['B'], () => failing('A'), {}, null],
    ['no part of its name', ['A'], () => failing('AB'), {}, null],
    ['States.Timeout a timeout', ['States.Timeout'], slow, { TimeoutSeconds: 5 }, 'States.Timeout'],
    ['States.ALL a timeout', ['States.ALL'], slow, { TimeoutSeconds: 5 }, 'States.Timeout'],
    ['States.TaskFailed no timeout', ['States.TaskFailed'], slow, { TimeoutSeconds: 5 }, null],
    [
      'a missed heartbeat',
      ['States.HeartbeatTimeout'],
      slow,
      { HeartbeatSeconds: 5 },
      'States.HeartbeatTimeout',
    ],
    [
      'States.Timeout a missed heartbeat',
      ['States.Timeout'],
      slow,
      { HeartbeatSeconds: 5 },
      'States.HeartbeatTimeout',
    ],
    ['States.HeartbeatTimeout no timeout', ['States.HeartbeatTimeout'], slow, { TimeoutSeconds: 5 }, null],
    ['States.ALL no too large answer', ['States.ALL'], bigAnswer, {}, null],
    ['States.TaskFailed no too large answer', ['States.TaskFailed'], bigAnswer, {}, null],
    ['a too large answer by name', ['States.DataLimitExceeded'], bigAnswer, {}, 'States.DataLimitExceeded'],
    ['States.ALL nothing of States.Runtime', ['States.ALL'], () => {}, { Arguments: { Nonsense: 1 } }, null],
    ['States.Runtime not even by name', ['States.Runtime'], () => {}, { Arguments: { Nonsense: 1 } }, null],
  ])('%s', async (_what, names, prepare, more, caught) => {
    prepare()
    const arn = await lab.start(asked(names, more))
    if (prepare === slow) await passTime(5_000)
    else await lab.idle()
    const { status, output = null } = await lab.describe(arn)
    expect({ status, output }).toEqual({ status: caught ? 'SUCCEEDED' : 'FAILED', output: caught })
  })

  it('an error of the service has the integration’s name', async () => {
    lab.aws.functions.step = () => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)
    }
    const { output } = await lab.run(asked(['Lambda.TooManyRequestsException']))
    expect(output).toBe('Lambda.TooManyRequestsException')
  })

  it('States.BranchFailed stands for whatever failed in a Parallel', async () => {
    failing('A')
    const { Task } = alone({})
    const { output } = await lab.run({
      P: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'Task', States: { Task } }],
        Catch: [{ ErrorEquals: ['States.BranchFailed'], Next: 'C' }],
        End: true,
      },
      C: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
    })
    expect(output).toBe('A')
  })
})
