import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { virtualClock } from '../../../local/runtime/clock.ts'
import type { CloudContext, ServiceEvent } from '../../../local/runtime/context.ts'
import { createActivity } from '../../../local/runtime/activity.ts'
import { createIdentities } from '../../../local/runtime/identities.ts'
import { createCallFaults } from '../../../local/gateway/faults.ts'
import { createGateway } from '../../../local/gateway/gateway.ts'
import { createS3Service } from '../../../local/s3/service.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NO_AUTHORITY } from '../../support/no-authority.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-'))
const events: ServiceEvent[] = []
let busIsDown = false
const clock = virtualClock()
const context: CloudContext = {
  accountId: '000000000000',
  region: 'us-east-1',
  endpointUrl: () => '',
  dataDir,
  clock,
  activity: createActivity(),
  identities: createIdentities('000000000000'),
  authority: NO_AUTHORITY,
  async emitEvent(event) {
    if (busIsDown) throw new Error('the bus is down')
    events.push(event)
  },
  log: () => undefined,
}

async function open() {
  const service = createS3Service(context)
  const journal = { record: () => undefined, flush: async () => undefined, close: async () => undefined }
  const gateway = createGateway(
    [service],
    { context, journal, faults: createCallFaults() },
    async () => undefined,
  )
  const port = await gateway.listen(0)
  await service.start?.()
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const s3 = new S3Client({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials })
  const close = async () => {
    await gateway.drain()
    await service.stop?.()
    await gateway.close()
  }
  return { s3, close }
}

let opened: Awaited<ReturnType<typeof open>>
const details = () => events.map(({ detailType, detail }) => ({ detailType, ...detail })) as never[]
const EventBridge = { NotificationConfiguration: { EventBridgeConfiguration: {} } }

beforeAll(async () => {
  opened = await open()
  await opened.s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  await opened.s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'before', Body: 'x' }))
})
afterAll(async () => {
  await opened.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a bucket is silent until EventBridge notification is on', async () => {
  expect(events).toEqual([])
  await opened.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'media', ...EventBridge }))
  const read = await opened.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: 'media' }))
  expect(read.EventBridgeConfiguration).toEqual({})
})

test('every way of creating an object tells its raw key, size, etag and reason', async () => {
  const Key = '한국 +%20 "a"/../b.mp4'
  const put = await opened.s3.send(new PutObjectCommand({ Bucket: 'media', Key, Body: '12345' }))
  const CopySource = encodeURIComponent(`media/${Key}`)
  await opened.s3.send(new CopyObjectCommand({ Bucket: 'media', Key: 'copy', CopySource }))
  const Body = Buffer.alloc(6 * 1024 * 1024)
  await new Upload({ client: opened.s3, params: { Bucket: 'media', Key: 'big', Body } }).done()
  await opened.s3.send(new DeleteObjectCommand({ Bucket: 'media', Key: 'copy' }))
  await opened.s3.send(new DeleteObjectCommand({ Bucket: 'media', Key: 'never there' }))

  const etag = put.ETag?.replaceAll('"', '')
  expect(events[0]).toMatchObject({ source: 'aws.s3', resources: ['arn:aws:s3:::media'] })
  expect(details()).toMatchObject([
    {
      detailType: 'Object Created',
      reason: 'PutObject',
      bucket: { name: 'media' },
      object: { key: Key, size: 5, etag },
    },
    { detailType: 'Object Created', reason: 'CopyObject', object: { key: 'copy', size: 5, etag } },
    {
      detailType: 'Object Created',
      reason: 'CompleteMultipartUpload',
      object: { key: 'big', size: Body.length },
    },
    { detailType: 'Object Deleted', reason: 'DeleteObject', object: { key: 'copy' } },
  ])
})

test('two writes to one key in the same moment are told apart by growing sequencers', async () => {
  const before = events.length
  const put = () =>
    opened.s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'same', Body: Math.random().toString() }))
  await Promise.all([put(), put(), put()])
  const sequencers = events
    .slice(before)
    .map(({ detail }) => (detail.object as { sequencer: string }).sequencer)
  expect(sequencers).toEqual([...new Set(sequencers)].sort())
  expect(sequencers.every((one) => /^[0-9A-F]{16}$/.test(one))).toBe(true)
})

test('what the bus does not take is sent later, in order', async () => {
  const before = events.length
  busIsDown = true
  await opened.s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'first', Body: 'x' }))
  await opened.s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'second', Body: 'x' }))
  expect(events.length).toBe(before)
  busIsDown = false
  await clock.advance(5_000, () => context.activity.idle())
  expect(events.slice(before).map(({ detail }) => (detail.object as { key: string }).key)).toEqual([
    'first',
    'second',
  ])
})

test('what the bus did not take before the end is sent after the next start', async () => {
  const before = events.length
  busIsDown = true
  await opened.s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'at the end', Body: 'x' }))
  await opened.close()
  busIsDown = false
  opened = await open()
  expect(events.slice(before).map(({ detail }) => (detail.object as { key: string }).key)).toEqual([
    'at the end',
  ])
})
