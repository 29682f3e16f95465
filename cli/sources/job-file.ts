import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, parse } from 'node:path'

export const JOB_FILE_SUFFIX = '.job.json'

/** As the workflow sees it: by the exact ending, and with a name before it. */
export const isJobFile = (path: string) =>
  path.endsWith(JOB_FILE_SUFFIX) && basename(path).length > JOB_FILE_SUFFIX.length

/** The names a job file of this source may have; the first that exists counts. */
export const jobFileNames = (sourceName: string) => [
  ...new Set([`${sourceName}${JOB_FILE_SUFFIX}`, `${parse(sourceName).name}${JOB_FILE_SUFFIX}`]),
]

/** A broken job file is not judged here: the workflow says what is wrong with it, in one place for all. */
function isFor(path: string, sourceName: string): boolean {
  try {
    const { source } = JSON.parse(readFileSync(path, 'utf8')) as { source?: unknown }
    return typeof source !== 'string' || source === sourceName
  } catch {
    return true
  }
}

/** The job file beside a source, unless it names another source. */
export function findJobFile(sourcePath: string): string | undefined {
  const sourceName = basename(sourcePath)
  return jobFileNames(sourceName)
    .map((name) => join(dirname(sourcePath), name))
    .find((path) => existsSync(path) && statSync(path).isFile() && isFor(path, sourceName))
}
