// The control plane and the edge beside the signatures: headers, functions, key value stores, invalidations, refusals.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CreateFunctionCommand,
  CreateInvalidationCommand,
  CreateKeyValueStoreCommand,
  DeleteDistributionCommand,
  DeletePublicKeyCommand,
  DescribeKeyValueStoreCommand,
  GetDistributionCommand,
  GetPublicKeyCommand,
  ListInvalidationsCommand,
  PublishFunctionCommand,
  UpdateDistributionCommand,
  type DistributionConfig,
} from '@aws-sdk/client-cloudfront'
import { getSignedCookies } from '@aws-sdk/cloudfront-signer'
import { openLab, type Lab } from './lab.ts'

const PLAYLIST = 'assets/one/r1/stream/main.m3u8'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

const cookie = () =>
  Object.entries(
    getSignedCookies({
      keyPairId: lab.keyId,
      privateKey: lab.privateKey,
      policy: JSON.stringify({
        Statement: [
          {
            Resource: `${lab.base}/*`,
            Condition: { DateLessThan: { 'AWS:EpochTime': lab.now() + 600 } },
          },
        ],
      }),
    }),
  )
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  lab.get(path, { cookie: cookie(), ...headers }, method)

async function update(change: (config: DistributionConfig) => DistributionConfig) {
  const { ETag, Distribution } = await lab.cloudFront.send(new GetDistributionCommand({ Id: lab.id }))
  return lab.cloudFront.send(
    new UpdateDistributionCommand({
      Id: lab.id,
      IfMatch: ETag,
      DistributionConfig: change(Distribution!.DistributionConfig!),
    }),
  )
}

describe('the edge', () => {
  test('answers parts, heads, and nothing that is unchanged', async () => {
    const whole = await get(PLAYLIST)
    const part = await get(PLAYLIST, { range: 'bytes=1-3' })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 1-3/11',
      'EXT',
    ])
    const head = await get(PLAYLIST, {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '11', ''])
    const etag = whole.headers.get('etag') ?? ''
    expect((await get(PLAYLIST, { 'if-none-match': etag })).status).toBe(304)
    expect((await get(PLAYLIST, { range: 'bytes=99-' })).status).toBe(416)
    expect((await get(PLAYLIST, {}, 'DELETE')).status).toBe(403)
  })

  test('adds the headers of its policy, CORS for the pages that it names only', async () => {
    const own = await get(PLAYLIST, { origin: lab.page })
    expect(Object.fromEntries(own.headers)).toMatchObject({
      'content-type': 'text/x-test',
      'cache-control': 'private, max-age=5',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=60; includeSubDomains',
      'access-control-allow-origin': lab.page,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'Content-Range',
      vary: 'Origin',
    })
    const other = await get(PLAYLIST, { origin: 'https://other.example' })
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('is let in by a bucket for itself only', async () => {
    await lab.allow(lab.arn.replace(lab.id, 'E0THER'))
    expect((await get(PLAYLIST)).status).toBe(403)
    await lab.allow(lab.arn)
    expect((await get(PLAYLIST)).status).toBe(200)
  })

  test('does not know a distribution that is disabled or none', async () => {
    expect((await fetch(`${lab.cloud.url}/_cdn/ENONE/x`)).status).toBe(404)
    await update((config) => ({ ...config, Enabled: false }))
    expect((await get(PLAYLIST)).status).toBe(404)
    await update((config) => ({ ...config, Enabled: true }))
    expect((await get(PLAYLIST)).status).toBe(200)
  })
})

