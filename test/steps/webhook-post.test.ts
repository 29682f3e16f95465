// One request to an endpoint, over real sockets.
import { afterEach, describe, expect, test } from '@jest/globals'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { postTo } from '../../functions/webhooks/post.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
})

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return (server.address() as AddressInfo).port
}

/** Knows every name, by the addresses that are given one lookup after the other. */
function resolver(...answers: string[][]) {
  const asked: string[] = []
  const lookup: Parameters<typeof postTo>[1] = (hostname, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)]!
    asked.push(hostname)
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    process.nextTick(callback, null, found)
  }
  return { lookup, asked }
}

const NOTHING = { headers: {}, body: '{}' }

describe('posting', () => {
  test('sends text and headers, and answers the status', async () => {
    const seen: unknown[] = []
    const port = await listen((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { 'reelgate-event-id': id, 'content-length': length } = request.headers
        seen.push([request.method, request.url, id, length, Buffer.concat(chunks).toString('utf8')])
        response.writeHead(202).end('thank you')
      })
    })
    const answer = await postTo('loopback')({
      url: `http://127.0.0.1:${port}/hook?tenant=7`,
      headers: { 'reelgate-event-id': 'e1' },
      body: '{"title":"학교"}',
    })
    expect(answer).toEqual({ status: 202 })
    expect(seen).toEqual([['POST', '/hook?tenant=7', 'e1', '18', '{"title":"학교"}']])
  })

  test('follows no redirect', async () => {
    let requests = 0
    const port = await listen((_, response) => {
      requests += 1
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await postTo('loopback')({ url: `http://127.0.0.1:${port}/`, ...NOTHING })).toEqual({
      status: 302,
    })
    expect(requests).toBe(1)
  })

  test('does not wait for the rest of an answer that never ends', async () => {
    const port = await listen((_, response) => {
      response.writeHead(200)
      response.write('and so on')
    })
    expect(await postTo('loopback')({ url: `http://127.0.0.1:${port}/`, ...NOTHING })).toEqual({
      status: 200,
    })
  })

  test('waits no longer than its time', async () => {
    const port = await listen(() => undefined)
    const answer = await postTo('loopback', undefined, 60)({ url: `http://127.0.0.1:${port}/`, ...NOTHING })
    expect(answer).toHaveProperty('problem')
  })

  test('says what is wrong with an endpoint that is not there, or hangs up', async () => {
    const port = await listen((request) => void request.socket.destroy())
    const post = postTo('loopback')
    expect(await post({ url: `http://127.0.0.1:${port}/`, ...NOTHING })).toEqual({
      problem: 'It broke off the connection.',
    })
    expect(await post({ url: 'http://127.0.0.1:1/', ...NOTHING })).toEqual({
      problem: 'It refuses the connection.',
    })
  })

  test('takes no plain text where TLS is due', async () => {
    const port = await listen((_, response) => response.end())
    const answer = await postTo('loopback')({ url: `https://127.0.0.1:${port}/`, ...NOTHING })
    expect(answer).toHaveProperty('problem')
  })
})

describe('an address that is not public', () => {
  test.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/latest/meta-data/',
    'https://169.254.169.254/latest/meta-data/',
  ])('is not called: %s', async (url) => {
    expect(await postTo('public')({ url, ...NOTHING })).toEqual({
      problem: 'Its name leads to an address that is not public.',
    })
  })

  test('is not called by a name, nor beside one that is public', async () => {
    let requests = 0
    const port = await listen((_, response) => {
      requests += 1
      response.end()
    })
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['fd00:ec2::254'], []]) {
      const { lookup } = resolver(addresses)
      const url = `https://inside.example:${port}/`
      expect(await postTo('public', lookup)({ url, ...NOTHING })).toEqual({
        problem: 'Its name leads to an address that is not public.',
      })
    }
    expect(requests).toBe(0)
  })

  test('is not reached by a name that leads elsewhere the second time it is asked', async () => {
    const port = await listen((_, response) => response.writeHead(200).end())
    const { lookup, asked } = resolver(['127.0.0.1'], ['10.0.0.1'])
    const url = `http://rebinding.example:${port}/`
    expect(await postTo('loopback', lookup)({ url, ...NOTHING })).toEqual({ status: 200 })
    expect(asked).toEqual(['rebinding.example'])
    expect(await postTo('loopback', lookup)({ url, ...NOTHING })).toHaveProperty('problem')
  })
})
