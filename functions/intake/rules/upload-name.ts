// Names of files that are uploaded through the API. A name becomes the end of an object's key and nothing else: it is
// kept as it is, in any script, or it is refused.
import { formatOfName } from '../../../lib/captions/caption-format.ts'
import { sidecarsOf } from '../../../lib/captions/sidecar.ts'
import type { JobFile } from '../../../schemas/generated/types.ts'
import { isJobFileKey, JOB_FILE_SUFFIX } from './job-file-names.ts'

/** Everything of one upload lies below it. */
export const uploadPrefix = (uploadId: string): string => `uploads/${uploadId}/`

export const uploadKey = (uploadId: string, fileName: string): string => uploadPrefix(uploadId) + fileName

/** S3 takes keys of 1,024 bytes of UTF-8; the job file beside a film has the longest. */
const LONGEST_KEY_BYTES = 1024
const LONGEST_NAME_BYTES = LONGEST_KEY_BYTES - uploadPrefix('0'.repeat(32)).length - JOB_FILE_SUFFIX.length

// C0, DEL and C1 controls, and the line ends of Unicode.
// eslint-disable-next-line no-control-regex -- these are the characters to refuse
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

/** S3 puts the name that a form gives its file in the place of these words, so that a key with them is not one key. */
const VARIABLE = '${'

/** What is wrong with the name of a file, in words; nothing for a good one. */
export function faultOfName(name: string): string | undefined {
  if (name.trim() === '' || name === '.' || name === '..') return 'is no name of a file'
  if (/[/\\]/.test(name)) return 'has a folder in it; give the name alone'
  if (!name.isWellFormed()) return 'is broken text'
  if (CONTROLS.test(name)) return 'has a control character in it'
  if (name.includes(VARIABLE)) return `has "${VARIABLE}" in it`
  const bytes = new TextEncoder().encode(name).length
  return bytes > LONGEST_NAME_BYTES ? `takes ${bytes} bytes; ${LONGEST_NAME_BYTES} are allowed` : undefined
}

/** What is wrong with the name of a film. */
export function faultOfFilmName(name: string): string | undefined {
  const fault = faultOfName(name)
  if (fault !== undefined) return fault
  if (isJobFileKey(name)) return 'is that of a job file; give its content as `job`'
  return formatOfName(name) === undefined ? undefined : 'is that of captions; give them as `captions`'
}

/** What is wrong with the name of captions: the workflow must find them beside the film, or in the job file. */
export function faultOfCaptionName(name: string, filmName: string, job?: JobFile): string | undefined {
  const fault = faultOfName(name)
  if (fault !== undefined) return fault
  if (formatOfName(name) === undefined) return 'is not that of a caption file'
  const isNamed = (job?.captions ?? []).some(({ file }) => file === name)
  const isBeside = sidecarsOf(filmName, [{ key: filmName }, { key: name }]).length > 0
  return isNamed || isBeside
    ? undefined
    : `does not belong to ${filmName}, and \`job.captions\` does not name it`
}
