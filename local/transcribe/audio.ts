// The sound of a media file as engines want it: a WAV of 16 kHz and one channel.
import { findFfmpeg, toolEnvironment } from '../runtime/ffmpeg-tools.ts'
import { CannotTranscribeError } from './engine/engine.ts'
import { runProgram } from './run-program.ts'

/** The file comes from a stranger: no playlist, no script, no other file, and nothing over the network. */
const SAFE_INPUT = [
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  'mov,mp4,m4a,matroska,webm,mp3,wav,flac,ogg,amr,mpegts,aac',
]

/** @throws CannotTranscribeError when there is no sound that can be decoded */
export async function extractAudio(mediaPath: string, audioPath: string, signal: AbortSignal): Promise<void> {
  const sound = ['-map', '0:a:0', '-vn', '-ac', '1', '-ar', '16000', '-c:a', 'pcm_s16le', '-f', 'wav']
  const args = [
    '-v',
    'error',
    '-nostdin',
    '-y',
    ...SAFE_INPUT,
    '-i',
    `file:${mediaPath}`,
    ...sound,
    `file:${audioPath}`,
  ]
  try {
    await runProgram({ command: findFfmpeg(), args, env: toolEnvironment() }, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw new CannotTranscribeError('The media file has no sound that can be decoded.', { cause: error })
  }
}
