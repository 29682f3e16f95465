// The caption outputs of a job. ffprobe hands out the samples as they are: ffmpeg's own writer would let `<` and `&`
// through, and readers of WebVTT would take what follows for a tag.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFfprobe, toolEnvironment } from '../ffmpeg.ts'
import { SAFE_INPUT_OPTIONS } from '../probe/inspect.ts'
import { JobError } from './job-error.ts'
import type { Plan } from './plan.ts'
import { readTimedText, writeWebVtt, type TimedCue } from './timed-text.ts'

const run = promisify(execFile)

/** A hexadecimal dump takes about five times its data; the captions of a long film are far below a megabyte. */
const LONGEST_DUMP_BYTES = 64 << 20

interface Packets {
  format?: { start_time?: string }
  packets?: { pts_time?: string; duration_time?: string; data?: string }[]
}

interface Circumstances {
  folder: string
  signal: AbortSignal
}

/** Writes a WebVTT file into the scratch folder for each output of captions. */
export async function writeCaptions(
  plan: Plan,
  sourceFile: string,
  circumstances: Circumstances,
): Promise<void> {
  for (const { captions, file } of plan.outputs) {
    if (!captions) continue
    const cues = await readCues(sourceFile, captions.index, circumstances.signal)
    await writeFile(join(circumstances.folder, file), writeWebVtt(cues))
  }
}

async function readCues(file: string, streamIndex: number, signal: AbortSignal): Promise<TimedCue[]> {
  const { format, packets = [] } = await readPackets(file, streamIndex, signal)
  // ffmpeg moves the beginning of the source to zero in every other output.
  const zero = Number(format?.start_time) || 0
  return packets.flatMap(({ pts_time: start, duration_time: duration, data }) => {
    if (start === undefined || duration === undefined || data === undefined) return []
    const startMs = Math.round((Number(start) - zero) * 1000)
    const endMs = Math.round((Number(start) + Number(duration) - zero) * 1000)
    return [{ startMs, endMs, text: readTimedText(undump(data)) }]
  })
}

async function readPackets(file: string, streamIndex: number, signal: AbortSignal): Promise<Packets> {
  const wanted = ['-select_streams', String(streamIndex), '-show_packets', '-show_data']
  const fields = ['-show_entries', 'format=start_time:packet=pts_time,duration_time,data']
  const args = ['-v', 'error', ...SAFE_INPUT_OPTIONS, ...wanted, ...fields, '-of', 'json', file]
  try {
    const limits = { maxBuffer: LONGEST_DUMP_BYTES, signal, env: toolEnvironment() }
    const { stdout } = await run(findFfprobe(), args, limits)
    return JSON.parse(stdout) as Packets
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if ((error as NodeJS.ErrnoException).code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
      throw new JobError(1040, 'Captions of the input file are too large to be read')
    }
    throw error
  }
}

/** Each line: an offset, a colon, up to sixteen bytes in groups of two, the same as text. */
function undump(dump: string): Buffer {
  const lines = dump.split('\n').filter((line) => line !== '')
  const bytes = lines.map((line) => Buffer.from(line.slice(10, 50).replaceAll(' ', ''), 'hex'))
  return Buffer.concat(bytes)
}
