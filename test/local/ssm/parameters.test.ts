import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud, type LocalCloud } from '../../../local/cloud.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-ssm-'))
let cloud: LocalCloud
let ssm: SSMClient
async function open() {
  cloud = await startCloud({ port: 0, dataDir, log: () => undefined })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  ssm = new SSMClient({ endpoint: cloud.url, region: 'us-east-1', maxAttempts: 1, credentials })
}
async function close() {
  ssm.destroy()
  await cloud.close()
}
beforeAll(open)
afterAll(async () => {
  await close()
  rmSync(dataDir, { recursive: true, force: true })
})

const put = (Name: string, Value: string, more: object = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }))
const valueOf = async (Name: string, WithDecryption = false) =>
  (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter?.Value

test('a parameter is written over only when that is asked for, and its versions are kept', async () => {
  await put('/a/name', 'one')
  await expect(put('/a/name', 'two')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' })
  expect((await put('/a/name', 'two', { Overwrite: true })).Version).toBe(2)
  expect([await valueOf('/a/name'), await valueOf('/a/name:1')]).toEqual(['two', 'one'])
})

test('a secret is shown to who asks for it decrypted, and never in the journal', async () => {
  await put('/a/secret', 'only for you', { Type: 'SecureString' })
  expect(await valueOf('/a/secret', true)).toBe('only for you')
  expect(await valueOf('/a/secret')).not.toBe('only for you')
  await close()
  expect(readFileSync(join(dataDir, 'cloudtrail.jsonl'), 'utf8')).not.toContain('only for you')
  await open()
  expect(await valueOf('/a/secret', true)).toBe('only for you')
})

test('what is not there is named', async () => {
  await expect(valueOf('/none')).rejects.toMatchObject({ name: 'ParameterNotFound' })
  const { InvalidParameters, Parameters } = await ssm.send(
    new GetParametersCommand({ Names: ['/a/name', '/none'] }),
  )
  expect([Parameters?.map(({ Name }) => Name), InvalidParameters]).toEqual([['/a/name'], ['/none']])
  await ssm.send(new DeleteParameterCommand({ Name: '/a/name' }))
  await expect(valueOf('/a/name')).rejects.toMatchObject({ name: 'ParameterNotFound' })
})

test.each([
  ['a name of AWS', '/aws/x', 'v', {}, 'ValidationException'],
  ['an empty value', '/a/x', '', {}, 'ValidationException'],
  ['a value that is too long', '/a/x', 'v'.repeat(4097), {}, 'ValidationException'],
  ['policies', '/a/x', 'v', { Policies: '[]' }, 'LocalCloudNotSupported'],
])('%s is refused', async (_what, name, value, more, error) => {
  await expect(put(name, value, more)).rejects.toMatchObject({ name: error })
})

test('parameters below a path come in pages, the secret ones unread, and none of a path that only begins alike', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `/tree/${String(index).padStart(2, '0')}`)
  for (const name of names) await put(name, 'leaf')
  await put('/tree/deep/er', 'hidden', { Type: 'SecureString' })
  await put('/tree-house', 'another')
  const page = (more: object) => ssm.send(new GetParametersByPathCommand({ Path: '/tree', ...more }))
  const first = await page({})
  expect(first.Parameters).toHaveLength(10)
  const second = await page({ NextToken: first.NextToken })
  expect([...first.Parameters!, ...second.Parameters!].map(({ Name }) => Name)).toEqual(names)
  expect(second.NextToken).toBeUndefined()
  const { Parameters = [] } = await ssm.send(
    new GetParametersByPathCommand({ Path: '/tree/deep', Recursive: true }),
  )
  expect(Parameters.map(({ Name }) => Name)).toEqual(['/tree/deep/er'])
  expect(Parameters[0]!.Value).not.toBe('hidden')
  const all = await page({ Recursive: true, NextToken: first.NextToken })
  expect(all.Parameters!.map(({ Name }) => Name)).toContain('/tree/deep/er')
})
