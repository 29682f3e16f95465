// What an error code of MediaConvert means for us.
// Source: docs.aws.amazon.com/mediaconvert/latest/ug/mediaconvert_error_codes.html

/** The source's fault, passing trouble of the provider, or a fault of ours (settings, permissions). */
export type JobErrorClass = 'content' | 'transient' | 'fault'

interface ContentError {
  class: 'content'
  /** What a person who uploaded the file understands. */
  message: string
}

type JobError = ContentError | { class: 'transient' | 'fault' }

const content = (message: string): ContentError => ({ class: 'content', message })
const TRANSIENT = { class: 'transient' } as const
const FAULT = { class: 'fault' } as const

const DAMAGED = 'The video file is damaged. Export it again, or upload another copy.'
const UNREADABLE = 'The video file cannot be read. Save it as MP4 with H.264 video and upload it again.'

const JOB_ERRORS: Record<number, JobError> = {
  1010: content(UNREADABLE), // input cannot be opened; missing permission has codes of its own
  1020: content('The file contains no picture. Upload a file with a video track.'),
  1021: content('The sound of the video cannot be found. Export the video again and upload it.'),
  1030: content(
    'The video is in a format that is not supported. Save it as MP4 with H.264 video and upload it again.',
  ),
  1040: FAULT, // settings do not fit together or do not fit the source
  1041: FAULT, // settings against acceleration
  1042: FAULT, // too little work for acceleration
  1050: TRANSIENT, // disk of the transcoder full
  1056: FAULT, // input or output file cannot be opened
  1060: FAULT, // clipping time codes
  1075: content(DAMAGED), // demultiplexer gave up
  1076: content('The video file ends too early. Upload it again, completely.'),
  1080: FAULT, // MXF output settings
  1091: FAULT, // encryption
  1092: content('The sound of the video cannot be read. Save it with AAC sound and upload it again.'),
  1401: FAULT, // storage denied access
  1404: FAULT, // file or bucket not found
  1432: FAULT, // role: permissions
  1433: FAULT, // role: does not exist
  1434: FAULT, // role: not assumable
  1507: TRANSIENT, // disk of the transcoder full
  1515: FAULT, // role: malformed
  1550: TRANSIENT, // acceleration failed by itself
  1999: TRANSIENT, // unexpected error of the transcoder
  3408: TRANSIENT, // fetching the input failed
  3450: TRANSIENT, // server of the input failed
  3451: TRANSIENT, // server of the input not reached
  3457: FAULT, // input policy
  3999: TRANSIENT, // unexpected error while fetching
}

/** A code that nobody knows is a fault: it is looked at by a person, not tried for ever. */
export const classifyJobError = (code: number): JobErrorClass => (JOB_ERRORS[code] ?? FAULT).class

const SETTINGS_ERRORS = [1040, 1041]

/** The job asks for something that cannot be, or nobody knows what is wrong with it. */
export const isSettingsError = (code: number): boolean =>
  SETTINGS_ERRORS.includes(code) || JOB_ERRORS[code] === undefined

/** The sentence for a content error, else undefined. */
export function explainJobError(code: number): string | undefined {
  const error = JOB_ERRORS[code]
  return error?.class === 'content' ? error.message : undefined
}

const OBJECT_PATH = /\s*(?:\[s3:\/\/.*?\](?=[\]:;,.]|$)|s3:\/\/\S+)/g

/** The provider's words without the places of our files: a reason is read by people to whom these say nothing. */
export const withoutPaths = (words: string): string => words.replace(OBJECT_PATH, '')
