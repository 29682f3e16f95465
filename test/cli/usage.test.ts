import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from './run-cli.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-usage-'))
  writeFileSync(join(folder, 'good.mp4'), 'x')
  writeFileSync(join(folder, 'good.job.json'), '{}')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('bad usage ends with 2 and names what is wrong', () => {
  test.each([
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['an unknown option', ['run', '--bogus', 'x.mp4'], /unknown option '--bogus'/],
    ['no file', ['run'], /missing required argument 'file'/],
    ['a port that is none', ['up', '--port', '70000'], /A port is a number/],
    ['a duration that is none', ['watch', '3f2a', '--timeout', 'soon'], /90s, 15m or 2h/],
    ['an id that is none', ['asset', 'zz'], /32 hexadecimal digits/],
    ['an outcome that is none', ['list', '--outcome', 'lost'], /Allowed choices are published/],
    ['a profile with a path in it', ['run', '--profile', '../x', 'x.mp4'], /A profile name/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await runCli(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  test('all bad files at once, before anything is started', async () => {
    const { code, stderr } = await runCli([
      'run',
      join(folder, 'good.mp4'),
      join(folder, 'missing.mp4'),
      folder,
      join(folder, 'good.job.json'),
    ])
    expect(code).toBe(2)
    expect(stderr).toMatch(/missing\.mp4 does not exist/)
    expect(stderr).toMatch(/is a folder/)
    expect(stderr).toMatch(/good\.job\.json is a job file; name its video/)
    expect(stderr).not.toContain('good.mp4')
  })
})

describe('a cloud that is not there', () => {
  test('list says how to start it', async () => {
    const { code, stderr } = await runCli(['list', '--port', '1'])
    expect(code).toBe(1)
    expect(stderr).toContain('reelgate up')
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('a port with another program on it is named', async () => {
    const server = createServer((_, response) => response.end('hello'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const port = String((server.address() as AddressInfo).port)
    const ends = await Promise.all([
      runCli(['up', '--port', port]),
      runCli(['run', join(folder, 'good.mp4'), '--port', port]),
    ])
    server.close()
    expect(ends.map(({ code }) => code)).toEqual([2, 1])
    for (const { stderr } of ends) expect(stderr).toContain(`Port ${port} is taken by another program`)
  })
})

test('help shows examples and ends with 0', async () => {
  const { code, stdout } = await runCli(['--help'])
  expect(code).toBe(0)
  expect(stdout).toContain('reelgate run clip.mp4')
})
