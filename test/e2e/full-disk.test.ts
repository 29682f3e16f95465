// A disk that fills while a film is encoded, for real: the data folder lies on a disk of its own that a ballast leaves
// little room on.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateJobCommand, MediaConvertClient, type JobSettings } from '@aws-sdk/client-mediaconvert'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { makeSample } from '../../samples/make-sample.ts'
import { startOnSmallDisk, type LocalProcess } from '../support/local-process.ts'

jest.setTimeout(300_000)

const MIB = 1 << 20
const DISK_BYTES = 48 * MIB

const folder = mkdtempSync(join(tmpdir(), 'full-disk-'))
const samples = mkdtempSync(join(tmpdir(), 'full-disk-samples-'))
let cloud: LocalProcess
let clients: ReturnType<typeof openClients>
let film: Buffer
let role: string

function openClients(endpoint: string) {
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'developer' }
  const config = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    iam: new IAMClient(config),
    bus: new EventBridgeClient(config),
    mediaConvert: new MediaConvertClient(config),
  }
}

const allow = (Action: string[], principal?: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action,
        ...(principal ? { Principal: { Service: principal } } : { Resource: '*' }),
      },
    ],
  })

/** A role for jobs, buckets, and a queue in which the ends of jobs arrive. */
async function furnish({ s3, sqs, iam, bus }: typeof clients): Promise<string> {
  const trust = allow(['sts:AssumeRole'], 'mediaconvert.amazonaws.com')
  const made = await iam.send(
    new CreateRoleCommand({ RoleName: 'transcode', AssumeRolePolicyDocument: trust }),
  )
  const PolicyDocument = allow(['s3:GetObject', 's3:PutObject'])
  await iam.send(new PutRolePolicyCommand({ RoleName: 'transcode', PolicyName: 'media', PolicyDocument }))
  for (const Bucket of ['sources', 'outputs', 'ballast']) await s3.send(new CreateBucketCommand({ Bucket }))
  const Arn = 'arn:aws:sqs:us-east-1:000000000000:ends'
  const policy = {
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Arn,
      },
    ],
  }
  await sqs.send(
    new CreateQueueCommand({ QueueName: 'ends', Attributes: { Policy: JSON.stringify(policy) } }),
  )
  const EventPattern = JSON.stringify({
    source: ['aws.mediaconvert'],
    detail: { status: ['COMPLETE', 'ERROR'] },
  })
  await bus.send(new PutRuleCommand({ Name: 'ends', EventPattern }))
  await bus.send(new PutTargetsCommand({ Rule: 'ends', Targets: [{ Id: 'queue', Arn }] }))
  return made.Role!.Arn!
}

const settings = (destination: string): JobSettings => ({
  Inputs: [
    {
      FileInput: 's3://sources/film.mp4',
      AudioSelectors: { 'Audio Selector 1': { DefaultSelection: 'DEFAULT' } },
    },
  ],
  OutputGroups: [
    {
      OutputGroupSettings: {
        Type: 'CMAF_GROUP_SETTINGS',
        CmafGroupSettings: { Destination: destination, SegmentLength: 2, FragmentLength: 2 },
      },
      Outputs: [
        {
          NameModifier: '_v',
          ContainerSettings: { Container: 'CMFC' },
          VideoDescription: {
            Height: 360,
            CodecSettings: {
              Codec: 'H_264',
              H264Settings: {
                RateControlMode: 'QVBR',
                MaxBitrate: 8_000_000,
                QvbrSettings: { QvbrQualityLevel: 10 },
              },
            },
          },
        },
      ],
    },
  ],
})

const startJob = async (destination: string): Promise<string> => {
  const { Job } = await clients.mediaConvert.send(
    new CreateJobCommand({ Role: role, Settings: settings(destination) }),
  )
  return Job!.Id!
}

interface End {
  jobId: string
  status: string
  errorCode?: number
  errorMessage?: string
}

/** What the bus tells of the end of a job. Time goes on, so that what the disk did not take is tried again. */
async function endOf(jobId: string): Promise<End> {
  const QueueUrl = `${cloud.url}/000000000000/ends`
  for (let tries = 0; tries < 100; tries++) {
    const { Messages = [] } = await clients.sqs
      .send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }))
      .catch(() => ({ Messages: [] }))
    const ends = Messages.map(({ Body }) => (JSON.parse(Body!) as { detail: End }).detail)
    for (const { ReceiptHandle } of Messages)
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    const end = ends.find((one) => one.jobId === jobId)
    if (end) return end
    await fetch(`${cloud.url}/_reelgate/clock`, { method: 'POST', body: '{"advanceMs":5000}' })
  }
  throw new Error(`Nobody told the end of ${jobId}.\n${cloud.log()}`)
}

const ballast: string[] = []

/** Puts objects until a disk has only so much room left; the smallest pieces last. */
async function fillUp(pieceBytes: number, pieces: number): Promise<void> {
  for (let count = 0; count < pieces; count++) {
    const Key = `piece-${ballast.length}`
    await clients.s3.send(new PutObjectCommand({ Bucket: 'ballast', Key, Body: Buffer.alloc(pieceBytes, 7) }))
    ballast.push(Key)
  }
}

async function makeRoom(): Promise<void> {
  for (const Key of ballast.splice(0))
    await clients.s3.send(new DeleteObjectCommand({ Bucket: 'ballast', Key }))
}

beforeAll(async () => {
  cloud = await startOnSmallDisk(folder, DISK_BYTES)
  clients = openClients(cloud.url)
  role = await furnish(clients)
  const options = { durationSeconds: 20, widthPx: 640, heightPx: 360 }
  film = readFileSync(await makeSample('film-landscape', samples, options))
  await clients.s3.send(new PutObjectCommand({ Bucket: 'sources', Key: 'film.mp4', Body: film }))
})
afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy()
  await cloud?.stop()
  for (const path of [folder, samples]) rmSync(path, { recursive: true, force: true })
})

test('a disk that fills while a film is encoded ends the job with words, and nothing is lost', async () => {
  // Room for the copy of the source and a part of what is made of it.
  const roomBytes = film.length + MIB
  await fillUp(MIB, Math.floor((DISK_BYTES - 8 * MIB - film.length - roomBytes) / MIB))
  const failed = await endOf(await startJob('s3://outputs/first/main'))
  expect(failed).toMatchObject({ status: 'ERROR', errorCode: 1999 })
  expect(failed.errorMessage).toContain('no space left on the disk')

  await makeRoom()
  expect(await endOf(await startJob('s3://outputs/second/main'))).toMatchObject({ status: 'COMPLETE' })
  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: 'outputs', Prefix: 'second/' }),
  )
  expect(Contents.map(({ Key }) => Key)).toContain('second/main.m3u8')
  const source = await clients.s3.send(new GetObjectCommand({ Bucket: 'sources', Key: 'film.mp4' }))
  expect(Buffer.from(await source.Body!.transformToByteArray()).equals(film)).toBe(true)
  expect(cloud.log()).not.toMatch(/Uncaught|Unhandled/)
})
