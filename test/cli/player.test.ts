// The player of `reelgate play`, and the keys that a stage needs before it can play anything.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureSigningKeys, makeSigningKeys } from '../../cli/aws/signing-keys.ts'
import { startPlayer, type Player } from '../../cli/play/player-server.ts'
import type { Target } from '../../cli/target.ts'
import { startCloud, type LocalCloud } from '../../local/cloud.ts'
import { ASSET_ID } from '../support/records.ts'

const PLACE = `/assets/${ASSET_ID}/r1/`

describe('the player', () => {
  let edge: Server
  let player: Player
  const asked: { url: string; headers: IncomingHttpHeaders }[] = []

  beforeEach(async () => {
    asked.length = 0
    edge = createServer(({ url = '', headers }, response) => {
      asked.push({ url, headers })
      if (headers.cookie !== 'a=1; b=2') return void response.writeHead(403).end()
      response.writeHead(206, { 'content-range': 'bytes 0-3/9', 'set-cookie': 'c=3' }).end('film')
    })
    await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(edge.address() as AddressInfo).port}${PLACE}`
    const streams = { hlsUrl: `${base}stream/main.m3u8`, dashUrl: `${base}stream/main.mpd` }
    const grant = async () => ({
      ...{ assetId: ASSET_ID, revision: 1, isPreview: true, streams, expiresAt: '2026-11-21T12:00:00Z' },
      cookie: 'a=1; b=2',
    })
    player = await startPlayer({ title: '<b>film</b>', grant })
  })
  afterEach(async () => {
    await player.close()
    edge.close()
    edge.closeAllConnections()
  })

  const status = (url: string, options: object = {}) =>
    new Promise<number>((resolve, reject) =>
      request(url, { agent: false, ...options }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
        .on('error', reject)
        .end(),
    )

  test('fetches the film with the cookies, and keeps them to itself', async () => {
    const answer = await fetch(player.hlsUrl, { headers: { range: 'bytes=0-3', cookie: 'mine=1' } })
    expect([answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([
      206,
      'film',
      'bytes 0-3/9',
    ])
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(asked).toMatchObject([
      { url: `${PLACE}stream/main.m3u8`, headers: { cookie: 'a=1; b=2', range: 'bytes=0-3' } },
    ])
  })

  test('shows a page with a player and without what somebody wrote into a title', async () => {
    const page = await (await fetch(player.pageUrl)).text()
    expect(page).toContain('preview')
    expect(page).not.toContain('<b>film')
    expect(await (await fetch(`${player.pageUrl}hls.js`)).text()).toContain('Hls')
    expect(page).not.toContain('a=1')
  })

  test.each<[string, (url: string) => [string, object?]]>([
    ['another path', (url) => [new URL('/', url).href]],
    ['a guess', (url) => [url.replace(/\/[0-9a-f]{32}\//, `/${'0'.repeat(32)}/`)]],
    ['the host of a web page', (url) => [url, { headers: { host: 'attacker.example' } }]],
    ['a path that climbs', (url) => [url, { path: `${new URL(url).pathname}media/../../x` }]],
    ['something else than reading', (url) => [url, { method: 'POST' }]],
  ])('refuses %s', async (_what, ask) => {
    const [url, options] = ask(player.pageUrl)
    expect([404, 405]).toContain(await status(url, options))
    expect(asked).toEqual([])
  })
})

describe('the keys that sign', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-keys-'))
  let cloud: LocalCloud
  let target: Target
  const before = { ...process.env }
  beforeAll(async () => {
    cloud = await startCloud({ port: 0, dataDir, log: () => undefined })
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' })
    target = {
      ...{ stage: 'prod', stackName: 'reelgate-prod', region: 'us-east-1', endpointUrl: cloud.url },
      ...{ onThisMachine: false, ownCloud: false },
    }
  })
  afterAll(async () => {
    process.env = before
    await cloud.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('are missed by name before anything is made', async () => {
    await expect(ensureSigningKeys(target)).rejects.toThrow('/reelgate-prod/playback/a/public-key is missing')
  })

  test('are made once, and written over only when that is said', async () => {
    expect(await makeSigningKeys(target, 'b', false)).toEqual([
      '/reelgate-prod/playback/b/public-key',
      '/reelgate-prod/playback/b/private-key',
    ])
    await ensureSigningKeys(target)
    await expect(makeSigningKeys(target, 'b', false)).rejects.toThrow('There is a pair in slot b')
    expect(await makeSigningKeys(target, 'b', true)).toHaveLength(2)
  })

  test('are made by themselves on this machine', async () => {
    const here = { ...target, stackName: 'reelgate-local', onThisMachine: true }
    await ensureSigningKeys(here)
    await expect(makeSigningKeys(here, 'a', false)).rejects.toThrow('There is a pair in slot a')
  })
})
