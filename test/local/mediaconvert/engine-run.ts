// Runs the engine on one sample and hands back everything it made.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TranscodeResult } from '../../../local/mediaconvert/engine/transcode.ts'
import { transcode } from '../../../local/mediaconvert/engine/transcode.ts'
import { findFfprobe, toolEnvironment } from '../../../local/mediaconvert/ffmpeg.ts'
import { checkCreateJob } from '../../../local/mediaconvert/rules/check-request.ts'
import type { JobSettings } from '../../../local/mediaconvert/settings.ts'
import type { SampleName, SampleOptions } from '../../../samples/make-sample.ts'
import { makeSample } from '../../../samples/make-sample.ts'
import { folderStorage } from './folder-storage.ts'
import { createJob } from './job-documents.ts'

export const SMALL: SampleOptions = { durationSeconds: 3, widthPx: 320, heightPx: 180 }

export interface Workshop {
  folder: string
  sample(name: SampleName, options?: SampleOptions): Promise<string>
  /** Transcodes `source`, a path or bytes, and returns what is in the bucket `out`. */
  run(source: string | Buffer, settings: JobSettings): Promise<EngineRun>
  clean(): void
}

export interface EngineRun extends TranscodeResult {
  /** Keys in the bucket `out`, sorted. */
  keys: string[]
  types: Map<string, string>
  path(key: string): string
  text(key: string): string
  bytes(key: string): Buffer
}

export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'mediaconvert-'))
  let runs = 0
  return {
    folder,
    sample: (name, options = SMALL) => makeSample(name, join(folder, 'samples'), options),
    async run(source, settings) {
      checkCreateJob(createJob(settings))
      const root = join(folder, `run${runs++}`)
      const scratch = join(root, 'scratch')
      mkdirSync(join(root, 'in'), { recursive: true })
      mkdirSync(scratch)
      if (typeof source === 'string') copyFileSync(source, join(root, 'in', 'source'))
      else writeFileSync(join(root, 'in', 'source'), source)
      const storage = folderStorage(root)
      const result = await transcode({
        settings,
        storage,
        folder: scratch,
        jobsAtOnce: 1,
        signal: new AbortController().signal,
        listener: { onSource: async () => {}, onProgress: () => {} },
      })
      const path = (key: string) => storage.path('out', key)
      const files = readdirSync(join(root, 'out'), { recursive: true, withFileTypes: true })
      return {
        ...result,
        keys: files
          .filter((file) => file.isFile())
          .map((file) => join(file.parentPath, file.name).slice(join(root, 'out').length + 1))
          .sort(),
        types: storage.types,
        path,
        text: (key) => readFileSync(path(key), 'utf8'),
        bytes: (key) => readFileSync(path(key)),
      }
    },
    clean: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface ProbedStream {
  codec_type: string
  codec_name: string
  width?: number
  height?: number
  pix_fmt?: string
  r_frame_rate?: string
  sample_aspect_ratio?: string
  sample_rate?: string
  channels?: number
  start_time?: string
  duration?: string
  nb_frames?: string
  color_transfer?: string
  color_primaries?: string
  field_order?: string
  profile?: string
  has_b_frames?: number
  tags?: Record<string, string>
  side_data_list?: object[]
}

/** What ffprobe, which made nothing of it, sees in a file or playlist. */
export function probeStreams(file: string): ProbedStream[] {
  const args = ['-v', 'error', ...anyExtension(file), '-show_streams', '-of', 'json', file]
  const answer = execFileSync(findFfprobe(), args, { encoding: 'utf8', env: toolEnvironment() })
  return (JSON.parse(answer) as { streams: ProbedStream[] }).streams
}

/** Presentation times of the keyframes in a file, in seconds. */
export function keyframeTimes(file: string): number[] {
  const show = ['-select_streams', 'v', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0']
  const answer = execFileSync(findFfprobe(), ['-v', 'error', ...anyExtension(file), ...show, file], {
    encoding: 'utf8',
  })
  return answer
    .split('\n')
    .filter((line) => line.includes('K'))
    .map((line) => Number(line.split(',')[0]))
}

/** ffmpeg's HLS reader does not know the suffixes of CMAF. */
function anyExtension(file: string): string[] {
  return file.endsWith('.m3u8') ? ['-allowed_extensions', 'ALL'] : []
}
