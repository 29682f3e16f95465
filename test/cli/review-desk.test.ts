// The person in front of a claimed task, with keys and an API that the test holds in its hands.
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { decode, encode } from 'jpeg-js'
import { inflateSync } from 'node:zlib'
import { InterruptedError } from '../../cli/errors.ts'
import { RefusalError } from '../../cli/review/api.ts'
import { attend, type Desk } from '../../cli/review/attend.ts'
import { choosePictureProtocol, drawPicture } from '../../cli/review/draw-picture.ts'
import { findTaskId } from '../../cli/review/find-task.ts'
import { keepLease, waitBeforeRenewal } from '../../cli/review/keep-lease.ts'
import type { ReviewDecision, ReviewSummary } from '../../schemas/generated/types.ts'
import { aReviewSummary } from './review-summaries.ts'

const NOON = Date.parse('2026-11-21T12:00:00.000Z')
const held = (changes: Partial<ReviewSummary> = {}) =>
  aReviewSummary({ state: 'claimed', claimedBy: 'lee', leaseUntil: '2026-11-21T12:15:00.000Z', ...changes })

const refusal = (code: string) => new RefusalError({ code, detail: `It is ${code}.` }, undefined)

function openDesk({ keys, reasons = [] }: { keys: string[]; reasons?: string[] }) {
  const said: string[] = []
  const left = { keys: [...keys], reasons: [...reasons] }
  const never = (signal: AbortSignal) =>
    new Promise<string>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    })
  const desk: Desk = {
    readKey: (signal) => (left.keys.length > 0 ? Promise.resolve(left.keys.shift()!) : never(signal)),
    ask: () => Promise.resolve(left.reasons.shift() ?? ''),
    say: (line) => void said.push(line),
  }
  return { desk, said }
}

function openApi(answers: { decide?: (RefusalError | undefined)[]; renew?: RefusalError } = {}) {
  const asked: unknown[] = []
  const refusals = [...(answers.decide ?? [])]
  const api = {
    now: () => NOON,
    renew: (taskId: string) => {
      asked.push(['renew', taskId])
      return answers.renew === undefined ? Promise.resolve(held()) : Promise.reject(answers.renew)
    },
    release: (taskId: string) => {
      asked.push(['release', taskId])
      return Promise.resolve(aReviewSummary())
    },
    decide: (_taskId: string, decision: ReviewDecision) => {
      asked.push(decision)
      const refused = refusals.shift()
      return refused ? Promise.reject(refused) : Promise.resolve(aReviewSummary())
    },
  }
  return { api, asked }
}

const { signal } = new AbortController()

describe('a key', () => {
  test.each<[string, string]>([
    ['a', 'approve'],
    ['R', 'reject'],
    ['p', 'pass-on'],
  ])('%s with a reason is the decision %s', async (key, decision) => {
    const { api, asked } = openApi()
    const { desk } = openDesk({ keys: ['x', key], reasons: [' It is a drill '] })
    expect(await attend(held(), { api, desk, signal })).toBe('decided')
    expect(asked).toEqual([{ decision, reason: 'It is a drill' }])
  })

  test('without a reason goes back to the keys', async () => {
    const { api, asked } = openApi()
    const { desk } = openDesk({ keys: ['a', 's'], reasons: ['  '] })
    expect(await attend(held(), { api, desk, signal })).toBe('released')
    expect(asked).toEqual([['release', held().taskId]])
  })

  test('q keeps the claim and asks nothing of the API', async () => {
    const { api, asked } = openApi()
    expect(await attend(held(), { api, desk: openDesk({ keys: ['q'] }).desk, signal })).toBe('kept')
    expect(asked).toEqual([])
  })

  test('Ctrl-C interrupts', async () => {
    const { desk } = openDesk({ keys: ['\u0003'] })
    await expect(attend(held(), { api: openApi().api, desk, signal })).rejects.toThrow(InterruptedError)
  })

  test('p is not offered on the second line, and does nothing there', async () => {
    const { api, asked } = openApi()
    const { desk, said } = openDesk({ keys: ['p', 'q'] })
    await attend(held({ line: 'second' }), { api, desk, signal })
    expect(asked).toEqual([])
    expect(said.join()).not.toContain('pass on')
  })
})

test('an API that is busy loses no claim: the keys are offered again', async () => {
  const { api, asked } = openApi({ decide: [refusal('busy')] })
  const { desk, said } = openDesk({ keys: ['a', 'a'], reasons: ['Once', 'Twice'] })
  expect(await attend(held(), { api, desk, signal })).toBe('decided')
  expect(asked).toHaveLength(2)
  expect(said.join('\n')).toContain('It is busy.')
})

test('a refusal ends it', async () => {
  const { api } = openApi({ decide: [refusal('deadline-passed')] })
  const { desk } = openDesk({ keys: ['a'], reasons: ['Late'] })
  await expect(attend(held(), { api, desk, signal })).rejects.toMatchObject({ code: 'deadline-passed' })
})

