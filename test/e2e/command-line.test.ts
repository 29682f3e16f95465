import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { makeSample } from '../../samples/make-sample.ts'
import { validateAsset } from '../../schemas/generated/validators.mjs'
import { debianFilm } from '../support/debian-media.ts'
import { environmentFor } from '../support/serverless.ts'
import { PROJECT_ROOT } from '../support/source-files.ts'

jest.setTimeout(900_000)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-e2e-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  code: number
  stdout: string
  stderr: string
}

const reelgate = (...args: string[]) =>
  new Promise<Ended>((resolve) => {
    execFile(
      process.execPath,
      [join(PROJECT_ROOT, 'cli/reelgate.mjs'), ...args],
      { env: environmentFor(), maxBuffer: 16 << 20 },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    )
  })

test('`reelgate run --json` on an empty machine brings real files to their outcomes and leaves nothing running', async () => {
  const files = [
    await debianFilm('movie'),
    await makeSample('portrait', folder),
    await makeSample('text-as-mp4', folder),
  ]
  const data = join(folder, 'data')
  const { code, stdout, stderr } = await reelgate('run', '--json', '--port', '0', '--data', data, ...files)
  const assets = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect({ code, stderr }).toMatchObject({ code: 0 })
  for (const asset of assets)
    expect({ valid: validateAsset(asset), errors: validateAsset.errors }).toMatchObject({ valid: true })
  const outcomes = new Map(
    assets.map((asset) => [basename((asset as { source: { key: string } }).source.key), asset['outcome']]),
  )
  expect([...outcomes.values()].sort()).toEqual(['published', 'published', 'rejected'])
  expect(outcomes.get('portrait.mp4')).toBe('published')
})
