import { describe, expect, test } from '@jest/globals'
import { createMending } from '../../../local/dynamodb/mending.ts'

const PLENTY = 1 << 30
const full = () => Promise.reject(new Error('IO error: 000005.log: No space left on device'))

function world() {
  const state = { roomBytes: PLENTY, opened: 1 }
  const mending = createMending(
    () => {
      state.opened++
      return Promise.resolve()
    },
    () => Promise.resolve(state.roomBytes),
  )
  const write = (run: () => Promise<unknown> = () => Promise.resolve('written')) => mending.guard(true, run)
  const read = () => mending.guard(false, () => Promise.resolve('read'))
  return { state, write, read }
}

describe('a database on a disk that was full', () => {
  test('takes no write behind the torn one before it was opened anew', async () => {
    const { state, write } = world()
    await expect(write(full)).rejects.toThrow('No space left')
    await expect(Promise.all([write(), write()])).resolves.toEqual(['written', 'written'])
    expect(state.opened).toBe(2)
    await write()
    expect(state.opened).toBe(2)
  })

  test('goes on refusing writes while there is no room to open it, and is read meanwhile', async () => {
    const { state, write, read } = world()
    await expect(write(full)).rejects.toThrow()
    state.roomBytes = 1_000_000
    await expect(write()).rejects.toMatchObject({ code: 'ENOSPC' })
    await expect(read()).resolves.toBe('read')
    expect(state.opened).toBe(1)
    state.roomBytes = PLENTY
    await expect(write()).resolves.toBe('written')
  })

  test('waits for what is under way before it is closed', async () => {
    const { state, write } = world()
    const slow = Promise.withResolvers<unknown>()
    const earlier = write(() => slow.promise)
    await expect(write(full)).rejects.toThrow()
    const later = write()
    await new Promise((resolve) => setImmediate(resolve))
    expect(state.opened).toBe(1)
    slow.resolve('earlier')
    await expect(Promise.all([earlier, later])).resolves.toEqual(['earlier', 'written'])
    expect(state.opened).toBe(2)
  })

  test('is left alone after any other error', async () => {
    const { state, write } = world()
    await expect(write(() => Promise.reject(new Error('The condition failed')))).rejects.toThrow('condition')
    await write()
    expect(state.opened).toBe(1)
  })
})
