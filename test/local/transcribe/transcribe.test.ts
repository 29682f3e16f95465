// Batch transcription by the real client over HTTP: with an engine that the operator configured, and without one.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import {
  DeleteTranscriptionJobCommand,
  GetTranscriptionJobCommand,
  ListTranscriptionJobsCommand,
  StartTranscriptionJobCommand,
  TranscribeClient,
} from '@aws-sdk/client-transcribe'
import type { StartTranscriptionJobCommandInput } from '@aws-sdk/client-transcribe'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { findFfmpeg, toolEnvironment } from '../../../local/runtime/ffmpeg-tools.ts'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:ends'
const PATH = process.env['PATH'] ?? ''
const folder = mkdtempSync(join(tmpdir(), 'transcribe-'))
const engineFile = join(folder, 'engine.mjs')

// Says what it was given, so that a test can see it: the language, and how much sound there is in the file.
writeFileSync(
  engineFile,
  `import { readFileSync, writeFileSync } from 'node:fs'
const [audio, language, output] = process.argv.slice(2)
const wav = readFileSync(audio)
const rate = wav.readUInt32LE(24), channels = wav.readUInt16LE(22)
console.error('whisper_full: auto-detected language: ko (p = 0.98)')
writeFileSync(output + '.vtt', 'WEBVTT\\n\\n00:00.000 --> 00:01.500\\n안녕하세요 & <b>' + language + '</b>\\n\\n' +
  '00:00:01.500 --> 00:00:02.000\\n' + rate + ' Hz, ' + channels + '\\n')
`,
)

let lab: Lab
let s3: S3Client
let sqs: SQSClient
let transcribe: TranscribeClient
let queueUrl: string

beforeAll(async () => {
  lab = await openLab()
  s3 = new S3Client({ ...lab.config, forcePathStyle: true })
  sqs = new SQSClient(lab.config)
  transcribe = new TranscribeClient({ ...lab.config, maxAttempts: 1 })
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  await putMedia('talk.mp4', ['-f', 'lavfi', '-i', 'sine=frequency=300:duration=2', '-c:a', 'aac'])
  await putMedia('silent.mp4', ['-f', 'lavfi', '-i', 'testsrc=size=64x64:duration=1', '-c:v', 'mpeg4'])
  await listenToEnds()
})
afterEach(() => {
  delete process.env['REELGATE_TRANSCRIBE_ENGINE']
  process.env['PATH'] = PATH
})
afterAll(async () => {
  for (const client of [s3, sqs, transcribe]) client.destroy()
  await lab.close()
  rmSync(folder, { recursive: true, force: true })
})

async function putMedia(Key: string, options: string[]) {
  const path = join(folder, Key)
  execFileSync(findFfmpeg(), ['-v', 'error', '-y', ...options, path], { env: toolEnvironment() })
  await s3.send(new PutObjectCommand({ Bucket: 'media', Key, Body: readFileSync(path) }))
}

async function listenToEnds() {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'ends' }))
  queueUrl = QueueUrl ?? ''
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: QUEUE_ARN,
      },
    ],
  })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  const events = new EventBridgeClient(lab.config)
  const EventPattern = JSON.stringify({
    source: ['aws.transcribe'],
    'detail-type': ['Transcribe Job State Change'],
  })
  await events.send(new PutRuleCommand({ Name: 'ends', EventPattern }))
  await events.send(new PutTargetsCommand({ Rule: 'ends', Targets: [{ Id: 'queue', Arn: QUEUE_ARN }] }))
  events.destroy()
}

/** The details of the events since the last call. */
async function ends(): Promise<unknown[]> {
  await lab.cloud.activity.idle()
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  )
  for (const { ReceiptHandle } of Messages) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }))
  }
  return Messages.map(({ Body = '' }) => (JSON.parse(Body) as { detail: unknown }).detail)
}

const useEngine = () => {
  process.env['REELGATE_TRANSCRIBE_ENGINE'] =
    `"${process.execPath}" "${engineFile}" {audio} {language} {output}`
}

