import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DAY, HOUR, INVOKE, INVOKE_AND_WAIT, newDataDir, openLab, type Lab } from './lab.ts'

let lab: Lab
beforeEach(async () => void (lab = await openLab()))
afterEach(() => lab.close())

const token = '{% $states.context.Task.Token %}'
const waitForToken = (more: object = {}) => ({
  Type: 'Task',
  Resource: INVOKE_AND_WAIT,
  Arguments: { FunctionName: 'submit', Payload: { token } },
  End: true,
  ...more,
})
let tokens: string[]
beforeEach(() => {
  tokens = []
  lab.aws.functions.submit = (event: { token: string }) => void tokens.push(event.token)
})
const answer = (output: unknown) =>
  lab.call('SendTaskSuccess', { taskToken: tokens[0], output: JSON.stringify(output) })

describe('after a restart', () => {
  it('a waiting token is still good', async () => {
    const { executionArn } = await lab.run({ T: waitForToken() })
    await lab.restart()
    await lab.advance(30 * DAY)
    await answer('yes')
    expect(await lab.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: 'yes' })
    expect(tokens).toHaveLength(1)
  })

  it('a Wait ends when it would have ended', async () => {
    const arn = await lab.start({ W: { Type: 'Wait', Seconds: 7_200, End: true } })
    await lab.advance(HOUR)
    await lab.restart()
    await lab.advance(HOUR - 5_000)
    expect((await lab.describe(arn)).status).toBe('RUNNING')
    await lab.advance(10_000)
    expect((await lab.describe(arn)).status).toBe('SUCCEEDED')
  })

  it('what fell due while nobody was there happens at once', async () => {
    const arn = await lab.start({ W: { Type: 'Wait', Seconds: 60, End: true } })
    await lab.idle()
    const restarted = lab.restart()
    await restarted
    await lab.advance(61_000)
    expect((await lab.describe(arn)).status).toBe('SUCCEEDED')
  })

  it('timeouts, heartbeats and the machine’s timeout still count', async () => {
    const timeout = await lab.start({ T: waitForToken({ TimeoutSeconds: 600 }) })
    const heartbeat = await lab.start({ T: waitForToken({ HeartbeatSeconds: 600 }) })
    const machine = await lab.start({ T: waitForToken() }, {}, { TimeoutSeconds: 600 })
    await lab.idle()
    await lab.restart()
    await lab.advance(601_000)
    const ends = await Promise.all([timeout, heartbeat, machine].map((arn) => lab.describe(arn)))
    expect(ends.map(({ status, error }) => error ?? status)).toEqual([
      ...['States.Timeout', 'States.HeartbeatTimeout', 'TIMED_OUT'],
    ])
  })

  it('a retry in its backoff is made, and its count goes on', async () => {
    let calls = 0
    lab.aws.functions.step = () => {
      calls += 1
      throw new Error('down')
    }
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 2, BackoffRate: 1 }]
    const arn = await lab.start({
      T: { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'step' }, Retry, End: true },
    })
    await lab.advance(101_000)
    await lab.restart()
    expect((await lab.describe(arn)).status).toBe('RUNNING')
    await lab.advance(101_000)
    expect([calls, (await lab.describe(arn)).status]).toEqual([3, 'FAILED'])
  })

  it('a Parallel and a Map keep what their children have done, and their variables', async () => {
    let calls = 0
    lab.aws.functions.count = () => ++calls
    const call = {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { FunctionName: 'count' },
      Output: '{% $states.result.Payload %}',
    }
    const arn = await lab.start({
      A: { Type: 'Pass', Assign: { kept: 'k' }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'C', States: { C: { ...call, End: true } } },
          {
            StartAt: 'M',
            States: {
              M: {
                Type: 'Map',
                Items: [1, 2],
                ItemProcessor: {
                  StartAt: 'I',
                  States: { I: { ...call, Next: 'W' }, W: { Type: 'Wait', Seconds: 3_600, End: true } },
                },
                End: true,
              },
            },
          },
        ],
        Output: { all: '{% $states.result %}', kept: '{% $kept %}' },
        End: true,
      },
    })
    await lab.idle()
    await lab.restart()
    await lab.advance(HOUR + 1_000)
    const { status, output } = await lab.describe(arn)
    expect({ status, output, calls }).toMatchObject({ status: 'SUCCEEDED', output: { kept: 'k' }, calls: 3 })
  })

  it('a nested execution that ended is noticed', async () => {
    const nested = await lab.run({ W: { Type: 'Wait', Seconds: 3_600, End: true } }, { a: 1 })
    const { executionArn } = await lab.run({
      N: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Arguments: { StateMachineArn: nested.stateMachineArn, Input: { a: 2 } },
        Output: '{% $states.result.Output %}',
        End: true,
      },
    })
    await lab.restart()
    await lab.advance(HOUR + 1_000)
    expect((await lab.describe(executionArn)).output).toEqual({ a: 2 })
  })

  it('a Task that was under way is called again, with the same token', async () => {
    let release: () => void = () => {}
    lab.aws.functions.submit = (event: { token: string }) => {
      tokens.push(event.token)
      return new Promise<void>((resolve) => (release = resolve))
    }
    const arn = await lab.start({ T: waitForToken() })
    const until = async (count: number) => {
      while (tokens.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await until(1)
    await lab.restart()
    await until(2)
    release()
    await lab.idle()
    expect(tokens).toEqual([tokens[0], tokens[0]])
    await answer('once')
    expect((await lab.describe(arn)).output).toBe('once')
  })

  it('history, descriptions and machines are there, and a status event that was not taken is sent', async () => {
    const emit = lab.context.emitEvent
    let refusals = 0
    lab.context.emitEvent = async () => {
      refusals += 1
      throw new Error('the bus is down')
    }
    const before = await lab.run({ A: { Type: 'Pass', End: true } })
    const history = await lab.history(before.executionArn)
    lab.context.emitEvent = emit
    await lab.restart()
    await lab.idle()
    expect(refusals).toBeGreaterThan(0)
    expect(await lab.describe(before.executionArn)).toEqual(before)
    expect(await lab.history(before.executionArn)).toEqual(history)
    const seen = lab.events.map(({ detail }) => [detail.executionArn, detail.status])
    expect(seen).toEqual([
      [before.executionArn, 'RUNNING'],
      [before.executionArn, 'SUCCEEDED'],
    ])
  })
})

