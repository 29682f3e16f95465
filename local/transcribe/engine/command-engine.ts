// Any engine that the operator has: a command line that leaves WebVTT, whisper.cpp for instance.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../run-program.ts'
import { CannotTranscribeError } from './engine.ts'
import type { Engine } from './engine.ts'
import { readWebVtt } from './read-webvtt.ts'

/** How whisper.cpp, and others like it, tell the language that they heard. */
const HEARD = /detected language:?\s*['"]?([a-z]{2})\b/i

/**
 * `words` are the program and its arguments. `{audio}` stands for the recording, `{language}` for its ISO 639-1 code or
 * `auto`, `{output}` for a path without extension: `{output}.vtt` is read, or where there is none, standard output.
 */
export function createCommandEngine(words: readonly string[]): Engine {
  return {
    async transcribe({ path, language, folder }, signal) {
      const output = join(folder, 'speech')
      const values: Record<string, string> = { audio: path, language: language ?? 'auto', output }
      const [command = '', ...args] = words.map((word) =>
        word.replace(/\{(audio|language|output)\}/g, (_all, name: string) => values[name]!),
      )
      const ran = await runProgram({ command, args }, signal)
      const webVtt = readIfThere(`${output}.vtt`) ?? ran.stdout
      if (!/^\uFEFF?WEBVTT/.test(webVtt)) throw new CannotTranscribeError('The speech engine left no WebVTT.')
      const heard = HEARD.exec(`${ran.stderr}\n${ran.stdout}`)?.[1]?.toLowerCase()
      return { segments: readWebVtt(webVtt), ...(heard !== undefined && { language: heard }) }
    },
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Words between spaces; quotes of either kind keep spaces. No shell is asked. */
export const splitCommandLine = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
