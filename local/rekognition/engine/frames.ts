// One decode of a film by ffmpeg: a picture for every second, in the size the model wants, through a pipe. Nothing is
// written to disk, and the decoder waits while the model is busy.
import { spawn } from 'node:child_process'
import { findFfmpeg, toolEnvironment } from '../../runtime/ffmpeg-tools.ts'
import { SAFE_INPUT_OPTIONS } from '../safe-input.ts'
import { MODEL_SIZE_PX, PICTURE_BYTES } from './picture.ts'

/** `round=up` gives each second the frame that is on the screen at that second. */
const PICTURES = `fps=fps=1:round=up,scale=${MODEL_SIZE_PX}:${MODEL_SIZE_PX}:flags=bilinear,format=rgb24`
const LONGEST_MESSAGE = 8000
const LONGEST_WORDS = 300

/** The decoder gave up. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}

/**
 * Yields the picture at 0 s, 1 s, 2 s and so on. Ends the decoder when the reader stops or `signal` is aborted.
 * @throws DecodeError with ffmpeg's words
 */
export async function* readPictures(url: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const child = spawn(
    findFfmpeg(),
    [
      ...['-v', 'error', '-nostdin', ...SAFE_INPUT_OPTIONS, '-i', url, '-map', '0:V:0'],
      ...['-vf', PICTURES, '-f', 'rawvideo', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: toolEnvironment(), signal, killSignal: 'SIGKILL' },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-LONGEST_MESSAGE)))
  const ended = new Promise<number | string | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signalName) => resolve(code ?? signalName))
  })
  // An abort is told to whoever reads; without this it would also be nobody's rejection.
  ended.catch(() => undefined)
  try {
    yield* cutPictures(child.stdout)
    const code = await ended
    if (code !== 0) throw new DecodeError(wordsOf(said, url) || `ffmpeg ended with ${code}`)
  } finally {
    child.kill('SIGKILL')
  }
}

/** What ffmpeg said last, without the address of the film: whoever has it can read the film. */
function wordsOf(said: string, url: string): string {
  const lines = said
    .replaceAll(url, 'the film')
    .replaceAll(/\[\S+ @ 0x[0-9a-f]+\] /g, '')
    .trim()
    .split('\n')
  return lines
    .at(-1)!
    .replaceAll(/https?:\/\/\S+/g, 'the film')
    .slice(0, LONGEST_WORDS)
}

async function* cutPictures(stream: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const picture = new Uint8Array(PICTURE_BYTES)
  let filled = 0
  for await (const chunk of stream) {
    for (let offset = 0; offset < chunk.length;) {
      const part = chunk.subarray(offset, offset + PICTURE_BYTES - filled)
      picture.set(part, filled)
      filled += part.length
      offset += part.length
      if (filled < PICTURE_BYTES) continue
      filled = 0
      yield picture
    }
  }
}
