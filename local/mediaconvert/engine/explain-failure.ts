// What ffmpeg's words mean in the service's codes.
import { JobError } from './job-error.ts'
import type { FfmpegRun } from './run-ffmpeg.ts'

const TRUNCATED = /partial file|File ended prematurely|Truncating packet|moov atom not found/
/** Of a codec that ffmpeg knows: one it does not know is refused before it runs. */
const DAMAGED =
  /Invalid data found when processing input|Output file is empty|Could not find codec parameters|Nothing was written/
const FULL_DISK = /No space left on device|ENOSPC|Disk quota exceeded/
const SECRET_PATH = /(?:\/[^\s:'"\]]+)+\//g

/** The error of a run that failed, or that ended well but read a broken file; undefined when all is well. */
export function explainRun(
  run: FfmpegRun,
  { url, sizeBytes }: { url: string; sizeBytes: number },
  hasPicture: boolean,
): JobError | undefined {
  if (FULL_DISK.test(run.errors)) return fullDisk()
  if (TRUNCATED.test(run.errors)) {
    return new JobError(
      1076,
      `Demuxer: [ReadPacketData File read failed - end of file hit at length [${sizeBytes}]. Is file truncated?]`,
    )
  }
  if (run.code === 0 && (run.frames > 0 || !hasPicture)) return undefined
  if (/Decoder \(codec .*\) not found/.test(run.errors)) {
    return new JobError(1030, `Unsupported input [${url}]: ${lastWords(run.errors)}`)
  }
  if (run.code === 0 || DAMAGED.test(run.errors)) {
    return new JobError(1075, `Decoder closed. No pictures decoded. ${lastWords(run.errors)}`)
  }
  if (/Error initializing output stream|Error while opening encoder/.test(run.errors)) {
    return new JobError(1040, `Error initializing encoder for video target [${lastWords(run.errors)}]`)
  }
  return new JobError(
    1999,
    `Unknown error: ffmpeg ended with ${run.code ?? 'a signal'}: ${lastWords(run.errors)}`,
  )
}

export function fullDisk(): JobError {
  return new JobError(
    1999,
    'Could not commit single file: no space left on the disk that holds the local cloud.',
  )
}

/** The last three lines, without the paths of this machine. */
function lastWords(errors: string): string {
  return errors.trim().split('\n').slice(-3).join(' | ').replace(SECRET_PATH, '').slice(0, 600)
}
