import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { AwsError } from '../../../local/runtime/aws-error.ts'
import { DAY, detailsOf, HOUR, INVOKE_AND_WAIT, MINUTE, openLab, type Lab } from './lab.ts'

let lab: Lab
/** The tokens handed out, in order. */
let tokens: string[] = []
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())
afterEach(() => void (tokens = []))

const waitFor = (more: object = {}) => {
  lab.aws.functions.submit = ({ token }: { token: string }) => {
    tokens.push(token)
    return { job: tokens.length }
  }
  const Arguments = { FunctionName: 'submit', Payload: { token: '{% $states.context.Task.Token %}' } }
  return { Job: { Type: 'Task', Resource: INVOKE_AND_WAIT, Arguments, End: true, ...more } }
}
const succeed = (taskToken: string | undefined, output: unknown) =>
  lab.call('SendTaskSuccess', { taskToken, output: JSON.stringify(output) })
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    (error: AwsError) => error.code,
  )

describe('a task token', () => {
  it('resumes the execution with what it is answered, ninety days later', async () => {
    const { executionArn } = await lab.run(waitFor())
    await lab.advance(90 * DAY)
    expect((await lab.describe(executionArn)).status).toBe('RUNNING')
    await succeed(tokens[0], { outputs: ['a', 'b'] })
    expect(await lab.describe(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: { outputs: ['a', 'b'] },
    })
    expect(await lab.types(executionArn)).toEqual([
      ...[
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSubmitted',
        'TaskSucceeded',
      ],
      ...['TaskStateExited', 'ExecutionSucceeded'],
    ])
  })

  it('fails the state with the error it is answered', async () => {
    const { executionArn } = await lab.run(waitFor())
    await lab.call('SendTaskFailure', { taskToken: tokens[0], error: 'JobFailedError', cause: '1040' })
    expect(await lab.describe(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'JobFailedError',
      cause: '1040',
    })
  })

  it('may be answered before the call that carried it returns', async () => {
    const states = waitFor({ Next: 'After', End: undefined })
    lab.aws.functions.submit = async ({ token }: { token: string }) => {
      await succeed(token, 'early')
      return 'late'
    }
    const { status, output } = await lab.run({ ...states, After: { Type: 'Pass', End: true } })
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: 'early' })
  })

  it('counts once', async () => {
    await lab.run(waitFor())
    expect(await codeOf(succeed(tokens[0], 1))).toBe('accepted')
    expect(await codeOf(succeed(tokens[0], 1))).toBe('TaskTimedOut')
    expect(await codeOf(lab.call('SendTaskFailure', { taskToken: tokens[0] }))).toBe('TaskTimedOut')
    expect(await codeOf(lab.call('SendTaskHeartbeat', { taskToken: tokens[0] }))).toBe('TaskTimedOut')
  })

  it('belongs to one attempt: a retry makes another, and the old one is dead', async () => {
    const { executionArn } = await lab.run(waitFor({ Retry: [{ ErrorEquals: ['Again'] }] }))
    await lab.call('SendTaskFailure', { taskToken: tokens[0], error: 'Again' })
    await lab.advance(2_000)
    expect(tokens).toHaveLength(2)
    expect(tokens[1]).not.toBe(tokens[0])
    expect(await codeOf(succeed(tokens[0], 'old'))).toBe('TaskTimedOut')
    await succeed(tokens[1], 'new')
    expect((await lab.describe(executionArn)).output).toBe('new')
  })

  it('is dead when its execution was stopped', async () => {
    const { executionArn } = await lab.run(waitFor())
    await lab.call('StopExecution', { executionArn })
    expect(await codeOf(succeed(tokens[0], 1))).toBe('TaskTimedOut')
  })

  it.each([
    ['an invented token', 'nonsense', 'InvalidToken'],
    ['one that only looks right', 'AAAAKgAAAAIAAAAA' + 'x'.repeat(64), 'InvalidToken'],
  ])('%s is refused', async (_what, token, code) => {
    expect(await codeOf(succeed(token, 1))).toBe(code)
  })

  it('refuses an output that is no JSON and stays open', async () => {
    await lab.run(waitFor())
    const wrong = lab.call('SendTaskSuccess', { taskToken: tokens[0], output: '{nope' })
    expect(await codeOf(wrong)).toBe('InvalidOutput')
    expect(await codeOf(succeed(tokens[0], 1))).toBe('accepted')
  })

  it('stands nowhere in the history, in descriptions, events or log lines', async () => {
    const { executionArn } = await lab.run(waitFor({ Output: { echoed: '{% $states.result %}' } }))
    await succeed(tokens[0], { theToken: tokens[0] })
    const [history, described] = [await lab.history(executionArn), await lab.describe(executionArn)]
    const parameters = detailsOf(history, 'TaskScheduled')?.parameters as string
    expect(JSON.parse(parameters)).toMatchObject({ Payload: { token: '[task token]' } })
    expect(JSON.stringify([history, described, lab.events, lab.lines])).not.toContain(tokens[0])
  })

  it('is unlike any other', async () => {
    for (let i = 0; i < 20; i++) await lab.run(waitFor())
    expect(new Set(tokens).size).toBe(20)
  })
})

describe('TimeoutSeconds and HeartbeatSeconds', () => {
  it('ends a wait after its timeout, and the late answer is told so', async () => {
    const { executionArn } = await lab.run(waitFor({ TimeoutSeconds: 3_600 }))
    await lab.advance(HOUR - 1_000)
    expect((await lab.describe(executionArn)).status).toBe('RUNNING')
    await lab.advance(1_000)
    expect(await lab.describe(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
    expect(await codeOf(succeed(tokens[0], 1))).toBe('TaskTimedOut')
    expect(await lab.types(executionArn)).toContain('TaskTimedOut')
  })

  it('a heartbeat moves the heartbeat’s deadline, not the timeout', async () => {
    const { executionArn } = await lab.run(waitFor({ TimeoutSeconds: 3_600, HeartbeatSeconds: 600 }))
    for (let minute = 0; minute < 54; minute += 9) {
      await lab.advance(9 * MINUTE)
      await lab.call('SendTaskHeartbeat', { taskToken: tokens[0] })
    }
    expect((await lab.describe(executionArn)).status).toBe('RUNNING')
    await lab.advance(6 * MINUTE)
    expect(await lab.describe(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
  })

  it('a missed heartbeat ends the wait', async () => {
    const arn = await lab.start(waitFor({ HeartbeatSeconds: '{% $states.input.beat %}' }), { beat: 60 })
    await lab.advance(59_000)
    expect((await lab.describe(arn)).status).toBe('RUNNING')
    await lab.advance(1_000)
    expect(await lab.describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' })
  })

  it('each attempt has its own time', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1 }]
    const { executionArn } = await lab.run(waitFor({ TimeoutSeconds: 60, Retry }))
    await lab.advance(61_000)
    await lab.advance(59_000)
    expect((await lab.describe(executionArn)).status).toBe('RUNNING')
    expect(tokens).toHaveLength(2)
  })

  it('the machine’s TimeoutSeconds ends the execution as TIMED_OUT', async () => {
    const states = waitFor({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] })
    const arn = await lab.start({ ...states, C: { Type: 'Succeed' } }, {}, { TimeoutSeconds: 60 })
    await lab.advance(MINUTE)
    expect((await lab.describe(arn)).status).toBe('TIMED_OUT')
    expect((await lab.types(arn)).at(-1)).toBe('ExecutionTimedOut')
    expect(await codeOf(succeed(tokens[0], 1))).toBe('TaskTimedOut')
  })
})
