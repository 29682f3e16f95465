// The way a stranger meets the service: AWS SDK clients, the gateway, S3.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IAMClient, CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CancelJobCommand,
  CreateJobCommand,
  DescribeEndpointsCommand,
  GetJobCommand,
  ListQueuesCommand,
  ListTagsForResourceCommand,
  MediaConvertClient,
  ProbeCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-mediaconvert'
import type { Job, JobSettings } from '@aws-sdk/client-mediaconvert'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { LocalCloud } from '../../../local/cloud.ts'
import { startCloud } from '../../../local/cloud.ts'
import { makeSample } from '../../../samples/make-sample.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'mediaconvert-wire-'))
const KEY = '한국어 + 100% "film" 🎬/../clip name.mp4'
let cloud: LocalCloud
let s3: S3Client
let mediaConvert: MediaConvertClient
let role: string

beforeAll(async () => {
  cloud = await startCloud({ port: 0, dataDir, log: () => {} })
  const options = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  s3 = new S3Client({ ...options, forcePathStyle: true })
  mediaConvert = new MediaConvertClient(options)
  const iam = new IAMClient(options)
  const trust = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'mediaconvert.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  }
  const created = await iam.send(
    new CreateRoleCommand({ RoleName: 'transcode', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  role = created.Role!.Arn!
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: ['arn:aws:s3:::sources/*', 'arn:aws:s3:::outputs/*', 'arn:aws:s3:::nowhere/*'],
      },
    ],
  }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'transcode',
      PolicyName: 'media',
      PolicyDocument: JSON.stringify(policy),
    }),
  )
  iam.destroy()
  for (const Bucket of ['sources', 'outputs']) await s3.send(new CreateBucketCommand({ Bucket }))
  const sample = await makeSample('phone-portrait-rotated', join(dataDir, 'samples'), {
    durationSeconds: 2,
    widthPx: 320,
    heightPx: 180,
  })
  const Body = readFileSync(sample)
  await s3.send(new PutObjectCommand({ Bucket: 'sources', Key: KEY, Body, ContentType: 'video/quicktime' }))
  await s3.send(new PutObjectCommand({ Bucket: 'sources', Key: 'note.mp4', Body: 'not a video' }))
}, 60_000)
afterAll(async () => {
  s3.destroy()
  mediaConvert.destroy()
  await cloud.close()
  rmSync(dataDir, { recursive: true, force: true })
})

function settings(
  destination = 's3://outputs/v1/100% + a/main',
  fileInput = `s3://sources/${KEY}`,
): JobSettings {
  return {
    Inputs: [
      {
        FileInput: fileInput,
        VideoSelector: { Rotate: 'AUTO' },
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
              Height: 160,
              CodecSettings: {
                Codec: 'H_264',
                H264Settings: { RateControlMode: 'QVBR', MaxBitrate: 300_000 },
              },
            },
          },
          {
            NameModifier: '_a',
            ContainerSettings: { Container: 'CMFC' },
            AudioDescriptions: [
              {
                AudioSourceName: 'Audio Selector 1',
                CodecSettings: {
                  Codec: 'AAC',
                  AacSettings: { Bitrate: 96_000, CodingMode: 'CODING_MODE_2_0', SampleRate: 48_000 },
                },
              },
            ],
          },
        ],
      },
    ],
  }
}

async function finished(id: string): Promise<Job> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 50) {
    const { Job } = await mediaConvert.send(new GetJobCommand({ Id: id }))
    if (Job?.Status !== 'SUBMITTED' && Job?.Status !== 'PROGRESSING') return Job!
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the job did not end')
}

