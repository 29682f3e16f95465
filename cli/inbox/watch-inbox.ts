// The inbox: a folder whose files become uploads. They stay where they are; what was taken is remembered beside the
// data, so that a restart takes nothing twice.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { pause } from '../interrupt.ts'
import { chooseReady, lookOf, updateSightings } from './choose-ready.ts'
import type { Sightings } from './choose-ready.ts'
import { scanInbox } from './scan.ts'
import type { InboxFile } from './scan.ts'

export interface Inbox {
  folder: string
  /** Where the memory of taken files is kept. */
  memoryPath: string
  /** Uploads one file; answers when the bucket has it. A failure leaves the file to be tried again. */
  upload: (file: InboxFile) => Promise<void>
  onFailure: (file: InboxFile, error: unknown) => void
  scanEveryMs?: number
  stableMs?: number
}

const RETRY_AFTER_MS = 30_000

function readMemory(path: string): Map<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>))
  } catch {
    return new Map()
  }
}

function saveMemory(path: string, taken: Map<string, string>): void {
  writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(taken)))
  renameSync(`${path}.new`, path)
}

/** Runs until `signal` is aborted. */
export async function watchInbox(inbox: Inbox, signal: AbortSignal): Promise<void> {
  const { scanEveryMs = 1000, stableMs = 2000 } = inbox
  mkdirSync(inbox.folder, { recursive: true })
  const taken = readMemory(inbox.memoryPath)
  const retryAtMs = new Map<string, number>()
  let sightings: Sightings = new Map()

  const take = async (file: InboxFile) => {
    try {
      await inbox.upload(file)
      taken.set(file.key, lookOf(file))
      saveMemory(inbox.memoryPath, taken)
    } catch (error) {
      if (signal.aborted) return
      retryAtMs.set(file.key, Date.now() + RETRY_AFTER_MS)
      inbox.onFailure(file, error)
    }
  }
  while (!signal.aborted) {
    const files = await scanInbox(inbox.folder).catch(() => [])
    const nowMs = Date.now()
    sightings = updateSightings(sightings, files, nowMs)
    const ready = chooseReady(files, sightings, { taken, nowMs, stableMs })
    // One after the other: job files are there before their videos.
    for (const file of ready) {
      if ((retryAtMs.get(file.key) ?? 0) <= nowMs && !signal.aborted) await take(file)
    }
    await pause(scanEveryMs, signal).catch(() => undefined)
  }
}
