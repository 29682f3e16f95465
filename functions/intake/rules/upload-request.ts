// Which uploads are begun. What is refused here costs nothing; what is let through is inspected when it is there.
import { checkChoices } from './choices.ts'
import { parseJobFile } from './job-file.ts'
import { JOB_FILE_SUFFIX } from './job-file-names.ts'
import { isFilmType, mediaTypeOf } from './media-type.ts'
import { faultOfCaptionName, faultOfFilmName, uploadKey } from './upload-name.ts'
import type { JobFile, UploadRequest } from '../../../schemas/generated/types.ts'

export interface UploadLimits {
  maxSizeBytes: number
  /** `job-file`: a film is not worked on before its job file is there. */
  trigger: string
  /** The policies that may be named; without it any that there is. */
  policies?: string[]
}

export type UploadRefusal =
  | 'file-empty'
  | 'file-too-large'
  | 'file-name-wrong'
  | 'file-type-wrong'
  | 'caption-name-wrong'
  | 'job-file-wrong'
  | 'job-file-missing'
  | 'policy-not-open'

export interface Refusal {
  code: UploadRefusal
  words: string
}

const refusal = (code: UploadRefusal, words: string): Refusal => ({ code, words })

function checkFile({ fileName, sizeBytes, contentType }: UploadRequest, limits: UploadLimits) {
  const fault = faultOfFilmName(fileName)
  if (fault !== undefined) return refusal('file-name-wrong', `The file name ${fault}.`)
  if (sizeBytes === 0) return refusal('file-empty', 'The file is empty.')
  if (sizeBytes > limits.maxSizeBytes)
    return refusal(
      'file-too-large',
      `The file takes ${sizeBytes} bytes; ${limits.maxSizeBytes} are allowed here.`,
    )
  if (contentType === undefined || isFilmType(contentType)) return undefined
  return refusal(
    'file-type-wrong',
    'The content type is not that of a film: video/…, application/mxf, or application/octet-stream.',
  )
}

function checkPolicy({ policy }: JobFile, { policies }: UploadLimits) {
  if (policy === undefined || policies === undefined || policies.includes(policy)) return undefined
  const open = policies.join(', ')
  return refusal(
    'policy-not-open',
    `The policy "${policy}" is not open to people who upload; these are: ${open}.`,
  )
}

function checkJob({ fileName, job }: UploadRequest, limits: UploadLimits) {
  if (job === undefined && limits.trigger === 'job-file')
    return refusal(
      'job-file-missing',
      'Here a film is worked on only with a job file: give `job`, {} at least.',
    )
  if (job === undefined) return undefined
  // First: a policy that is closed is not named to them.
  const closed = checkPolicy(job, limits)
  if (closed !== undefined) return closed
  const parsed = parseJobFile(JSON.stringify(job))
  const reasons = 'reasons' in parsed ? parsed.reasons : checkChoices(job)
  if (reasons.length > 0) return refusal('job-file-wrong', reasons.map(({ message }) => message).join(' '))
  return job.source === undefined || job.source === fileName
    ? undefined
    : refusal('job-file-wrong', 'In the job file, /source names another film.')
}

function checkCaptions({ fileName, captions = [], job }: UploadRequest) {
  const names = captions.map((one) => one.fileName)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return refusal('caption-name-wrong', `The captions ${twice} are named twice.`)
  for (const name of names) {
    const fault = faultOfCaptionName(name, fileName, job)
    if (fault !== undefined) return refusal('caption-name-wrong', `The caption file name ${name} ${fault}.`)
  }
  return undefined
}

/** Why an upload is not begun; undefined where nothing speaks against it. */
export const checkUpload = (request: UploadRequest, limits: UploadLimits): Refusal | undefined =>
  checkFile(request, limits) ?? checkJob(request, limits) ?? checkCaptions(request)

/** What is written down of an upload that may begin. */
export function planUpload(request: UploadRequest, uploadId: string) {
  const { fileName, sizeBytes, contentType = mediaTypeOf(fileName), captions = [], job } = request
  const key = uploadKey(uploadId, fileName)
  return {
    uploadId,
    key,
    sizeBytes,
    contentType,
    captions,
    ...(job !== undefined && { jobFileKey: key + JOB_FILE_SUFFIX }),
  }
}
