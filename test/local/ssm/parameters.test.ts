import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  DeleteParameterCommand,
  GetParameterCommand,
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
