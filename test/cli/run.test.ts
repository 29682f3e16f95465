import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validateAsset } from '../../schemas/generated/validators.mjs'
import { startFakeCloud } from './fake-cloud.ts'
import type { FakeCloud, FakePlan } from './fake-cloud.ts'
import { runCli, startCli } from './run-cli.ts'

let folder: string
let cloud: FakeCloud

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-cli-'))
})
afterEach(async () => {
  await cloud?.close()
  rmSync(folder, { recursive: true })
})

const file = (name: string, text = 'abc') => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  return path
}

async function run(plan: FakePlan, ...args: string[]) {
  cloud = await startFakeCloud(plan)
  return runCli(['run', ...args, '--endpoint-url', cloud.url])
}

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { outcome?: string; source: { key: string } })

describe('run', () => {
  test('ends with 0 and prints the outcome of every file', async () => {
    const { code, stdout } = await run(
      { outcomes: { 'b.mp4': 'rejected' } },
      file('a.mp4', 'one'),
      file('b.mp4', 'two'),
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/a\.mp4 {2}✔ published in 1\.2 s/)
    expect(stdout).toMatch(/b\.mp4 {2}✖ rejected/)
    expect(stdout).toContain('Transcode 25 %')
  })

  test('prints one JSON object for each asset by its schema, and nothing else', async () => {
    const { code, stdout } = await run({}, '--json', file('a.mp4', 'one'), file('b.mp4', 'two'))
    const lines = jsonLines(stdout)
    expect(code).toBe(0)
    expect(lines.map(({ source }) => source.key).sort()).toEqual(['a.mp4', 'b.mp4'])
    expect(lines.every((asset) => validateAsset(asset))).toBe(true)
  })

  test('ends with 1 when an asset failed', async () => {
    const { code } = await run({ outcomes: { 'a.mp4': 'failed' } }, file('a.mp4'))
    expect(code).toBe(1)
  })

  test('ends with 1 and says so when an asset has no outcome in time', async () => {
    const { code, stdout, stderr } = await run(
      { outcomes: { 'a.mp4': null } },
      '--json',
      '--timeout',
      '1s',
      file('a.mp4'),
    )
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/a\.mp4: The asset \w+ has no outcome yet/)
  })

  test('sends the job file before its video', async () => {
    await run({}, (file('clip.job.json', '{"title":"T"}'), file('clip.mp4')))
    expect([...cloud.objects.keys()]).toEqual(['clip.job.json', 'clip.mp4'])
  })

  test('leaves a job file alone that names another source', async () => {
    await run({}, (file('clip.job.json', '{"source":"clip.mov"}'), file('clip.mp4')))
    expect([...cloud.objects.keys()]).toEqual(['clip.mp4'])
  })

  test('writes a job file for --profile where there is none', async () => {
    await run(
      {},
      '--profile',
      'hevc',
      (file('b.mp4.job.json', '{"title":"B"}'), file('a.mp4')),
      file('b.mp4'),
    )
    expect(JSON.parse(cloud.objects.get('a.mp4.job.json') ?? '')).toEqual({ profile: 'hevc' })
    expect(JSON.parse(cloud.objects.get('b.mp4.job.json') ?? '')).toEqual({ title: 'B' })
  })

  test('gives files of the same name different keys, each with its own job file', async () => {
    await run({}, file('one/clip.mp4', 'one'), (file('two/clip.job.json', '{}'), file('two/clip.mp4', 'two')))
    expect([...cloud.objects.keys()].sort()).toEqual(['2/clip.job.json', '2/clip.mp4', 'clip.mp4'])
  })

  test('replaces no earlier upload', async () => {
    const path = file('clip.mp4')
    await run({}, path)
    await runCli(['run', path, '--endpoint-url', cloud.url])
    expect([...cloud.objects.keys()]).toEqual(['clip.mp4', '2/clip.mp4'])
  })

  test('never asks for a task token', async () => {
    await run({}, file('a.mp4'))
    const jobCalls = cloud.tableCalls.filter(({ TableName }) => TableName === 'jobs')
    expect(jobCalls.length).toBeGreaterThan(0)
    expect(jobCalls.map((call) => call['ProjectionExpression'])).toEqual(
      jobCalls.map(() => 'percentComplete'),
    )
  })

  test('takes control characters out of what others wrote', async () => {
    const { stdout } = await run({ title: 'red \u001b[31m\u202ereversed\nsecond\u0007line' }, file('a.mp4'))
    expect(stdout).toContain('red  reversed second line')
    expect(stdout).not.toContain('\u001b')
    expect(stdout).not.toContain('\u202e')
  })

  test('ends with 130 on Ctrl-C', async () => {
    cloud = await startFakeCloud({ outcomes: { 'a.mp4': null } })
    const cli = startCli(['run', file('a.mp4'), '--endpoint-url', cloud.url])
    await cli.shows('Transcode')
    cli.interrupt()
    const { code, stderr } = await cli.ended
    expect(code).toBe(130)
    expect(stderr).toContain('Interrupted')
  })
})
