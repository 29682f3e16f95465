// Serverless builds in fixed folders of the project: two deployments at once take each other's files away, and one of
// them waits for ever. So one at a time, across all terminals of this machine.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pause } from '../interrupt.ts'
import { DEFAULT_DATA } from '../target.ts'

export const DEPLOY_LOCK = join(DEFAULT_DATA, 'deploy.lock')

const LOOK_EVERY_MS = 300

function tryLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function holderIsAlive(path: string): boolean {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Runs `work` while no other process that asks for the lock does. A lock whose holder has died is taken over. */
export async function holdingLock<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  while (!tryLock(path)) {
    if (!holderIsAlive(path)) rmSync(path, { force: true })
    else await pause(LOOK_EVERY_MS, signal)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}
