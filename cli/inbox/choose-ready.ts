// Which files of the inbox are complete and new. Pure: the watcher brings what it sees and keeps what it is told.
import { basename, dirname, join } from 'node:path'
import { isCaptionFile } from '../sources/caption-files.ts'
import { isJobFile, jobFileNames } from '../sources/job-file.ts'
import type { InboxFile } from './scan.ts'

/** Since when a file has looked as it does. */
export type Sightings = Map<string, { look: string; sinceMs: number }>

// A copy begins as an empty file; only one that stays empty is meant to be empty.
const EMPTY_STABLE_MS = 10_000

export const lookOf = ({ sizeBytes, modifiedMs }: InboxFile) => `${sizeBytes}:${modifiedMs}`

/** The sightings after another look at the inbox; a changed file starts anew. */
export function updateSightings(before: Sightings, files: InboxFile[], nowMs: number): Sightings {
  return new Map(
    files.map((file) => {
      const seen = before.get(file.key)
      const look = lookOf(file)
      return [file.key, seen?.look === look ? seen : { look, sinceMs: nowMs }]
    }),
  )
}

/**
 * Files that have not changed for `stableMs` and were not taken as they are, job files and captions first. A video whose job file is
 * still being written waits for it.
 */
export function chooseReady(
  files: InboxFile[],
  sightings: Sightings,
  { taken, nowMs, stableMs }: { taken: ReadonlyMap<string, string>; nowMs: number; stableMs: number },
): InboxFile[] {
  const isStable = (file: InboxFile) =>
    nowMs - (sightings.get(file.key)?.sinceMs ?? nowMs) >= (file.sizeBytes === 0 ? EMPTY_STABLE_MS : stableMs)
  const unstable = new Set(files.filter((file) => !isStable(file)).map(({ path }) => path))
  const waitsForJobFile = ({ path }: InboxFile) =>
    jobFileNames(basename(path)).some((name) => unstable.has(join(dirname(path), name)))
  const ready = files.filter(
    (file) => !unstable.has(file.path) && taken.get(file.key) !== lookOf(file) && !waitsForJobFile(file),
  )
  const isBeside = ({ key }: InboxFile) => isJobFile(key) || isCaptionFile(key)
  return [...ready.filter(isBeside), ...ready.filter((file) => !isBeside(file))]
}
