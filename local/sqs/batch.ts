// Ten entries in one request: each succeeds or fails by itself.
import { AwsError } from '../runtime/aws-error.ts'

export interface BatchEntry {
  Id?: string
}

const MOST_ENTRIES = 10
const ID = /^[A-Za-z0-9_-]{1,80}$/

/** Throws when the batch as a whole cannot be taken. */
export function checkBatch<T extends BatchEntry>(
  entries: T[] | undefined,
  what: string,
): (T & { Id: string })[] {
  if (!entries?.length)
    throw new AwsError(
      'EmptyBatchRequest',
      `There should be at least one ${what}RequestEntry in the request.`,
    )
  if (entries.length > MOST_ENTRIES)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`,
    )
  const seen = new Set<string>()
  for (const { Id = '' } of entries) {
    if (!ID.test(Id))
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      )
    if (seen.has(Id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`)
    seen.add(Id)
  }
  return entries as (T & { Id: string })[]
}

/** `work` answers for one entry, or throws an AwsError that fails this entry alone. */
export function runBatch<T extends { Id: string }>(entries: T[], work: (entry: T) => object | void) {
  const Successful: object[] = []
  const Failed: object[] = []
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...work(entry) })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const { code: Code, message: Message } = error
      Failed.push({ Id: entry.Id, SenderFault: error.statusCode < 500, Code, Message })
    }
  }
  return { Successful, ...(Failed.length > 0 && { Failed }) }
}
