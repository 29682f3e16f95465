// What the film is, as ffprobe reads it where it lies. Only H.264 in MP4 or MOV, as the service.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findFfprobe, toolEnvironment } from '../runtime/ffmpeg-tools.ts'
import type { VideoMetadata } from './detection.ts'
import { SAFE_INPUT_OPTIONS } from './safe-input.ts'

const run = promisify(execFile)

interface ProbeStream {
  codec_name?: string
  codec_type?: string
  width?: number
  height?: number
  avg_frame_rate?: string
  duration?: string
  color_range?: string
  disposition?: { attached_pic?: number }
}

interface ProbeAnswer {
  format?: { format_long_name?: string; duration?: string }
  streams?: ProbeStream[]
}

const PROBE_TIMEOUT_MS = 60_000
const ENTRIES =
  'format=format_long_name,duration:stream_disposition=attached_pic:' +
  'stream=codec_type,codec_name,width,height,avg_frame_rate,duration,color_range'

/** Undefined for what the service does not read: another container, another codec, no picture at all. */
export async function probeFilm(url: string, signal: AbortSignal): Promise<VideoMetadata | undefined> {
  const answer = await ask(url, signal)
  const stream = answer?.streams?.find((one) => one.codec_type === 'video' && !one.disposition?.attached_pic)
  if (!answer || stream?.codec_name !== 'h264') return undefined
  const seconds = Number(stream.duration ?? answer.format?.duration)
  if (!(seconds > 0)) return undefined
  return {
    Codec: stream.codec_name,
    Format: answer.format?.format_long_name ?? 'QuickTime / MOV',
    DurationMillis: Math.round(seconds * 1000),
    ...describePicture(stream),
  }
}

function describePicture({ avg_frame_rate: rate = '', width, height, color_range }: ProbeStream) {
  const [frames = 0, per = 0] = rate.split('/').map(Number)
  return {
    ...(frames > 0 && per > 0 ? { FrameRate: frames / per } : {}),
    ...(width && height ? { FrameWidth: width, FrameHeight: height } : {}),
    ColorRange: color_range === 'pc' ? ('FULL' as const) : ('LIMITED' as const),
  }
}

async function ask(url: string, signal: AbortSignal): Promise<ProbeAnswer | undefined> {
  const args = ['-v', 'error', ...SAFE_INPUT_OPTIONS, '-show_entries', ENTRIES, '-of', 'json', url]
  try {
    const { stdout } = await run(findFfprobe(), args, {
      signal,
      timeout: PROBE_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      env: toolEnvironment(),
    })
    return JSON.parse(stdout) as ProbeAnswer
  } catch (error) {
    signal.throwIfAborted()
    // ffprobe that ended by itself has refused the film; one that could not be run is a fault.
    const { code } = error as { code?: unknown }
    if (typeof code === 'number') return undefined
    // Node's own message repeats the command, and with it the address of the film.
    throw new Error(`ffprobe could not be run, or took more than ${PROBE_TIMEOUT_MS} ms (${String(code)}).`)
  }
}
