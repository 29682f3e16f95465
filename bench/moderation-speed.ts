// How fast the local Rekognition looks at a film, against the film's own length, at one picture a second.
//   node bench/moderation-speed.ts [seconds of film] [rounds]
// From StartContentModeration to the end of the job: reading from S3, decoding 720p, the model, writing what was seen.
// The first round also starts the process of the model. Prints the ratio of the median
// and the slowest round: the process of the model has low priority, and gives way to whatever else runs.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GetContentModerationCommand,
  RekognitionClient,
  StartContentModerationCommand,
} from '@aws-sdk/client-rekognition'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startCloud } from '../local/cloud.ts'
import { makeSample } from '../samples/make-sample.ts'

const [filmSeconds = 60, rounds = 3] = process.argv.slice(2).map(Number)
const TARGET_RATIO = 4
const Video = { S3Object: { Bucket: 'films', Name: 'film.mp4' } }

const folder = mkdtempSync(join(tmpdir(), 'moderation-speed-'))
try {
  const film = await makeSample('film-landscape', folder, { durationSeconds: filmSeconds })
  const cloud = await startCloud({ port: 0, dataDir: join(folder, 'cloud'), log: () => {} })
  const options = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  }
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  const rekognition = new RekognitionClient(options)
  await s3.send(new CreateBucketCommand({ Bucket: 'films' }))
  await s3.send(new PutObjectCommand({ Bucket: 'films', Key: 'film.mp4', Body: readFileSync(film) }))

  const ratios: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const startedAtMs = performance.now()
    const { JobId } = await rekognition.send(new StartContentModerationCommand({ Video }))
    await cloud.activity.idle()
    const seconds = (performance.now() - startedAtMs) / 1000
    const { JobStatus, StatusMessage } = await rekognition.send(new GetContentModerationCommand({ JobId }))
    if (JobStatus !== 'SUCCEEDED') throw new Error(`${JobStatus}: ${StatusMessage}`)
    ratios.push(filmSeconds / seconds)
    console.log(`round ${round}: ${seconds.toFixed(1)} s, ${ratios.at(-1)!.toFixed(1)} times real time`)
  }
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]!
  const slowest = Math.min(...ratios)
  console.log(
    `${filmSeconds} s of 720p on ${cpus().length} processors (load ${loadavg()[0]!.toFixed(1)}): ` +
      `ratio ${median.toFixed(1)}, slowest ${slowest.toFixed(1)} (target at least ${TARGET_RATIO})`,
  )
  s3.destroy()
  rekognition.destroy()
  await cloud.close()
  process.exitCode = median >= TARGET_RATIO ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
