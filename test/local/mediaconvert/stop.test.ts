// Stopping the cloud loses no job and fails none: neither one that fetches its source nor one that encodes or sends its outputs.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateJobCommand, GetJobCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert'
import type { Job, JobSettings } from '@aws-sdk/client-mediaconvert'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { startCloud } from '../../../local/cloud.ts'
import type { LocalCloud } from '../../../local/cloud.ts'
import { makeSample } from '../../../samples/make-sample.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'mediaconvert-stop-'))
const log: string[] = []
let cloud: LocalCloud
let clients: { destroy(): void }[] = []

async function open() {
  cloud = await startCloud({ port: 0, dataDir, log: (line) => log.push(line) })
  const options = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  const iam = new IAMClient(options)
  const mediaConvert = new MediaConvertClient(options)
  clients = [s3, iam, mediaConvert]
  return { s3, iam, mediaConvert }
}

async function close() {
  clients.forEach((client) => client.destroy())
  await cloud.close()
}

afterEach(async () => {
  await close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function prepare({ s3, iam }: Awaited<ReturnType<typeof open>>): Promise<string> {
  const trust = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'mediaconvert.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  }
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'transcode', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'transcode',
      PolicyName: 'media',
      PolicyDocument: JSON.stringify(policy),
    }),
  )
  for (const Bucket of ['sources', 'outputs']) await s3.send(new CreateBucketCommand({ Bucket }))
  const size = { durationSeconds: 6, widthPx: 160, heightPx: 90 }
  const sample = await makeSample('film-landscape', join(dataDir, 'samples'), size)
  await s3.send(new PutObjectCommand({ Bucket: 'sources', Key: 'film.mp4', Body: readFileSync(sample) }))
  return Role!.Arn!
}

/** Quickly encoded, long to send: a picture for every frame. */
const MANY_OBJECTS: JobSettings = {
  Inputs: [{ FileInput: 's3://sources/film.mp4', VideoSelector: {} }],
  OutputGroups: [
    {
      OutputGroupSettings: {
        Type: 'FILE_GROUP_SETTINGS',
        FileGroupSettings: { Destination: 's3://outputs/film' },
      },
      Outputs: [
        {
          NameModifier: '_film',
          ContainerSettings: { Container: 'MP4' },
          VideoDescription: {
            Height: 90,
            CodecSettings: {
              Codec: 'H_264',
              H264Settings: { RateControlMode: 'QVBR', MaxBitrate: 300_000 },
            },
          },
        },
        {
          NameModifier: '_frame',
          ContainerSettings: { Container: 'RAW' },
          VideoDescription: {
            Height: 90,
            CodecSettings: {
              Codec: 'FRAME_CAPTURE',
              FrameCaptureSettings: {
                FramerateNumerator: 24,
                FramerateDenominator: 1,
                MaxCaptures: 500,
                Quality: 80,
              },
            },
          },
        },
      ],
    },
  ],
}

async function jobWhen(client: MediaConvertClient, id: string, isSo: (job: Job) => boolean): Promise<Job> {
  for (const startMs = performance.now(); performance.now() - startMs < 30_000;) {
    const { Job: job } = await client.send(new GetJobCommand({ Id: id }))
    if (job && isSo(job)) return job
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  throw new Error('the job did not come that far')
}

const PHASES = ['PROBING', 'TRANSCODING', 'UPLOADING']

describe('when the cloud stops', () => {
  it('a job is taken up again at the next start, whatever it was at, and nothing is said of it', async () => {
    let bench = await open()
    const Role = await prepare(bench)
    const { Job: created } = await bench.mediaConvert.send(
      new CreateJobCommand({ Role, Settings: MANY_OBJECTS }),
    )
    const id = created!.Id!
    const complaints = jest.spyOn(console, 'warn')
    for (const phase of PHASES) {
      await jobWhen(
        bench.mediaConvert,
        id,
        ({ CurrentPhase = '', Status }) =>
          (Status === 'PROGRESSING' && PHASES.indexOf(CurrentPhase) >= PHASES.indexOf(phase)) ||
          Status === 'COMPLETE' ||
          Status === 'ERROR',
      )
      await close()
      expect(log).toEqual([])
      bench = await open()
    }
    const job = await jobWhen(
      bench.mediaConvert,
      id,
      ({ Status }) => Status === 'COMPLETE' || Status === 'ERROR',
    )
    expect(job).toMatchObject({ Status: 'COMPLETE' })
    expect(complaints).not.toHaveBeenCalled()
    complaints.mockRestore()
  }, 60_000)
})
