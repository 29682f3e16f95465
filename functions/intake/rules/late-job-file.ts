import { DEFAULT_POLICY } from '../../../lib/policies.ts'
import type { Asset, JobFile, JobOptions } from '../../../schemas/generated/types.ts'

/** Reasons that a better job file takes away; the others lie in the video itself. */
const JOB_FILE_REASONS = new Set([
  'job-file-invalid',
  'job-file-missing',
  'job-file-not-json',
  'job-file-too-large',
  'unknown-policy',
  'unknown-profile',
])

const wasJobFilesFault = ({ reasons }: Pick<Asset, 'reasons'>) =>
  reasons.some(({ code }) => JOB_FILE_REASONS.has(code))

const OPTIONS = ['maxHeightPx', 'mp4', 'thumbnails'] as const satisfies (keyof JobOptions)[]

const samePolicy = (one = DEFAULT_POLICY, other = DEFAULT_POLICY) => one === other

const sameOptions = (one: JobOptions = {}, other: JobOptions = {}) =>
  OPTIONS.every((option) => one[option] === other[option])

/**
 * A job file that comes after its video changes words in the record; it has the asset processed again when it asks for
 * other renditions or another policy, or when the asset was rejected for want of it.
 */
export function decideLateJobFile(
  asset: Pick<Asset, 'outcome' | 'reasons' | 'profile' | 'policy' | 'options'>,
  jobFile: JobFile,
  defaultProfile: string,
): 'note' | 'reprocess' {
  if (asset.outcome === 'rejected') return wasJobFilesFault(asset) ? 'reprocess' : 'note'
  const sameRenditions =
    asset.profile === (jobFile.profile ?? defaultProfile) && sameOptions(asset.options, jobFile.options)
  return sameRenditions && samePolicy(asset.policy, jobFile.policy) ? 'note' : 'reprocess'
}
