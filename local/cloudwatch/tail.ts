// Follows the log groups: reads what was written since the last time, from where a restart left off.
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { parseEvent } from '../runtime/log-file.ts'
import { readEmbeddedMetrics } from './emf.ts'
import type { Store } from './store.ts'

const CHUNK_BYTES = 4 * 1024 * 1024
const LINE_BREAK = 10

/** The whole lines from an offset on, and where they end. A group that was deleted and made again begins anew. */
function readLines(path: string, from: number): { lines: string[]; offset: number } {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const start = from > size ? 0 : from
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, size - start))
    const length = readSync(file, buffer, 0, buffer.length, start)
    const end = buffer.lastIndexOf(LINE_BREAK, length - 1) + 1
    // A line longer than a chunk is no event of a log group: 1 MB is the most.
    if (end === 0) return { lines: [], offset: length === CHUNK_BYTES ? start + length : start }
    return { lines: buffer.toString('utf8', 0, end - 1).split('\n'), offset: start + end }
  } finally {
    closeSync(file)
  }
}

export function createTail(dataDir: string, store: Store) {
  const folder = join(dataDir, 'logs')

  const follow = (name: string) => {
    for (;;) {
      const from = store.kept<number>('tail', name) ?? 0
      const { lines, offset } = readLines(join(folder, name), from)
      if (offset === from) return
      // Counted and noted together: a crash repeats nothing.
      store.transaction(() => {
        for (const line of lines)
          for (const datum of readEmbeddedMetrics(parseEvent(line)?.message ?? '')) store.add(datum)
        store.keep('tail', name, offset)
      })
    }
  }

  /** Takes up the metrics of every line that was written since. */
  return function collect() {
    if (!existsSync(folder)) return
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.log')) follow(name)
  }
}
