import { setTimeout as delay } from 'node:timers/promises'
import type { Made } from './provider.ts'

const nameOf = (error: unknown) => (error as { name?: string }).name ?? ''

/** Removing what is not there any more is removing it. */
export async function unlessGone(work: Promise<unknown>, ...goneNames: string[]): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!goneNames.includes(nameOf(error))) throw error
  }
}

const ABSENT_SERVICE =
  /^(LocalCloudNotSupported|UnknownService|UnknownOperation|UnknownOperationException|NotImplemented)$/

/** For a type whose service the local cloud may not have: the resource is then recorded, and its event says so. */
export async function orRecorded(work: Promise<Made>, recorded: Made): Promise<Made> {
  try {
    return await work
  } catch (error) {
    if (!ABSENT_SERVICE.test(nameOf(error))) throw error
    return { ...recorded, note: RECORDED_NOTE }
  }
}

export const RECORDED_NOTE = 'recorded, not carried out by the local cloud'

const POLL_MS = 20
const LONGEST_POLL_MS = 30_000

/** Asks until the service says it is ready. A technical wait in real time: no business clock has a part in it. */
export async function until(what: string, isReady: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + LONGEST_POLL_MS
  while (!(await isReady())) {
    if (performance.now() > deadlineMs)
      throw new Error(`${what} was not ready after ${LONGEST_POLL_MS / 1000} s`)
    await delay(POLL_MS)
  }
}