describe('MediaConvert over the wire', () => {
  it('probes an object with a difficult key', async () => {
    const { ProbeResults } = await mediaConvert.send(
      new ProbeCommand({ InputFiles: [{ FileUrl: `s3://sources/${KEY}` }] }),
    )
    const [result] = ProbeResults!
    expect(result?.Metadata).toMatchObject({ MimeType: 'video/quicktime', FileSize: expect.any(Number) })
    expect(result?.Metadata?.LastModified).toBeInstanceOf(Date)
    expect(result?.TrackMappings).toEqual([
      { VideoTrackIndexes: [1], AudioTrackIndexes: [2], DataTrackIndexes: [] },
    ])
    expect(result?.Container).toMatchObject({ Format: 'quicktime', Duration: 2 })
    const video = result?.Container?.Tracks?.[0]
    expect(video).toMatchObject({ TrackType: 'video', Codec: 'AVC' })
    expect(video?.VideoProperties).toMatchObject({
      Width: 320,
      Height: 180,
      FrameRate: { Numerator: 30, Denominator: 1 },
    })
    expect([90, 270]).toContain(video?.VideoProperties?.Rotation)
    expect(result?.Container?.Tracks?.[1]).toMatchObject({
      TrackType: 'audio',
      Codec: 'AAC',
      AudioProperties: { Channels: 1, SampleRate: 48_000 },
    })
  }, 30_000)

  it.each([
    ['s3://sources/note.mp4', 'BadRequestException', 'No parser found for container'],
    ['s3://sources/nothing.mp4', 'NotFoundException', 'HeadObject failed'],
    ['https://example.com/a.mp4', 'LocalCloudNotSupported', 'http and https inputs'],
  ])(
    'refuses to probe %s',
    async (FileUrl, name, message) => {
      const error = await mediaConvert
        .send(new ProbeCommand({ InputFiles: [{ FileUrl }] }))
        .catch((caught: unknown) => caught)
      expect(error).toMatchObject({ name, message: expect.stringContaining(message) })
    },
    30_000,
  )

  it('transcodes with the rights of the job’s role and keeps names intact', async () => {
    const { Job } = await mediaConvert.send(
      new CreateJobCommand({ Role: role, Settings: settings(), UserMetadata: { assetId: 'a1' } }),
    )
    expect(Job).toMatchObject({ Status: 'SUBMITTED', UserMetadata: { assetId: 'a1' } })
    expect(Job?.CreatedAt).toBeInstanceOf(Date)
    const done = await finished(Job!.Id!)
    expect(done).toMatchObject({ Status: 'COMPLETE', JobPercentComplete: 100 })
    expect(done.OutputGroupDetails?.[0]?.OutputDetails?.[0]?.VideoDetails).toEqual({
      WidthInPx: 90,
      HeightInPx: 160,
    })
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'outputs' }))
    expect(Contents?.map(({ Key }) => Key)).toEqual(
      [
        'main.m3u8',
        'main.mpd',
        'main_a.m3u8',
        'main_a_000000001.cmfa',
        'main_ainit.cmfa',
        'main_v.m3u8',
        'main_v_000000001.cmfv',
        'main_vinit.cmfv',
      ].map((name) => `v1/100% + a/${name}`),
    )
    const playlist = await s3.send(new GetObjectCommand({ Bucket: 'outputs', Key: 'v1/100% + a/main.m3u8' }))
    expect(playlist.ContentType).toBe('application/vnd.apple.mpegurl')
    expect(await playlist.Body?.transformToString()).toContain('RESOLUTION=90x160')
  }, 60_000)

  it('ends in error 1404 where there is no bucket to write to', async () => {
    const { Job } = await mediaConvert.send(
      new CreateJobCommand({ Role: role, Settings: settings('s3://nowhere/main') }),
    )
    expect(await finished(Job!.Id!)).toMatchObject({
      Status: 'ERROR',
      ErrorCode: 1404,
      ErrorMessage: expect.stringContaining('Unable to write to output file [s3://nowhere/main'),
    })
  }, 60_000)

  it('answers wrong settings with the place that is wrong', async () => {
    const wrong = settings()
    delete wrong.OutputGroups![0]!.Outputs![0]!.VideoDescription!.CodecSettings!.H264Settings!.MaxBitrate
    const error = await mediaConvert
      .send(new CreateJobCommand({ Role: role, Settings: wrong }))
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining(
        '/outputGroups/0/outputs/0/videoDescription/codecSettings/h264Settings: maxBitrate is a required',
      ),
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('knows endpoints, queues and tags, and no job that never was', async () => {
    const { Endpoints } = await mediaConvert.send(new DescribeEndpointsCommand({}))
    expect(Endpoints).toEqual([{ Url: cloud.url }])
    const { Queues } = await mediaConvert.send(new ListQueuesCommand({}))
    expect(Queues).toMatchObject([{ Name: 'Default', Type: 'SYSTEM', Status: 'ACTIVE' }])
    const Arn = Queues![0]!.Arn!
    await mediaConvert.send(new TagResourceCommand({ Arn, Tags: { team: 'media', stage: 'local' } }))
    await mediaConvert.send(new UntagResourceCommand({ Arn, TagKeys: ['stage'] }))
    const { ResourceTags } = await mediaConvert.send(new ListTagsForResourceCommand({ Arn }))
    expect(ResourceTags).toEqual({ Arn, Tags: { team: 'media' } })
    await expect(mediaConvert.send(new CancelJobCommand({ Id: '1-x' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    })
  })
})
