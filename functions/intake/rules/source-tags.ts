// The tags of a source, by which the lifecycle of the ingest bucket decides.
import type { Asset } from '../../../schemas/generated/types.ts'

const OUTCOME_TAG = 'reelgate:outcome'
const TTL_TAG = 'reelgate:ttl'

/** docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const MOST_TAGS = 10

export type Tags = Record<string, string>

export interface SourceFate {
  outcome: NonNullable<Asset['outcome']>
  /** `keep`, or how long behind its upload a source may stay, as `30d`. */
  ttl: string
}

/**
 * Adds the outcome, and how long the source stays unless whoever uploaded it has said so already.
 *
 * @returns undefined when nothing changes, `full` when S3 would take no more tags: other people's tags are never dropped
 */
export function tagSource(tags: Tags, { outcome, ttl }: SourceFate): Tags | 'full' | undefined {
  const wanted = { ...(ttl !== 'keep' && { [TTL_TAG]: ttl }), ...tags, [OUTCOME_TAG]: outcome }
  const isSame = Object.entries(wanted).every(([name, value]) => tags[name] === value)
  if (isSame) return undefined
  return Object.keys(wanted).length > MOST_TAGS ? 'full' : wanted
}
