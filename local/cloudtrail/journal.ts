// The journal of all calls, `cloudtrail.jsonl`: append-only, one record a line, in the order in which calls ended.
import { mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CloudContext } from '../runtime/context.ts'
import { buildRecord } from './record.ts'
import type { JournalEntry } from './record.ts'

export interface Journal {
  /** Returns at once; the line is written soon after. */
  record(entry: JournalEntry): void
  /** Resolves when everything recorded so far is in the file, or could not be written. */
  flush(): Promise<void>
  close(): Promise<void>
}

// While the disk is full, records wait in memory; beyond this many the oldest are given up.
const MAX_WAITING = 20_000

export function createJournal(
  context: Pick<CloudContext, 'accountId' | 'region' | 'dataDir' | 'clock' | 'log'>,
): Journal {
  const path = join(context.dataDir, 'cloudtrail.jsonl')
  mkdirSync(dirname(path), { recursive: true })
  let waiting: string[] = []
  let file: Promise<FileHandle> | undefined
  let writing: Promise<void> = Promise.resolve()
  let hasFailed = false

  const writeWaiting = async () => {
    if (waiting.length === 0) return
    const lines = waiting
    waiting = []
    try {
      file ??= openAtLineStart(path)
      // After a failure half a line may stand at the end: the line break keeps it apart.
      await (await file).appendFile((hasFailed ? '\n' : '') + lines.join(''))
      hasFailed = false
    } catch (error) {
      if (!hasFailed) context.log(`The journal ${path} cannot be written: ${(error as Error).message}`)
      hasFailed = true
      waiting = [...lines, ...waiting].slice(-MAX_WAITING)
    }
  }
  const flush = () => (writing = writing.then(writeWaiting))

  return {
    record(entry) {
      const { accountId, region } = context
      waiting.push(
        JSON.stringify(buildRecord(entry, { timeMs: context.clock.now(), accountId, region })) + '\n',
      )
      // Lines that gather while a write is under way go together in the next one.
      if (waiting.length === 1) void flush()
    },
    flush,
    async close() {
      await flush()
      await (await file?.catch(() => undefined))?.close()
    },
  }
}

// A line that a crash cut off is ended, so that the next record starts on its own.
async function openAtLineStart(path: string): Promise<FileHandle> {
  const file = await open(path, 'a+')
  const { size } = await file.stat()
  if (size > 0) {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
    if (buffer.toString() !== '\n') await file.appendFile('\n')
  }
  return file
}
