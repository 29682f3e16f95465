// Two clouds on one data folder would overwrite each other: the folder belongs to the process named in its lock file.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Takes the folder for this process, making it when needed, and returns what releases it. Throws when a living
 * process holds it; the lock of a dead one (`kill -9`) is taken over.
 */
export function lockDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, 'cloud.lock')
  if (!tryLock(path)) {
    const holder = readHolder(path)
    if (holder !== undefined && isAlive(holder)) throw inUse(dataDir, holder)
    rmSync(path, { force: true })
    // Another starter may have been quicker in taking over the stale lock.
    if (!tryLock(path)) throw inUse(dataDir, readHolder(path))
  }
  return () => {
    if (readHolder(path) === process.pid) rmSync(path, { force: true })
  }
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, 'wx')
    writeSync(file, JSON.stringify({ pid: process.pid, bornAt: bornAt(process.pid) }))
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path: string): number | undefined {
  try {
    const { pid, bornAt: lockedBirth } = JSON.parse(readFileSync(path, 'utf8')) as {
      pid: number
      bornAt?: string
    }
    const birth = bornAt(pid)
    // After a reboot or in a new container the same number may be another program.
    return lockedBirth !== undefined && birth !== undefined && birth !== lockedBirth ? undefined : pid
  } catch {
    return undefined
  }
}

// Linux tells when a process started (field 22 of /proc/PID/stat, after the name in parentheses); others do not.
function bornAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const inUse = (dataDir: string, holder: number | undefined) =>
  Object.assign(
    new Error(
      `The data folder ${resolve(dataDir)} is in use by the local cloud with process id ${holder ?? 'unknown'}. ` +
        'Stop that one, or choose another folder (--data DIR).',
    ),
    { code: 'EDATAINUSE' },
  )