describe('a viewer function', () => {
  const make = async (Name: string, code: string, stores: string[] = []) => {
    const { ETag, FunctionSummary } = await lab.cloudFront.send(
      new CreateFunctionCommand({
        Name,
        FunctionCode: Buffer.from(code),
        FunctionConfig: {
          Comment: '',
          Runtime: 'cloudfront-js-2.0',
          KeyValueStoreAssociations: {
            Quantity: stores.length,
            Items: stores.map((KeyValueStoreARN) => ({ KeyValueStoreARN })),
          },
        },
      }),
    )
    await lab.cloudFront.send(new PublishFunctionCommand({ Name, IfMatch: ETag }))
    return FunctionSummary?.FunctionMetadata?.FunctionARN ?? ''
  }
  const use = (FunctionARN: string) =>
    update((config) => ({
      ...config,
      DefaultCacheBehavior: {
        ...config.DefaultCacheBehavior!,
        FunctionAssociations: { Quantity: 1, Items: [{ EventType: 'viewer-request', FunctionARN }] },
      },
    }))

  test('answers by itself, hands on, and is never reached by what is not signed', async () => {
    const code = `import cf from 'cloudfront';
async function handler(event) {
  if (await cf.kvs().exists('closed')) return { statusCode: 410, headers: { 'x-why': { value: 'closed' } }, body: 'gone' };
  event.request.uri = event.request.uri.replace('/alias/', '/one/');
  return event.request;
}`
    const store = await lab.cloudFront.send(new CreateKeyValueStoreCommand({ Name: 'closed' }))
    const arn = store.KeyValueStore?.ARN ?? ''
    await use(await make('gate', code, [arn]))
    expect(await (await get(PLAYLIST.replace('one', 'alias'))).text()).toBe('#EXTM3U one')
    const change = (method: string, etag: string, body?: object) =>
      fetch(`${lab.cloud.url}/key-value-stores/${encodeURIComponent(arn)}/keys/closed`, {
        method,
        headers: {
          authorization:
            'AWS4-ECDSA-P256-SHA256 Credential=test/20261121/cloudfront-keyvaluestore/aws4_request, SignedHeaders=host, Signature=0',
          'if-match': etag,
          'content-type': 'application/json',
        },
        ...(body && { body: JSON.stringify(body) }),
      })
    const described = await lab.cloudFront.send(new DescribeKeyValueStoreCommand({ Name: 'closed' }))
    const put = await change('PUT', described.ETag ?? '', { Value: 'now' })
    expect(put.status).toBe(200)
    const closed = await get(PLAYLIST)
    expect([closed.status, closed.headers.get('x-why'), await closed.text()]).toEqual([410, 'closed', 'gone'])
    expect((await lab.get(PLAYLIST)).status).toBe(403)
    expect((await change('DELETE', described.ETag ?? '')).status).toBe(409)
    expect((await change('DELETE', put.headers.get('etag') ?? '')).status).toBe(200)
    expect((await get(PLAYLIST)).status).toBe(200)
  })

  test('that fails lets nobody through', async () => {
    await use(await make('broken', 'function handler() { throw new Error("oh") }'))
    expect((await get(PLAYLIST)).status).toBe(503)
  })

  test('that the edge cannot run is refused when it is made', async () => {
    await expect(make('typo', 'function handler( {')).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(
      make('modules', "import crypto from 'crypto';\nfunction handler() {}"),
    ).rejects.toMatchObject({ name: 'InvalidArgument' })
  })
})

describe('the control plane', () => {
  const invalidate = (reference: string, ...paths: string[]) =>
    lab.cloudFront.send(
      new CreateInvalidationCommand({
        DistributionId: lab.id,
        InvalidationBatch: {
          CallerReference: reference,
          Paths: { Quantity: paths.length, Items: paths },
        },
      }),
    )

  test('knows an invalidation by its reference', async () => {
    const first = await invalidate('one', '/assets/one/*')
    const again = await invalidate('one', '/assets/one/*')
    expect(again.Invalidation?.Id).toBe(first.Invalidation?.Id)
    await expect(invalidate('one', '/other')).rejects.toMatchObject({ name: 'InvalidArgument' })
    const { InvalidationList } = await lab.cloudFront.send(
      new ListInvalidationsCommand({ DistributionId: lab.id }),
    )
    expect(InvalidationList).toMatchObject({ Quantity: 1, Items: [{ Status: 'Completed' }] })
  })

  test('gives a configuration back as it came', async () => {
    const { Distribution } = await lab.cloudFront.send(new GetDistributionCommand({ Id: lab.id }))
    expect(Distribution).toMatchObject({
      Status: 'Deployed',
      DistributionConfig: { Comment: 'films & <more>', Origins: { Quantity: 1, Items: [{ Id: 'media' }] } },
    })
  })

  test('removes nothing that is in use, and changes nothing by an old version', async () => {
    const { ETag } = await lab.cloudFront.send(new GetPublicKeyCommand({ Id: lab.keyId }))
    await expect(
      lab.cloudFront.send(new DeletePublicKeyCommand({ Id: lab.keyId, IfMatch: ETag })),
    ).rejects.toMatchObject({ name: 'PublicKeyInUse' })
    await expect(
      lab.cloudFront.send(new DeletePublicKeyCommand({ Id: lab.keyId, IfMatch: 'EOLD' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' })
    const { ETag: version } = await lab.cloudFront.send(new GetDistributionCommand({ Id: lab.id }))
    await expect(
      lab.cloudFront.send(new DeleteDistributionCommand({ Id: lab.id, IfMatch: version })),
    ).rejects.toMatchObject({ name: 'DistributionNotDisabled' })
  })

  test.each<[string, (config: DistributionConfig) => DistributionConfig, string]>([
    [
      'a key group that there is not',
      (config) => ({
        ...config,
        DefaultCacheBehavior: {
          ...config.DefaultCacheBehavior!,
          TrustedKeyGroups: { Enabled: true, Quantity: 1, Items: ['none'] },
        },
      }),
      'TrustedKeyGroupDoesNotExist',
    ],
    [
      'an origin that there is not',
      (config) => ({
        ...config,
        DefaultCacheBehavior: { ...config.DefaultCacheBehavior!, TargetOriginId: 'none' },
      }),
      'NoSuchOrigin',
    ],
    [
      'error pages',
      (config) => ({ ...config, CustomErrorResponses: { Quantity: 1, Items: [{ ErrorCode: 403 }] } }),
      'LocalCloudNotSupported',
    ],
  ])('refuses %s', async (_what, change, error) => {
    await expect(update(change)).rejects.toMatchObject({ name: error })
  })
})
