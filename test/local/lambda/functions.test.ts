import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { invoke, openLab, zip, REGION } from './lab.ts'
import type { Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

const answering = (text: string) => zip({ 'index.mjs': `export const handler = async () => '${text}'` })

describe('a function', () => {
  test('comes from a package in S3, outlives a restart, and runs its new code after an update', async () => {
    const s3 = new S3Client({ ...lab.client, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: 'packages' }))
    const first = answering('first')
    await s3.send(new PutObjectCommand({ Bucket: 'packages', Key: 'a/first.zip', Body: first }))
    const Code = { S3Bucket: 'packages', S3Key: 'a/first.zip' }
    const made = await lab.deploy('packed', '', { Code, Tags: { room: 'intake' } })
    expect(made).toMatchObject({
      FunctionArn: `arn:aws:lambda:${REGION}:000000000000:function:packed`,
      CodeSha256: createHash('sha256').update(first).digest('base64'),
      CodeSize: first.length,
      State: 'Active',
      Version: '$LATEST',
      Timeout: 3,
      MemorySize: 128,
    })
    await waitUntilFunctionActiveV2({ client: lab.lambda, maxWaitTime: 5 }, { FunctionName: 'packed' })
    expect((await invoke(lab, 'packed')).result).toBe('first')
    await lab.restart()
    expect((await invoke(lab, 'packed')).result).toBe('first')

    const updated = await lab.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'packed', ZipFile: answering('second') }),
    )
    await waitUntilFunctionUpdatedV2({ client: lab.lambda, maxWaitTime: 5 }, { FunctionName: 'packed' })
    expect(updated.RevisionId).not.toBe(made.RevisionId)
    expect((await invoke(lab, 'packed')).result).toBe('second')
  })

  test('is not made from a missing or broken package, nor twice', async () => {
    const Code = { S3Bucket: 'packages', S3Key: 'none.zip' }
    await expect(lab.deploy('unpacked', '', { Code })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('S3 Error Code: NoSuchKey'),
    })
    await expect(lab.deploy('unpacked', '', { Code: { ZipFile: Buffer.from('no zip') } })).rejects.toThrow(
      'Could not unzip',
    )
    await expect(
      lab.deploy('unpacked', '', { Code: { ZipFile: zip({ '../../evil.js': '1' }) } }),
    ).rejects.toThrow('outside itself')
    await lab.deploy('twice', '')
    await expect(lab.deploy('twice', '')).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Function already exist: twice',
    })
  })

  const refused: [string, object, RegExp][] = [
    ['a runtime that is not there', { Runtime: 'python3.13' }, /does not support the runtime python3.13/],
    [
      'layers',
      { Layers: [`arn:aws:lambda:${REGION}:000000000000:layer:l:1`] },
      /does not support the function setting Layers/,
    ],
    ['a timeout over 900 s', { Timeout: 901 }, /less than or equal to 900/],
    [
      'reserved variables',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      /Reserved keys used in this request: AWS_REGION/,
    ],
    [
      'more than 4 KB of variables',
      { Environment: { Variables: { A: 'x'.repeat(4096) } } },
      /exceeded the 4KB limit/,
    ],
  ]
  test.each(refused)('is refused with %s', async (_what, settings, message) => {
    await expect(lab.deploy('refused', '', settings)).rejects.toThrow(message)
  })

  test('takes new settings at once', async () => {
    await lab.deploy('settings', 'export const handler = async () => process.env.MODE', {
      Environment: { Variables: { MODE: 'old' } },
    })
    expect((await invoke(lab, 'settings')).result).toBe('old')
    await lab.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'settings',
        Environment: { Variables: { MODE: 'new' } },
        Timeout: 7,
      }),
    )
    expect((await invoke(lab, 'settings')).result).toBe('new')
    const config = await lab.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'settings' }))
    expect(config).toMatchObject({
      Timeout: 7,
      LastUpdateStatus: 'Successful',
      Environment: { Variables: { MODE: 'new' } },
    })
  })

  test('keeps its published versions', async () => {
    await lab.deploy('versioned', '', { Code: { ZipFile: answering('one') }, Publish: true })
    const again = await lab.lambda.send(new PublishVersionCommand({ FunctionName: 'versioned' }))
    expect(again.Version).toBe('1')
    await lab.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'versioned', ZipFile: answering('two') }),
    )
    const second = await lab.lambda.send(new PublishVersionCommand({ FunctionName: 'versioned' }))
    expect(second).toMatchObject({ Version: '2', FunctionArn: expect.stringMatching(/:versioned:2$/) })
    const old = await lab.lambda.send(new InvokeCommand({ FunctionName: 'versioned', Qualifier: '1' }))
    expect({ version: old.ExecutedVersion, payload: Buffer.from(old.Payload!).toString() }).toEqual({
      version: '1',
      payload: '"one"',
    })
    expect((await invoke(lab, 'versioned:2')).result).toBe('two')
    const { Versions } = await lab.lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: 'versioned' }),
    )
    expect(Versions!.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2'])
  })

  test('is gone when deleted', async () => {
    await lab.deploy('shortlived', 'export const handler = async () => 1')
    await invoke(lab, 'shortlived')
    await lab.lambda.send(new DeleteFunctionCommand({ FunctionName: 'shortlived' }))
    await expect(invoke(lab, 'shortlived')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const { Functions } = await lab.lambda.send(new ListFunctionsCommand({}))
    expect(Functions!.map(({ FunctionName }) => FunctionName)).not.toContain('shortlived')
  })
})

test('a policy is built statement by statement', async () => {
  await lab.deploy('permitted', '')
  const add = (StatementId: string) =>
    lab.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'permitted',
        StatementId,
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        SourceArn: 'arn:aws:s3:::ingest',
        SourceAccount: '000000000000',
      }),
    )
  await add('one')
  await expect(add('one')).rejects.toMatchObject({ name: 'ResourceConflictException' })
  const { Policy } = await lab.lambda.send(new GetPolicyCommand({ FunctionName: 'permitted' }))
  expect(JSON.parse(Policy!)).toEqual({
    Version: '2012-10-17',
    Id: 'default',
    Statement: [
      {
        Sid: 'one',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: `arn:aws:lambda:${REGION}:000000000000:function:permitted`,
        Condition: {
          StringEquals: { 'AWS:SourceAccount': '000000000000' },
          ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::ingest' },
        },
      },
    ],
  })
  await lab.lambda.send(new RemovePermissionCommand({ FunctionName: 'permitted', StatementId: 'one' }))
  const absent = lab.lambda.send(new GetPolicyCommand({ FunctionName: 'permitted' }))
  await expect(absent).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('tags and asynchronous settings are kept', async () => {
  const { FunctionArn } = await lab.deploy('tagged', '', { Tags: { a: '1' } })
  await lab.lambda.send(new TagResourceCommand({ Resource: FunctionArn, Tags: { b: '2' } }))
  await lab.lambda.send(new UntagResourceCommand({ Resource: FunctionArn, TagKeys: ['a'] }))
  expect((await lab.lambda.send(new ListTagsCommand({ Resource: FunctionArn }))).Tags).toEqual({ b: '2' })
  expect((await lab.lambda.send(new GetFunctionCommand({ FunctionName: 'tagged' }))).Tags).toEqual({ b: '2' })

  const settings = { FunctionName: 'tagged', MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }
  await lab.lambda.send(new PutFunctionEventInvokeConfigCommand(settings))
  const get = () => lab.lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'tagged' }))
  expect(await get()).toMatchObject({
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
    LastModified: expect.any(Date),
  })
  await lab.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: 'tagged' }))
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
