import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createActivity } from '../../local/runtime/activity.ts'

/** As a machine that is too busy to give this process any time. */
function standStill(forMs = 40) {
  const untilMs = performance.now() + forMs
  while (performance.now() < untilMs);
}

describe('what a machine that stood still has left waiting is no rest:', () => {
  let server: Server
  let socket: Socket
  beforeAll(async () => {
    server = createServer((client) => client.pipe(client)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
  })
  afterAll(async () => {
    socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })

  const scene = () => {
    const activity = createActivity()
    const seen: string[] = []
    const work = async () => {
      seen.push('begun')
      await sleep(20)
      seen.push('done')
    }
    return { activity, seen, run: () => void activity.during('work', work) }
  }

  test('a timer that is due', async () => {
    const { activity, seen, run } = scene()
    await sleep(1)
    setTimeout(run, 0)
    standStill()
    await activity.idle()
    expect(seen).toEqual(['begun', 'done'])
  })

  test('an answer that sets off what comes next', async () => {
    const { activity, seen, run } = scene()
    socket.once('data', run)
    await activity.during('what asks', async () => socket.write('x'))
    standStill()
    await activity.idle()
    expect(seen).toEqual(['begun', 'done'])
  })
})
