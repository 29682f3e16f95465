import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createActivity } from '../../local/runtime/activity.ts'
import { realClock, virtualClock } from '../../local/runtime/clock.ts'

const idle = () => Promise.resolve()

describe('real clock', () => {
  afterEach(() => {
    jest.restoreAllMocks()
    jest.useRealTimers()
  })

  test('fires no sooner than it says itself, although the timers of Node run ahead of it at times', () => {
    jest.useFakeTimers({ doNotFake: ['Date'] })
    const now = jest.spyOn(Date, 'now').mockReturnValue(1000)
    const fired: number[] = []
    realClock().at(1005, () => fired.push(Date.now()))
    now.mockReturnValue(1004)
    jest.advanceTimersByTime(5)
    expect(fired).toEqual([])
    now.mockReturnValue(1005)
    jest.advanceTimersByTime(1)
    expect(fired).toEqual([1005])
  })
})

describe('virtual clock', () => {
  test('goes on where it was left when it is started again', async () => {
    let left = 0
    const kept = { read: () => left, write: (offsetMs: number) => void (left = offsetMs) }
    await virtualClock(realClock(), kept).advance(90 * 86_400_000, idle)
    expect(virtualClock(realClock(), kept).now()).toBeGreaterThanOrEqual(Date.now() + 90 * 86_400_000 - 1000)
  })

  test('fires what falls due on the way, in the order of time', async () => {
    const clock = virtualClock()
    const start = clock.now()
    const fired: string[] = []
    clock.at(start + 90 * 86_400_000, () => fired.push('90 days'))
    clock.at(start + 1000, () => {
      fired.push('a second')
      clock.at(start + 2000, () => fired.push('set on the way'))
    })
    await clock.advance(91 * 86_400_000, idle)
    expect(fired).toEqual(['a second', 'set on the way', '90 days'])
    expect(clock.now() - start).toBeGreaterThanOrEqual(91 * 86_400_000)
  })

  test('waits for work that a timer sets off by way of promises, after a long rest too', async () => {
    const clock = virtualClock()
    const activity = createActivity()
    const done: string[] = []
    const work = async () => {
      await nextTurn()
      done.push('work')
    }
    await activity.idle()
    clock.at(
      clock.now() + 1000,
      () => void Promise.resolve().then(() => activity.during('what the timer set off', work)),
    )
    await clock.advance(5000, () => activity.idle())
    expect(done).toEqual(['work'])
  })

  test('a cancelled timer stays silent', async () => {
    const clock = virtualClock()
    const fired: string[] = []
    clock.at(clock.now() + 1000, () => fired.push('no')).cancel()
    await clock.advance(5000, idle)
    expect(fired).toEqual([])
  })
})
