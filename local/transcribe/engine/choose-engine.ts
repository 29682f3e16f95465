// Which engine there is: the operator's own, else PocketSphinx where it is installed, else none.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createCommandEngine, splitCommandLine } from './command-engine.ts'
import type { Engine } from './engine.ts'
import { createSphinxEngine, SPHINX_PROGRAM } from './sphinx-engine.ts'

/** Undefined where there is none. Looked at for every job: an engine may be installed while the cloud runs. */
export function chooseEngine(environment: Record<string, string | undefined>): Engine | undefined {
  const words = splitCommandLine(environment['REELGATE_TRANSCRIBE_ENGINE'] ?? '')
  if (words.length > 0) return createCommandEngine(words)
  const program = findOnPath(SPHINX_PROGRAM, environment['PATH'] ?? '')
  return program === undefined ? undefined : createSphinxEngine(program)
}

function findOnPath(name: string, path: string): string | undefined {
  const candidates = path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
