// How far a virtual clock is ahead of the wall clock, kept in the data folder: time must not go back when the cloud is
// started again on the same data.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface KeptOffset {
  read(): number
  write(offsetMs: number): void
}

export function keptOffset(dataDir: string): KeptOffset {
  const path = join(dataDir, 'virtual-clock')
  return {
    read() {
      try {
        return Number(readFileSync(path, 'utf8')) || 0
      } catch {
        return 0
      }
    },
    write(offsetMs) {
      mkdirSync(dataDir, { recursive: true })
      writeFileSync(path, String(offsetMs))
    },
  }
}
