// What the local MediaConvert costs above one plain ffmpeg command that makes the same ladder of the same source.
//   node bench/mediaconvert-overhead.ts [seconds of source] [rounds]
// Both are run in turn, so that a warm cache or a busy neighbour favours neither. Prints the ratio of the medians, of
// wall time and, on Linux, of processor time: that of the encoders and of this process, which is the cloud. Beside other
// work only the latter can be believed.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, cpus, loadavg, platform, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateJobCommand, GetJobCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert'
import type { JobSettings, Output } from '@aws-sdk/client-mediaconvert'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startCloud } from '../local/cloud.ts'
import type { Activity } from '../local/runtime/activity.ts'
import { findFfmpeg } from '../local/mediaconvert/ffmpeg.ts'

const run = promisify(execFile)
const [sourceSeconds = 30, rounds = 3] = process.argv.slice(2).map(Number)
const TARGET_RATIO = 1.1
const GOP_SECONDS = 2
const SEGMENT_SECONDS = 6
const FRAMES_A_SECOND = 25
const RUNGS = [
  { widthPx: 1280, heightPx: 720, maxBitrateBps: 3_000_000 },
  { widthPx: 854, heightPx: 480, maxBitrateBps: 1_500_000 },
  { widthPx: 640, heightPx: 360, maxBitrateBps: 800_000 },
]

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on (proc_pid_stat(5), USER_HZ). */
const TICKS_A_SECOND = 100

const folder = mkdtempSync(join(tmpdir(), 'mediaconvert-overhead-'))
const source = join(folder, 'source.mp4')
const ffmpeg = findFfmpeg()

try {
  await makeSource()
  const cloud = await startCloud({ port: 0, dataDir: join(folder, 'cloud'), log: () => {} })
  const options = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  }
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  const mediaConvert = new MediaConvertClient(options)
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  await s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'source.mp4', Body: readFileSync(source) }))

  const times = { plain: [] as Spent[], local: [] as Spent[] }
  for (let round = 1; round <= rounds; round++) {
    times.plain.push(await timed(() => encodePlainly(round)))
    times.local.push(
      await timed(() => encodeByJob({ client: mediaConvert, activity: cloud.activity }, round)),
    )
    console.log(
      `round ${round}: plain ffmpeg ${shown(times.plain)}, local MediaConvert ${shown(times.local)}`,
    )
  }
  const ratioOf = (what: keyof Spent) =>
    median(times.local.map((spent) => spent[what])) / median(times.plain.map((spent) => spent[what]))
  const ratio = ratioOf('wallSeconds')
  console.log(
    `${sourceSeconds} s of 720p into ${RUNGS.length} rungs and sound on ${cpus().length} processors: ` +
      `ratio ${ratio.toFixed(3)} (target at most ${TARGET_RATIO}), ` +
      `of processor time ${ratioOf('processorSeconds').toFixed(3)}; load ${loadavg()[0]!.toFixed(1)}`,
  )
  s3.destroy()
  mediaConvert.destroy()
  await cloud.close()
  process.exitCode = ratio <= TARGET_RATIO ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function makeSource(): Promise<void> {
  const picture = `testsrc2=size=1280x720:rate=${FRAMES_A_SECOND}:duration=${sourceSeconds},noise=alls=8:allf=t`
  await run(ffmpeg, [
    ...['-v', 'error', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', `sine=duration=${sourceSeconds}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-c:a', 'aac', source],
  ])
}

