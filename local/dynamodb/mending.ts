// LevelDB after a full disk. A write that found no room leaves half a record in the log; what is written behind it is
// answered and read, and lost at the next start, where the log is read up to the half record only. So after such a
// failure nothing more is written until the database was closed and opened again, which begins a new log.
import { statfs } from 'node:fs/promises'
import { isDiskFull } from '../runtime/disk-full.ts'

/** Opening writes what the log held into a table of its own: up to 4 MB of items, and what is about them. */
const ROOM_BYTES = 16 << 20

export interface Mending {
  /** Runs a call on the database; `writes` waits for it to be mended, and fails as a full disk does until there is room. */
  guard<T>(writes: boolean, run: () => Promise<T>): Promise<T>
}

const noRoom = () => Object.assign(new Error('No space left on device'), { code: 'ENOSPC' })

export const roomBelow = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

export function createMending(reopen: () => Promise<void>, roomBytes: () => Promise<number>): Mending {
  const underWay = new Set<Promise<unknown>>()
  let isTorn = false
  let mending: Promise<void> | undefined

  const mend = async () => {
    if ((await roomBytes()) < ROOM_BYTES) throw noRoom()
    await Promise.allSettled(underWay)
    await reopen()
    isTorn = false
  }
  return {
    async guard(writes, run) {
      if (isTorn && writes) mending ??= mend().finally(() => (mending = undefined))
      // Who reads does not care whether it is mended, only that it is not closed in this moment.
      if (mending) await (writes ? mending : mending.catch(() => undefined))
      const work = run()
      underWay.add(work)
      try {
        return await work
      } catch (error) {
        if (writes && isDiskFull(error)) isTorn = true
        throw error
      } finally {
        underWay.delete(work)
      }
    },
  }
}
