// PocketSphinx as Debian ships it: English only, quick, and often wrong.
import { runProgram } from '../run-program.ts'
import { CannotTranscribeError } from './engine.ts'
import type { Engine, Segment, Word } from './engine.ts'

export const SPHINX_PROGRAM = 'pocketsphinx_continuous'

export function createSphinxEngine(program: string): Engine {
  return {
    async transcribe({ path, language }, signal) {
      if (language !== undefined && language !== 'en') {
        throw new CannotTranscribeError(
          `The speech engine of the local cloud, PocketSphinx, knows English only, not ${language}.`,
        )
      }
      const args = ['-infile', path, '-time', 'yes', '-logfn', '/dev/null']
      const { stdout } = await runProgram({ command: program, args }, signal)
      return { segments: readSphinx(stdout), language: 'en' }
    },
  }
}

/** A word, its beginning and end in seconds, and how likely it is. */
const WORD = /^(\S+) (\d+\.\d+) (\d+\.\d+) (\d*\.?\d+)$/
/** A longer silence, or so many words, begin another cue. */
const PAUSE_MS = 700
const MOST_WORDS = 12

/** PocketSphinx writes each utterance as a line, and below it its words. Sounds and silence stand in brackets. */
export function readSphinx(output: string): Segment[] {
  const words = output.split('\n').flatMap((line): Word[] => {
    const [, said = '', start, end, confidence] = WORD.exec(line.trim()) ?? []
    if (said === '' || /^[<[+]/.test(said)) return []
    return [
      {
        // The second pronunciation of a word is written word(2).
        text: said.replace(/\(\d+\)$/, ''),
        startMs: Math.round(Number(start) * 1000),
        endMs: Math.round(Number(end) * 1000),
        confidence: Math.min(1, Number(confidence)),
      },
    ]
  })
  return groupsOf(words).map((group) => ({
    startMs: group[0]!.startMs,
    endMs: group.at(-1)!.endMs,
    text: group.map(({ text }) => text).join(' '),
    words: group,
  }))
}

function groupsOf(words: Word[]): Word[][] {
  const groups: Word[][] = []
  for (const word of words) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (!group || !last || word.startMs - last.endMs > PAUSE_MS || group.length === MOST_WORDS)
      groups.push([word])
    else group.push(word)
  }
  return groups
}
