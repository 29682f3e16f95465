import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { makeAsset, startFakeCloud } from './fake-cloud.ts'
import type { FakeCloud } from './fake-cloud.ts'
import { runCli } from './run-cli.ts'
import { anInspection } from '../support/records.ts'

let cloud: FakeCloud
beforeAll(async () => {
  cloud = await startFakeCloud()
  const assets = [
    makeAsset({
      key: 'old.mp4',
      assetId: 'aaaa1'.padEnd(32, '0'),
      outcome: 'published',
      title: 'An old one',
    }),
    makeAsset({
      key: 'bad.mp4',
      assetId: 'aaaa2'.padEnd(32, '0'),
      outcome: 'rejected',
      reasons: [{ code: 'not-a-video', message: 'This is a text.' }],
    }),
    makeAsset({
      key: 'new.mp4',
      assetId: 'bbbb3'.padEnd(32, '0'),
      inspection: anInspection({
        captionTracks: [
          { trackNumber: 1, format: 'tx3g', language: 'ko' },
          { trackNumber: 2, format: 'tx3g' },
        ],
        warnings: [{ code: 'embedded-captions-unreadable', message: 'One track cannot be read.' }],
      }),
    }),
  ]
  assets.forEach((asset) => cloud.assets.set(asset.assetId, asset))
})
afterAll(() => cloud.close())

const reelgate = (...args: string[]) => runCli([...args, '--endpoint-url', cloud.url])

test('list shows the newest first', async () => {
  const { stdout } = await reelgate('list')
  const names = stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s{2,}/).at(-1))
  expect(names).toEqual(['new.mp4', 'bad.mp4', 'An old one (old.mp4)'])
})

test('list keeps to an outcome and a limit', async () => {
  const { stdout } = await reelgate('list', '--outcome', 'under-way', '--json')
  expect(stdout.trim().split('\n')).toHaveLength(1)
  const limited = await reelgate('list', '--limit', '2', '--json')
  expect(limited.stdout.trim().split('\n')).toHaveLength(2)
})

test('asset shows why it was rejected', async () => {
  const { stdout } = await reelgate('asset', 'AAAA2')
  expect(stdout).toMatch(/bad\.mp4 {2}✖ rejected/)
  expect(stdout).toContain('This is a text. [not-a-video]')
})

test('asset shows the captions inside the source, and what cannot be had of them', async () => {
  const { stdout } = await reelgate('asset', 'bbbb3')
  expect(stdout).toContain('captions ko · captions und')
  expect(stdout).toContain('One track cannot be read. [embedded-captions-unreadable]')
})

test('asset shows only what the schema knows', async () => {
  const { stdout } = await reelgate('asset', 'aaaa1'.padEnd(32, '0'), '--json')
  expect(JSON.parse(stdout)).not.toHaveProperty('secretField')
})

test('a beginning of two ids is not enough', async () => {
  const { code, stderr } = await reelgate('asset', 'aaaa')
  expect(code).toBe(1)
  expect(stderr).toContain('More than one asset id begins with aaaa')
})

test('an id that no asset has is said', async () => {
  const { code, stderr } = await reelgate('asset', 'ffff')
  expect(code).toBe(1)
  expect(stderr).toContain('No asset has the id ffff')
})

test('watch follows an asset to its outcome', async () => {
  const { code, stdout } = await reelgate('watch', 'bbbb', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'published', source: { key: 'new.mp4' } })
})