describe('kill -9', () => {
  it('loses no execution, no token and no event', async () => {
    const dataDir = newDataDir()
    const victim = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'victim.ts'), dataDir],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const gone = once(victim, 'exit')
    const said: string[] = []
    // It tells the ARNs and the token of what waits, then steps through a loop until it is killed.
    for await (const line of createInterface({ input: victim.stdout })) {
      said.push(line)
      if (said.length === 4) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        victim.kill('SIGKILL')
        break
      }
    }
    await gone
    const [waiting, taskToken, loop, timer] = said as [string, string, string, string]
    const after = await openLab(dataDir)
    // On a busy machine the call that handed out the token may not have returned yet: then it is made again.
    after.aws.functions.submit = () => undefined
    try {
      await after.idle()
      await after.call('SendTaskSuccess', { taskToken, output: '"alive"' })
      expect((await after.describe(waiting)).output).toBe('alive')
      expect(await after.describe(loop)).toMatchObject({ status: 'SUCCEEDED', output: { i: 4_000 } })
      const ids: number[] = []
      for (let nextToken: string | undefined; ;) {
        const page = await after.call('GetExecutionHistory', {
          executionArn: loop,
          maxResults: 1000,
          nextToken,
        })
        ids.push(...page.events.map(({ id }) => id))
        nextToken = page.nextToken
        if (!nextToken) break
      }
      expect(ids).toEqual(ids.map((_, index) => index + 1))
      await after.advance(DAY)
      expect((await after.describe(timer)).status).toBe('SUCCEEDED')
    } finally {
      await after.close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  }, 30_000)
})