const start = (name: string, more: Partial<StartTranscriptionJobCommandInput> = {}) =>
  transcribe.send(
    new StartTranscriptionJobCommand({
      TranscriptionJobName: name,
      Media: { MediaFileUri: 's3://media/talk.mp4' },
      OutputBucketName: 'media',
      ...(more.IdentifyLanguage ? {} : { LanguageCode: 'ko-KR' }),
      ...more,
    }),
  )

async function ended(name: string) {
  await lab.cloud.activity.idle()
  const { TranscriptionJob } = await transcribe.send(
    new GetTranscriptionJobCommand({ TranscriptionJobName: name }),
  )
  return TranscriptionJob
}

async function textOf(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'media', Key }))
  return (await Body?.transformToString()) ?? ''
}

describe('with an engine', () => {
  test('a job leaves transcript and subtitles where it was told, and an event', async () => {
    useEngine()
    const { TranscriptionJob } = await start('talk', {
      OutputKey: 'captions/talk/',
      Subtitles: { Formats: ['vtt', 'srt'], OutputStartIndex: 1 },
    })
    expect(TranscriptionJob).toMatchObject({ TranscriptionJobStatus: 'IN_PROGRESS', LanguageCode: 'ko-KR' })
    expect(await ended('talk')).toMatchObject({
      TranscriptionJobStatus: 'COMPLETED',
      Transcript: { TranscriptFileUri: 'https://s3.us-east-1.amazonaws.com/media/captions/talk/talk.json' },
      Subtitles: {
        SubtitleFileUris: [
          'https://s3.us-east-1.amazonaws.com/media/captions/talk/talk.vtt',
          'https://s3.us-east-1.amazonaws.com/media/captions/talk/talk.srt',
        ],
      },
    })
    expect(await ends()).toEqual([{ TranscriptionJobName: 'talk', TranscriptionJobStatus: 'COMPLETED' }])
    const vtt = await textOf('captions/talk/talk.vtt')
    expect(vtt).toContain('WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.500\n안녕하세요 &amp; ko\n')
    expect(vtt).toContain('16000 Hz, 1')
    expect(await textOf('captions/talk/talk.srt')).toContain('2\n00:00:01,500 --> 00:00:02,000\n')
    expect(JSON.parse(await textOf('captions/talk/talk.json'))).toMatchObject({
      jobName: 'talk',
      status: 'COMPLETED',
      results: {
        transcripts: [{ transcript: '안녕하세요 & ko 16000 Hz, 1' }],
        audio_segments: [{ start_time: '0.00', end_time: '1.50' }, {}],
      },
    })
  })

  test('a language that was to be found out is that of the options', async () => {
    useEngine()
    await start('unknown', { IdentifyLanguage: true, LanguageOptions: ['en-US', 'ko-KR'] })
    expect(await ended('unknown')).toMatchObject({
      TranscriptionJobStatus: 'COMPLETED',
      IdentifyLanguage: true,
      LanguageCode: 'ko-KR',
    })
    expect(JSON.parse(await textOf('unknown.json'))).toMatchObject({ results: { language_code: 'ko-KR' } })
    await ends()
  })

  test('a film without sound fails with a reason that can be told', async () => {
    useEngine()
    await start('silent', { Media: { MediaFileUri: 's3://media/silent.mp4' } })
    expect(await ended('silent')).toMatchObject({
      TranscriptionJobStatus: 'FAILED',
      FailureReason: 'The media file has no sound that can be decoded.',
    })
    expect(await ends()).toMatchObject([{ TranscriptionJobName: 'silent', TranscriptionJobStatus: 'FAILED' }])
  })

  test('an engine that breaks fails the job, and its words stay in the log', async () => {
    process.env['REELGATE_TRANSCRIBE_ENGINE'] = `"${process.execPath}" -e "throw new Error('out of memory')"`
    await start('broken')
    expect(await ended('broken')).toMatchObject({
      FailureReason: 'The local speech engine met an error of its own.',
    })
    expect(lab.lines.join('\n')).toContain('out of memory')
    await ends()
  })

  test('PocketSphinx on the PATH is used for English, and refuses what it does not know', async () => {
    const program = join(folder, 'pocketsphinx_continuous')
    // As version 0.8 of Debian writes it.
    writeFileSync(
      program,
      `#!/bin/sh\nprintf 'good morning when\\n<s> 0.160 0.220 0.999700\\ngood 0.230 0.430 0.167561\\nmorning 0.440 0.900 0.757045\\n<sil> 0.910 1.940 0.919055\\nwhen(4) 2.050 3.090 0.999900\\n</s> 4.270 4.330 1.000000\\n'\n`,
    )
    chmodSync(program, 0o755)
    process.env['PATH'] = `${folder}${delimiter}${PATH}`
    await start('english', { LanguageCode: 'en-US', Subtitles: { Formats: ['vtt'] } })
    expect(await ended('english')).toMatchObject({ TranscriptionJobStatus: 'COMPLETED' })
    expect(await textOf('english.vtt')).toBe(
      'WEBVTT\n\n0\n00:00:00.230 --> 00:00:00.900\ngood morning\n\n1\n00:00:02.050 --> 00:00:03.090\nwhen\n',
    )
    const transcript = JSON.parse(await textOf('english.json')) as { results: { items: unknown[] } }
    expect(transcript.results.items).toHaveLength(3)
    await start('korean')
    expect((await ended('korean'))?.FailureReason).toContain('knows English only')
    await ends()
  })
})

