import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readHealth } from '../../cli/local-cloud/health.ts'
import { startCloud } from '../../cli/local-cloud/start.ts'
import type { RunningCloud } from '../../cli/local-cloud/start.ts'
import { runCli } from './run-cli.ts'

jest.setTimeout(90_000)

const never = new AbortController().signal
let data: string
let cloud: RunningCloud | undefined

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'reelgate-cloud-'))
})
afterEach(async () => {
  await cloud?.stop()
  cloud = undefined
  rmSync(data, { recursive: true })
})

test('the cloud starts, is recognised, and is gone when it was stopped', async () => {
  cloud = await startCloud({ port: 0, data }, never)
  expect(await readHealth(cloud.url)).toEqual({ kind: 'ours', pid: cloud.pid })
  await cloud.stop()
  expect(await readHealth(cloud.url)).toEqual({ kind: 'none' })
})

test('what runs already is said by up, and used by list', async () => {
  cloud = await startCloud({ port: 0, data }, never)
  const port = new URL(cloud.url).port
  const up = await runCli(['up', '--port', port])
  expect(up.code).toBe(2)
  expect(up.stderr).toContain(`A local cloud runs on port ${port} already (process ${cloud.pid})`)
  const list = await runCli(['list', '--port', port])
  expect(list.code).toBe(1)
  expect(list.stderr).toContain('The stack reelgate-local is not in')
})

test('a data folder in use is said in the words of the cloud', async () => {
  cloud = await startCloud({ port: 0, data }, never)
  await expect(startCloud({ port: 0, data }, never)).rejects.toThrow(/is in use by the local cloud/)
})

test('an interrupted start leaves nothing behind', async () => {
  const interrupt = new AbortController()
  const starting = startCloud({ port: 0, data }, interrupt.signal)
  interrupt.abort(new Error('Ctrl-C'))
  await expect(starting).rejects.toThrow('Ctrl-C')
  cloud = await startCloud({ port: 0, data }, never)
  expect((await readHealth(cloud.url)).kind).toBe('ours')
})
