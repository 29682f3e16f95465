import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
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

const attempts = () => lab.aws.requests.filter(({ target }) => target === 'lambda:step').length

/** Without a Catch the second state cannot be reached. */
const alone = (more: object) => {
  const { Task } = task(more)
  return { Task }
}

describe('Retry', () => {
  it('waits the interval, grown by the rate, before every attempt', async () => {
    failing('A', 'A', 'A')
    const Retry = [{ ErrorEquals: ['A'], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 3 }]
    const arn = await lab.start(alone({ Retry }))
    await lab.idle()
    const seen: number[] = []
    for (const waitMs of [9_000, 2_000, 27_000, 3_000, 86_000, 4_000]) {
      await lab.advance(waitMs)
      seen.push(attempts())
    }
    expect(seen).toEqual([1, 2, 2, 3, 3, 4])
    expect(await lab.describe(arn)).toMatchObject({
      status: 'SUCCEEDED',
      output: { payload: 'done', retries: 3 },
    })
  })

  it('never waits longer than MaxDelaySeconds', async () => {
    failing('A', 'A', 'A')
    const Retry = [
      { ErrorEquals: ['A'], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 10, MaxDelaySeconds: 20 },
    ]
    const arn = await lab.start(alone({ Retry }))
    await lab.advance(10_000 + 20_000 + 20_000 + 1_000)
    expect((await lab.describe(arn)).status).toBe('SUCCEEDED')
  })

  it('tries three times more, after 1, 2 and 4 seconds, when nothing is said', async () => {
    failing('A', 'A', 'A', 'A')
    const arn = await lab.start(alone({ Retry: [{ ErrorEquals: ['States.ALL'] }] }))
    await lab.advance(6_500)
    expect(attempts()).toBe(3)
    await lab.advance(1_500)
    expect(attempts()).toBe(4)
    expect(await lab.describe(arn)).toMatchObject({ status: 'FAILED', error: 'A' })
  })

  it('MaxAttempts 0 means never', async () => {
    failing('A')
    const { status } = await lab.run(
      alone({ Retry: [{ ErrorEquals: ['A'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }] }),
    )
    expect({ status, attempts: attempts() }).toEqual({ status: 'FAILED', attempts: 1 })
  })

  it('counts for every retrier by itself, and the first that matches decides', async () => {
    failing('A', 'B', 'A', 'B', 'B')
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 2, BackoffRate: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 2, BackoffRate: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 50 },
    ]
    const arn = await lab.start(alone({ Retry }))
    await lab.advance(60_000)
    expect(await lab.describe(arn)).toMatchObject({ status: 'FAILED', error: 'B' })
    expect(attempts()).toBe(5)
  })

  it('begins to count anew when the state is entered again', async () => {
    let calls = 0
    lab.aws.functions.step = () => {
      if (++calls % 2 === 1) throw new FunctionError('A')
      return calls
    }
    const { Task } = alone({
      Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }],
      Output: '{% $states.result.Payload %}',
    })
    const arn = await lab.start({
      Task: { ...Task, End: undefined, Next: 'Twice?' },
      'Twice?': {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input < 4 %}', Next: 'Task' }],
        Default: 'End',
      },
      End: { Type: 'Succeed' },
    })
    await lab.advance(5_000)
    expect(await lab.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: 4 })
  })

  it('schedules the Task again without entering the state again', async () => {
    failing('A')
    const arn = await lab.start(alone({ Retry: [{ ErrorEquals: ['A'] }] }))
    await lab.advance(1_500)
    expect(await lab.types(arn)).toEqual([
      ...[
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskFailed',
        'TaskScheduled',
      ],
      ...['TaskStarted', 'TaskSucceeded', 'TaskStateExited', 'ExecutionSucceeded'],
    ])
  })

  it('tries the whole Parallel again when one of its branches fails', async () => {
    failing('A')
    const { Task } = alone({ Output: '{% $states.result.Payload %}' })
    const arn = await lab.start({
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Task', States: { Task } },
          { StartAt: 'Other', States: { Other: { Type: 'Pass', Output: 'x', End: true } } },
        ],
        Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
        End: true,
      },
    })
    await lab.advance(1_500)
    expect(await lab.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: ['done', 'x'] })
    expect((await lab.types(arn)).filter((type) => type === 'ParallelStateStarted')).toHaveLength(2)
  })
})

describe('Catch', () => {
  it('goes on with the error as output, and its cause is the function’s payload', async () => {
    failing('NotAVideo')
    const { status, output } = await lab.run(
      task({ Catch: [{ ErrorEquals: ['NotAVideo'], Next: 'Caught' }] }),
    )
    expect(status).toBe('SUCCEEDED')
    const { Error, Cause } = output as { Error: string; Cause: string }
    expect(Error).toBe('NotAVideo')
    expect(JSON.parse(Cause)).toEqual({ errorType: 'NotAVideo', errorMessage: 'NotAVideo happened' })
  })

  it('evaluates Output and Assign with the error and the state’s input', async () => {
    failing('A')
    const Catch = [
      {
        ErrorEquals: ['States.ALL'],
        Next: 'Caught',
        Assign: { failed: '{% $states.errorOutput.Error %}' },
        Output: { id: '{% $states.input.id %}', why: '{% $parse($states.errorOutput.Cause).errorMessage %}' },
      },
    ]
    const states = task({ Catch })
    states.Caught.Output = '{% $merge([$states.input, {"failed": $failed}]) %}'
    const { output } = await lab.run(states, { id: 7 })
    expect(output).toEqual({ id: 7, why: 'A happened', failed: 'A' })
  })

  it('comes after the retries are used up', async () => {
    failing('A', 'A')
    const more = {
      Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['A'], Next: 'Caught' }],
    }
    const arn = await lab.start(task(more))
    await lab.advance(1_500)
    expect(attempts()).toBe(2)
    expect((await lab.describe(arn)).output).toMatchObject({ Error: 'A' })
  })

  it('takes the first catcher that matches', async () => {
    failing('B')
    const Catch = [
      { ErrorEquals: ['A', 'C'], Next: 'Caught', Output: 'first' },
      { ErrorEquals: ['X', 'B'], Next: 'Caught', Output: 'second' },
      { ErrorEquals: ['States.ALL'], Next: 'Caught', Output: 'third' },
    ]
    expect((await lab.run(task({ Catch }))).output).toBe('second')
  })

  it('a catcher that fails itself is not caught', async () => {
    failing('A')
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught', Output: '{% $states.errorOutput.Nope %}' }]
    const { status, error, cause } = await lab.run(task({ Catch }))
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' })
    expect(cause).toContain("specified for the field 'Catch[0]/Output' returned nothing (undefined).")
  })

  it('catches a failed query of the state, which is in the history', async () => {
    lab.aws.functions.step = () => 'done'
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }]
    const { executionArn, output } = await lab.run(
      task({ Output: { v: '{% $states.result.no.such %}' }, Catch }),
    )
    const cause =
      "An error occurred while executing the state 'Task' (entered at the event id #2). The JSONata expression " +
      "'$states.result.no.such' specified for the field 'Output/v' returned nothing (undefined)."
    expect(output).toEqual({ Error: 'States.QueryEvaluationError', Cause: cause })
    const failed = (await lab.history(executionArn)).find(({ type }) => type === 'EvaluationFailed')
    expect(failed?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause,
      location: 'Output/v',
      state: 'Task',
    })
  })

  it('a failed query of a Pass ends the execution', async () => {
    const { status, error } = await lab.run({
      P: { Type: 'Pass', Output: '{% $states.input.no %}', End: true },
    })
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  })
})
