// What the owner of a source asks for, in a file beside it.
import type { ErrorObject } from 'ajv'
import { findJsonError, placeOf } from '../../../lib/json-error.ts'
import type { JobFile, Reason } from '../../../schemas/generated/types.ts'
import { validateJobFile } from '../../../schemas/generated/validators.mjs'
import { checkMetadata } from './job-metadata.ts'

export type ParsedJobFile = { jobFile: JobFile } | { reasons: Reason[] }

/** Reasons travel in the state of an execution (256 KB) and stay in one item (400 KB), whatever the file is full of. */
const MOST_REASONS = 20
const LONGEST_FIELD = 300

function invalid(pointer: string, words: string): Reason {
  const field = pointer.length > LONGEST_FIELD ? `${pointer.slice(0, LONGEST_FIELD)}…` : pointer
  const place = field === '' ? 'the whole content' : field
  return { code: 'job-file-invalid', message: `In the job file, ${place} ${words}.`, field }
}

const escapePointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Names the field by its JSON pointer; a field that should not be there by its own. */
function describeSchemaError({ instancePath, keyword, params, message }: ErrorObject): Reason {
  if (keyword === 'additionalProperties') {
    const name = escapePointer(String(params['additionalProperty']))
    return invalid(`${instancePath}/${name}`, 'is not known; check its spelling or put it into "metadata"')
  }
  return invalid(instancePath, message ?? 'is not valid')
}

/** Far more than the metadata may take, so that a film under a wrong name is not read as text. */
const LONGEST_TEXT = 512 * 1024

/** So much of a job file is read: UTF-8 takes at most three bytes for a UTF-16 unit, so that more is always too long. */
export const ENOUGH_BYTES = 4 * LONGEST_TEXT

function parseJson(text: string): { value: unknown } | { reasons: Reason[] } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    const { line, column } = placeOf(text, findJsonError(text) ?? text.length)
    return {
      reasons: [
        {
          code: 'job-file-not-json',
          message: `The job file is not valid JSON: line ${line}, column ${column} is wrong. Correct it and upload it again.`,
        },
      ],
    }
  }
}

/** What is said of a file, and decided on it, is known by the file: one is one track. */
function checkCaptions({ captions = [] }: JobFile): Reason[] {
  const files = captions.map(({ file }) => file)
  return files.flatMap((file, index) =>
    files.indexOf(file) === index
      ? []
      : [invalid(`/captions/${index}/file`, 'names a file for the second time')],
  )
}

/**
 * The job file, or why it cannot be used; the reasons name each field at fault. A byte order mark is no fault, and
 * words that databases reserve are data.
 */
export function parseJobFile(text: string): ParsedJobFile {
  if (text.length > LONGEST_TEXT) {
    return {
      reasons: [{ code: 'job-file-too-large', message: 'The job file is larger than 512 KB. Shorten it.' }],
    }
  }
  const parsed = parseJson(text.replace(/^\uFEFF/, ''))
  if ('reasons' in parsed) return parsed
  const { value } = parsed
  if (!validateJobFile(value)) {
    return { reasons: (validateJobFile.errors ?? []).slice(0, MOST_REASONS).map(describeSchemaError) }
  }
  const reasons = [
    ...checkMetadata(value.metadata).map(({ pointer, words }) => invalid(`/metadata${pointer}`, words)),
    ...checkCaptions(value),
  ]
  return reasons.length > 0 ? { reasons } : { jobFile: value }
}
