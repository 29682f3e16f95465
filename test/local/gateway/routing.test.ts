import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { GetCallerIdentityCommand, AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { DynamoDBClient, ListBackupsCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startCloud } from '../../../local/cloud.ts'
import { openLab } from './lab.ts'
import type { Lab } from './lab.ts'

let lab: Lab
let s3: S3Client
beforeAll(async () => {
  lab = await openLab()
  s3 = new S3Client(lab.config)
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  await s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'a/master.m3u8', Body: '#EXTM3U' }))
})
afterAll(() => lab.close())

// fetch does not let a caller choose Host or Origin.
function send(method: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const sent = request(lab.cloud.url + path, { method, headers }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        )
      })
      sent.on('error', reject).end()
    },
  )
}

describe('who is calling', () => {
  test('an unknown key is the developer', async () => {
    const answer = await new STSClient(lab.config).send(new GetCallerIdentityCommand())
    expect(answer.Account).toBe('000000000000')
    expect(answer.Arn).toBe('arn:aws:iam::000000000000:user/developer')
  })

  test('assumed credentials are the role', async () => {
    const role = { RoleArn: 'arn:aws:iam::000000000000:role/inspector', RoleSessionName: 'one' }
    const { Credentials } = await new STSClient(lab.config).send(new AssumeRoleCommand(role))
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    const answer = await new STSClient({ ...lab.config, credentials }).send(new GetCallerIdentityCommand())
    expect(answer.Arn).toBe('arn:aws:sts::000000000000:assumed-role/inspector/one')
  })
})

describe('what does not exist', () => {
  test('an unknown operation is named, with those there are', async () => {
    const failure = new DynamoDBClient(lab.config).send(new ListBackupsCommand({}))
    await expect(failure).rejects.toMatchObject({
      name: 'LocalCloudNotSupported',
      message: expect.stringMatching(/ListBackups.*GetItem.*local\/dynamodb\/SUPPORT\.md/),
    })
  })

  test('an unknown service is named, with those there are', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=A/20261121/us-east-1/athena/aws4_request, SignedHeaders=host, Signature=0'
    const answer = await send('POST', '/', { authorization })
    expect(answer.status).toBe(501)
    expect(answer.text).toMatch(/athena.*dynamodb.*s3/)
  })
})

const SIGNED_AT = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
const PRESIGNED =
  '/media/a/master.m3u8?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/b/us-east-1/s3/aws4_request' +
  `&X-Amz-Date=${SIGNED_AT}&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=0`

describe('web pages', () => {
  test('a foreign Host is refused (DNS rebinding)', async () => {
    expect((await send('GET', '/media/a/master.m3u8', { host: 'attacker.example' })).status).toBe(403)
  })

  test('a host prefix of the SDK is tolerated', async () => {
    const { port } = lab.cloud
    expect((await send('GET', PRESIGNED, { host: `sync-localhost:${port}` })).status).toBe(200)
  })

  test('a page of another origin reads objects at presigned addresses, ranges included', async () => {
    const preflight = await send('OPTIONS', '/media/a/master.m3u8', { origin: 'http://player.example' })
    expect(preflight.headers['access-control-allow-headers']).toMatch(/Range/)
    const answer = await send('GET', PRESIGNED, {
      origin: 'http://player.example',
      range: 'bytes=1-3',
    })
    expect(answer).toMatchObject({ status: 206, text: 'EXT' })
    expect(answer.headers['access-control-allow-origin']).toBe('*')
  })

  test.each([
    ['POST', '/?Action=DeleteStack&X-Amz-Credential=a/b/us-east-1/cloudformation/aws4_request'],
    ['PUT', '/media/evil?X-Amz-Credential=a/b/us-east-1/s3/aws4_request&X-Amz-Signature=0'],
    ['GET', '/_reelgate/health'],
    ['GET', '/media'],
  ])('another origin may not %s %s', async (method, path) => {
    const answer = await send(method, path, { origin: 'http://attacker.example' })
    expect(answer.status).toBe(403)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  test.each(['/media', '/media/a/master.m3u8', '/media/nothing', '/nowhere/x'])(
    'without a signature nobody reads %s',
    async (path) => {
      const answer = await send('GET', path, {})
      expect({ status: answer.status, denied: answer.text.includes('<Code>AccessDenied</Code>') }).toEqual({
        status: 403,
        denied: true,
      })
      expect((await send('GET', path, { authorization: 'whatever' })).status).toBe(403)
    },
  )
})

describe('one cloud, one port, one folder', () => {
  test('a taken port is said, with what to do', async () => {
    const other = openLab({ port: lab.cloud.port })
    await expect(other).rejects.toThrow(new RegExp(`Port ${lab.cloud.port} is taken.*--port`))
  })

  test('a folder in use is said, with what to do', async () => {
    const second = startCloud({ port: 0, dataDir: lab.dataDir, log: () => undefined })
    await expect(second).rejects.toThrow(/in use by the local cloud with process id \d+.*--data/)
    await expect(
      s3.send(new GetObjectCommand({ Bucket: 'media', Key: 'a/master.m3u8' })),
    ).resolves.toBeDefined()
  })
})
