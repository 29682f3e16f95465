import type { readText } from '../../lib/aws/s3.ts'
import { NotFoundError } from '../../lib/errors.ts'
import type { Source } from '../../schemas/generated/types.ts'
import { isMeantFor, jobFileKeysFor } from './rules/job-file-names.ts'
import { ENOUGH_BYTES, parseJobFile, type ParsedJobFile } from './rules/job-file.ts'

/** The job file beside a source, by its name; `{ jobFile: undefined }` where there is none. */
export async function findJobFile(
  source: Pick<Source, 'bucket' | 'key'>,
  storage: { readText: typeof readText },
): Promise<ParsedJobFile | { jobFile: undefined }> {
  for (const key of jobFileKeysFor(source.key)) {
    try {
      const parsed = parseJobFile(await storage.readText({ bucket: source.bucket, key }, ENOUGH_BYTES))
      if ('reasons' in parsed || isMeantFor(source.key, parsed.jobFile)) return parsed
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
    }
  }
  return { jobFile: undefined }
}
