// A job that was cut off by the end of the cloud begins again with the next start, and its event is sent once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  GetTranscriptionJobCommand,
  StartTranscriptionJobCommand,
  TranscribeClient,
} from '@aws-sdk/client-transcribe'
import { afterAll, expect, test } from '@jest/globals'
import { openLab } from '../gateway/lab.ts'

const folder = mkdtempSync(join(tmpdir(), 'transcribe-'))

afterAll(() => {
  delete process.env['REELGATE_TRANSCRIBE_ENGINE']
  rmSync(folder, { recursive: true, force: true })
})

/** One second of silence, 8 kHz. */
function wav(): Buffer {
  const header = Buffer.from(
    '52494646a43e000057415645666d74201000000001000100401f0000803e0000020010006461746180' + '3e0000',
    'hex',
  )
  return Buffer.concat([header, Buffer.alloc(16_000)])
}

test('an open job survives a restart', async () => {
  const hanging = join(folder, 'hanging.mjs')
  writeFileSync(hanging, 'setInterval(() => {}, 1000)\n')
  process.env['REELGATE_TRANSCRIBE_ENGINE'] = `"${process.execPath}" "${hanging}"`
  const lab = await openLab()
  const s3 = new S3Client({ ...lab.config, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  await s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'talk.wav', Body: wav() }))
  s3.destroy()
  const before = new TranscribeClient(lab.config)
  await before.send(
    new StartTranscriptionJobCommand({
      TranscriptionJobName: 'talk',
      Media: { MediaFileUri: 's3://media/talk.wav' },
      OutputBucketName: 'media',
      LanguageCode: 'en-US',
    }),
  )
  before.destroy()
  await lab.cloud.close()

  const quick = join(folder, 'quick.mjs')
  writeFileSync(quick, `console.log('WEBVTT')\n`)
  process.env['REELGATE_TRANSCRIBE_ENGINE'] = `"${process.execPath}" "${quick}"`
  const again = await openLab({ dataDir: lab.dataDir })
  const after = new TranscribeClient(again.config)
  try {
    await again.cloud.activity.idle()
    const { TranscriptionJob } = await after.send(
      new GetTranscriptionJobCommand({ TranscriptionJobName: 'talk' }),
    )
    // Nobody speaks: that is a transcript without words, not a failure.
    expect(TranscriptionJob).toMatchObject({ TranscriptionJobStatus: 'COMPLETED' })
  } finally {
    after.destroy()
    await again.close()
  }
}, 30_000)