describe('a claim while somebody thinks', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  test('is renewed, again and again', async () => {
    const { api, asked } = openApi()
    const lease = keepLease(held(), api)
    await jest.advanceTimersByTimeAsync(11 * 60_000)
    lease.stop()
    expect(asked).toEqual([
      ['renew', held().taskId],
      ['renew', held().taskId],
    ])
    await jest.advanceTimersByTimeAsync(60 * 60_000)
    expect(asked).toHaveLength(2)
  })

  test('that is lost ends the waiting for a key', async () => {
    const { api } = openApi({ renew: refusal('lease-lost') })
    const attending = attend(held(), { api, desk: openDesk({ keys: [] }).desk, signal })
    const ended = expect(attending).rejects.toMatchObject({ code: 'lease-lost' })
    await jest.advanceTimersByTimeAsync(6 * 60_000)
    await ended
  })

  test('survives a renewal that fails by chance', async () => {
    const { api, asked } = openApi({ renew: refusal('unavailable') })
    const lease = keepLease(held(), api)
    await jest.advanceTimersByTimeAsync(11 * 60_000)
    lease.stop()
    expect(lease.lost.aborted).toBe(false)
    expect(asked).toHaveLength(2)
  })

  test.each([
    ['2026-11-21T12:02:00.000Z', 60_000],
    ['2026-11-21T23:00:00.000Z', 300_000],
    ['2026-11-21T11:00:00.000Z', 10_000],
  ])('that ends at %s is renewed after %i ms', (leaseUntil, waitMs) =>
    expect(waitBeforeRenewal({ leaseUntil }, NOON)).toBe(waitMs),
  )
})

describe('the beginning of an id', () => {
  const escalated = aReviewSummary({ state: 'decided' })
  const appeal = aReviewSummary({ taskId: escalated.taskId.replace('escalated', 'appeal-1') })
  const apiWith = (...tasks: ReviewSummary[]) => ({
    async *list({ state }: { state: string }) {
      await Promise.resolve()
      yield* tasks.filter((task) => task.state === state)
    },
  })

  test('means the task that waits before the one that is over', async () => {
    expect(await findTaskId('0123', apiWith(escalated, appeal))).toBe(appeal.taskId)
    expect(await findTaskId('0123', apiWith(escalated))).toBe(escalated.taskId)
  })

  test('that none or two have is refused', async () => {
    await expect(findTaskId('ffff', apiWith(escalated))).rejects.toThrow('No review task begins with ffff')
    const other = { ...appeal, taskId: appeal.taskId.replace('appeal-1', 'appeal-2') }
    await expect(findTaskId('0123', apiWith(appeal, other))).rejects.toMatchObject({
      hint: expect.stringContaining(other.taskId),
    })
  })
})

describe('a picture in the terminal', () => {
  const pixels = { width: 60, height: 40, data: Buffer.alloc(60 * 40 * 4, 200) }
  const jpeg = Buffer.from(encode(pixels, 90).data)

  test.each<[NodeJS.ProcessEnv, string | undefined]>([
    [{ TERM: 'xterm-kitty' }, 'kitty'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'ghostty' }, 'kitty'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, 'iterm2'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, 'iterm2'],
    [{ TERM: 'xterm-256color' }, undefined],
    [{ TERM: 'tmux-256color', TERM_PROGRAM: 'iTerm.app', TMUX: '/tmp/tmux' }, undefined],
  ])('of %j is drawn by %s', (environment, protocol) =>
    expect(choosePictureProtocol(environment)).toBe(protocol),
  )

  test('goes to kitty as pixels, in pieces that it takes', () => {
    const large = {
      width: 300,
      height: 200,
      data: Buffer.from(Array.from({ length: 240_000 }, (_, i) => (i * 7919) % 251)),
    }
    const drawn = drawPicture(Buffer.from(encode(large, 90).data), 'kitty')!
    expect(drawn.startsWith('\u001b_G')).toBe(true)
    const pieces = [...drawn.matchAll(/\p{Cc}_G([^;]*);(\P{Cc}*)\p{Cc}\\/gu)]
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.every(([, , data]) => data!.length <= 4096)).toBe(true)
    expect(pieces[0]![1]).toContain('s=300,v=200')
    expect(pieces.map(([, head]) => /m=(\d)/.exec(head!)![1]).join('')).toMatch(/^1+0$/)
    const data = inflateSync(Buffer.from(pieces.map(([, , text]) => text).join(''), 'base64'))
    expect(data.length).toBe(300 * 200 * 3)
  })

  test('goes to iTerm2 as it is', () => {
    const drawn = drawPicture(jpeg, 'iterm2')!
    expect(drawn.startsWith('\u001b]')).toBe(true)
    expect(drawn.endsWith('\u0007')).toBe(true)
    const [, text] = /1337;File=[^:]*:(\P{Cc}*)/u.exec(drawn)!
    expect(decode(Buffer.from(text!, 'base64'))).toMatchObject({ width: 60, height: 40 })
  })

  test('that is none is not drawn', () =>
    expect(drawPicture(Buffer.from('not a picture'), 'kitty')).toBeUndefined())
})