/** One command, one decode, an HLS output for each rung and for the sound: what one would type by hand. */
async function encodePlainly(round: number): Promise<void> {
  const target = join(folder, `plain${round}`)
  mkdirSync(target)
  const splits = RUNGS.map((_, index) => `[s${index}]`).join('')
  const scales = RUNGS.map(
    ({ widthPx, heightPx }, index) => `[s${index}]scale=${widthPx}:${heightPx}[v${index}]`,
  )
  const hls = (name: string) => [
    ...[
      '-f',
      'hls',
      '-hls_time',
      String(SEGMENT_SECONDS),
      '-hls_segment_type',
      'fmp4',
      '-hls_playlist_type',
      'vod',
    ],
    ...[
      '-hls_fmp4_init_filename',
      `${name}.init.mp4`,
      '-hls_segment_filename',
      join(target, `${name}_%05d.m4s`),
    ],
    join(target, `${name}.m3u8`),
  ]
  const gop = String(GOP_SECONDS * FRAMES_A_SECOND)
  const pictures = RUNGS.flatMap(({ maxBitrateBps }, index) => [
    ...[
      '-map',
      `[v${index}]`,
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '23',
      '-maxrate',
      String(maxBitrateBps),
    ],
    ...[
      '-bufsize',
      String(maxBitrateBps),
      '-g',
      gop,
      '-keyint_min',
      gop,
      '-sc_threshold',
      '0',
      ...hls(`v${index}`),
    ],
  ])
  const sound = ['-map', '0:a', '-c:a', 'aac', '-b:a', '96k', '-ar', '48000', ...hls('a')]
  const graph = `[0:v]split=${RUNGS.length}${splits};${scales.join(';')}`
  const running = run(
    ffmpeg,
    ['-v', 'error', '-y', '-i', source, '-filter_complex', graph, ...pictures, ...sound],
    {
      maxBuffer: 1 << 24,
    },
  )
  // The service encodes at low priority: on a busy machine only equals can be compared.
  if (running.child.pid) setPriority(running.child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  await running
}

async function encodeByJob(
  { client, activity }: { client: MediaConvertClient; activity: Activity },
  round: number,
) {
  const { Job } = await client.send(
    new CreateJobCommand({ Role: 'arn:aws:iam::000000000000:role/bench', Settings: jobSettings(round) }),
  )
  // Asking again and again would cost processor time that the encoder is short of.
  await activity.idle()
  const { Job: done } = await client.send(new GetJobCommand({ Id: Job!.Id! }))
  if (done?.Status !== 'COMPLETE')
    throw new Error(`${done?.Status} ${done?.ErrorCode}: ${done?.ErrorMessage}`)
}

function jobSettings(round: number): JobSettings {
  const rungs = RUNGS.map(({ widthPx, heightPx, maxBitrateBps }): Output => ({
    NameModifier: `_${heightPx}p`,
    ContainerSettings: { Container: 'CMFC' },
    VideoDescription: {
      Width: widthPx,
      Height: heightPx,
      CodecSettings: {
        Codec: 'H_264',
        H264Settings: {
          RateControlMode: 'QVBR',
          QvbrSettings: { QvbrQualityLevel: 7 },
          MaxBitrate: maxBitrateBps,
          GopSize: GOP_SECONDS,
          GopSizeUnits: 'SECONDS',
          SceneChangeDetect: 'DISABLED',
          QualityTuningLevel: 'SINGLE_PASS',
        },
      },
    },
  }))
  const aac = { Bitrate: 96_000, CodingMode: 'CODING_MODE_2_0' as const, SampleRate: 48_000 }
  const sound: Output = {
    NameModifier: '_audio',
    ContainerSettings: { Container: 'CMFC' },
    AudioDescriptions: [{ AudioSourceName: 'Sound', CodecSettings: { Codec: 'AAC', AacSettings: aac } }],
  }
  const destination = {
    Destination: `s3://media/out${round}/main`,
    SegmentLength: SEGMENT_SECONDS,
    FragmentLength: 2,
  }
  return {
    Inputs: [
      { FileInput: 's3://media/source.mp4', AudioSelectors: { Sound: { DefaultSelection: 'DEFAULT' } } },
    ],
    OutputGroups: [
      {
        OutputGroupSettings: { Type: 'CMAF_GROUP_SETTINGS', CmafGroupSettings: destination },
        Outputs: [...rungs, sound],
      },
    ],
  }
}

interface Spent {
  wallSeconds: number
  /** Of this process and of those it has waited for; NaN where the system does not say. */
  processorSeconds: number
}

/** utime, stime, cutime and cstime: fields 14 to 17 of /proc/self/stat; the second field may contain spaces. */
function processorSeconds(): number {
  if (platform() !== 'linux') return NaN
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_A_SECOND
}

async function timed(work: () => Promise<void>): Promise<Spent> {
  const startedAtMs = performance.now()
  const before = processorSeconds()
  await work()
  return {
    wallSeconds: (performance.now() - startedAtMs) / 1000,
    processorSeconds: processorSeconds() - before,
  }
}

function shown(rounds: Spent[]): string {
  const { wallSeconds, processorSeconds } = rounds.at(-1)!
  return `${wallSeconds.toFixed(2)} s (processors ${processorSeconds.toFixed(2)} s)`
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
