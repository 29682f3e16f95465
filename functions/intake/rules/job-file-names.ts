// Which job file belongs to which source, by their names.
import { fileNameOf, folderOf } from '../../../lib/object-key.ts'
import type { JobFile, Reason } from '../../../schemas/generated/types.ts'

export const JOB_FILE_SUFFIX = '.job.json'

/** An object key has at most 1,024 bytes as UTF-8 (S3 user guide, "Naming objects"). */
const LONGEST_KEY_BYTES = 1024

/** Without the last suffix; a leading dot begins a name and no suffix. */
function stemOf(key: string): string {
  const name = fileNameOf(key)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? folderOf(key) + name.slice(0, dot) : key
}

export const isJobFileKey = (key: string): boolean =>
  key.endsWith(JOB_FILE_SUFFIX) && fileNameOf(key).length > JOB_FILE_SUFFIX.length

/** Where the job file of a source may lie: `clip.mp4.job.json` goes before `clip.job.json`. None for a job file. */
export function jobFileKeysFor(sourceKey: string): string[] {
  if (isJobFileKey(sourceKey)) return []
  const keys = [sourceKey + JOB_FILE_SUFFIX, stemOf(sourceKey) + JOB_FILE_SUFFIX]
  return [...new Set(keys)].filter((key) => new TextEncoder().encode(key).length <= LONGEST_KEY_BYTES)
}

/**
 * The source of a job file among the keys beside it: the one its `source` field names, and no other; else the one
 * whose whole name it bears; else the first, by name, with the same stem.
 * @returns undefined when it is not there
 */
export function sourceKeyFor(
  jobFileKey: string,
  { source }: Pick<JobFile, 'source'>,
  keysBeside: string[],
): string | undefined {
  const sources = keysBeside
    .filter((key) => !isJobFileKey(key) && folderOf(key) === folderOf(jobFileKey))
    .sort()
  if (source !== undefined) return sources.find((key) => key === folderOf(jobFileKey) + source)
  const bare = jobFileKey.slice(0, -JOB_FILE_SUFFIX.length)
  return sources.find((key) => key === bare) ?? sources.find((key) => stemOf(key) === bare)
}

/** A job file that names another source is not meant for this one, though it bears its name. */
export const isMeantFor = (sourceKey: string, { source }: Pick<JobFile, 'source'>): boolean =>
  source === undefined || fileNameOf(sourceKey) === source

/**
 * The `source` of a job file chooses among files of its own name (`clip.mov` and `clip.mp4` beside `clip.job.json`); a
 * source of another name would not find this job file when it comes second.
 */
export function checkSourceName(jobFileKey: string, { source }: Pick<JobFile, 'source'>): Reason[] {
  if (source === undefined || jobFileKeysFor(folderOf(jobFileKey) + source).includes(jobFileKey)) return []
  return [
    {
      code: 'job-file-invalid',
      field: '/source',
      message: `The job file names the source "${source}", which has another name. Call the job file "${source}${JOB_FILE_SUFFIX}".`,
    },
  ]
}
