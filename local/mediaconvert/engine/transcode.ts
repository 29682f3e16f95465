// One job from source to outputs, without any of the API around it.
import { cpus } from 'node:os'
import { findFfmpeg, probeAbilities } from '../ffmpeg.ts'
import type { MediaInfo } from '../probe/inspect.ts'
import type { JobPhase } from '../job-record.ts'
import type { JobSettings } from '../settings.ts'
import type { Storage } from '../storage.ts'
import { buildCommand } from './command.ts'
import type { GroupReport } from './output-report.ts'
import { deliver } from './deliver.ts'
import { explainRun } from './explain-failure.ts'
import { writeCaptions } from './write-captions.ts'
import { planJob } from './plan.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { fetchSource } from './source.ts'

export interface TranscodeListener {
  onSource(media: MediaInfo): Promise<void>
  /** Percent of the phase; undefined when the source does not say how long it is. */
  onProgress(phase: JobPhase, percent: number | undefined, frames: number): void
}

export interface TranscodeRequest {
  settings: JobSettings
  storage: Storage
  /** An empty folder of the job's own. */
  folder: string
  /** How many jobs share this machine's processors. */
  jobsAtOnce: number
  signal: AbortSignal
  listener: TranscodeListener
}

export interface TranscodeResult {
  groups: GroupReport[]
  warnings: string[]
}

/** Throws `JobError` for what has a code, and the signal's reason when stopped. */
export async function transcode(request: TranscodeRequest): Promise<TranscodeResult> {
  const { settings, storage, folder, signal, listener } = request
  const ffmpeg = findFfmpeg()
  const abilities = await probeAbilities(ffmpeg)
  const fileInput = settings.inputs![0]!.fileInput!
  const source = await fetchSource(fileInput, request)
  await listener.onSource(source.media)
  const threads = threadsOf(request.jobsAtOnce)
  const plan = planJob(settings, source.media, { abilities, threads })
  const total = source.media.video[0]?.durationSeconds ?? source.media.durationSeconds
  listener.onProgress('TRANSCODING', 0, 0)
  const run = await runFfmpeg({
    ffmpeg,
    args: buildCommand(plan, source.file, threads),
    folder,
    signal,
    onProgress({ seconds, frames }) {
      const percent = total && Math.min(99, Math.floor((seconds / total) * 100))
      listener.onProgress('TRANSCODING', percent, frames)
    },
  })
  const hasPicture = plan.outputs.some(({ video }) => video)
  const failure = explainRun(run, source, hasPicture)
  if (failure) throw failure
  listener.onProgress('UPLOADING', 0, run.frames)
  const sourceSeconds = total ?? run.seconds
  await writeCaptions(plan, source.file, { folder, signal })
  const groups = await deliver(plan, settings.outputGroups!, {
    storage,
    folder,
    fileInput,
    signal,
    sourceSeconds,
  })
  return { groups, warnings: plan.warnings }
}

/** Encoders of one job share its processors; two threads at least, so that one can run ahead of the muxer. */
function threadsOf(jobsAtOnce: number): number {
  return Math.max(2, Math.ceil(cpus().length / jobsAtOnce))
}