describe('without an engine', () => {
  test('a job fails and says what is missing', async () => {
    process.env['PATH'] = folder + '/nothing'
    await start('nobody')
    const job = await ended('nobody')
    expect(job?.TranscriptionJobStatus).toBe('FAILED')
    expect(job?.FailureReason).toContain('has no speech engine')
    expect(await ends()).toEqual([
      {
        TranscriptionJobName: 'nobody',
        TranscriptionJobStatus: 'FAILED',
        FailureReason: job?.FailureReason,
      },
    ])
  })
})

describe('requests', () => {
  test('a name is given once, and is free again when its job is deleted', async () => {
    useEngine()
    await start('once')
    await ended('once')
    await expect(start('once')).rejects.toMatchObject({ name: 'ConflictException' })
    await transcribe.send(new DeleteTranscriptionJobCommand({ TranscriptionJobName: 'once' }))
    await expect(
      transcribe.send(new GetTranscriptionJobCommand({ TranscriptionJobName: 'once' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' })
    await start('once')
    await ended('once')
    await ends()
  })

  test.each([
    ['a name with a space', { TranscriptionJobName: 'my job' }, 'BadRequestException'],
    ['a missing film', { Media: { MediaFileUri: 's3://media/missing.mp4' } }, 'BadRequestException'],
    ['an address that is none', { Media: { MediaFileUri: 'file:///etc/passwd' } }, 'BadRequestException'],
    ['no language at all', { LanguageCode: undefined }, 'BadRequestException'],
    ['both ways of language', { LanguageCode: 'ko-KR', IdentifyLanguage: true }, 'BadRequestException'],
    ['one option only', { IdentifyLanguage: true, LanguageOptions: ['ko-KR'] }, 'BadRequestException'],
    ['no output bucket', { OutputBucketName: undefined }, 'LocalCloudNotSupported'],
    ['a vocabulary', { Settings: { VocabularyName: 'names' } }, 'LocalCloudNotSupported'],
  ])('%s is refused', async (_what, more, name) => {
    await expect(start('refused', more as Partial<StartTranscriptionJobCommandInput>)).rejects.toMatchObject({
      name,
    })
  })

  test('jobs are listed, the newest first, a page at a time', async () => {
    const list = (more: object) =>
      transcribe.send(new ListTranscriptionJobsCommand({ JobNameContains: 'listed', ...more }))
    for (const name of ['listed-1', 'listed-2', 'Listed-3']) await start(name)
    await ended('Listed-3')
    const first = await list({ MaxResults: 2 })
    expect(first.TranscriptionJobSummaries?.map(({ TranscriptionJobName }) => TranscriptionJobName)).toEqual([
      'Listed-3',
      'listed-2',
    ])
    const second = await list({ MaxResults: 2, NextToken: first.NextToken })
    expect(second.TranscriptionJobSummaries).toMatchObject([{ TranscriptionJobName: 'listed-1' }])
    expect(second.NextToken).toBeUndefined()
    expect((await list({ Status: 'IN_PROGRESS' })).TranscriptionJobSummaries).toEqual([])
    await ends()
  })
})
