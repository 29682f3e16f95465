// StartTranscriptionJob: checks, and writes the job down.
import type { CloudContext } from '../../runtime/context.ts'
import type { Operation } from '../../runtime/service.ts'
import { jobAnswer } from '../answers.ts'
import { openBucket } from '../bucket.ts'
import { readRequest } from '../check-input.ts'
import { nameTaken, noAccess } from '../errors.ts'
import type { JobRecord } from '../job-record.ts'
import type { JobStore } from '../store.ts'

export interface StartParts {
  context: CloudContext
  store: JobStore
  /** A job was added. */
  onAdded(): void
}

export function startOperation({ context, store, onAdded }: StartParts): Operation {
  return async (input: Record<string, unknown>, { caller }) => {
    const request = readRequest(input)
    if (store.find(request.name)) throw nameTaken()
    const bucket = openBucket(context, caller.roleArn)
    try {
      if (!(await bucket.has(request.media))) throw noAccess()
    } finally {
      bucket.close()
    }
    const record: JobRecord = {
      ...request,
      status: 'IN_PROGRESS',
      ...(caller.roleArn !== undefined && { roleArn: caller.roleArn }),
      createdAtMs: context.clock.now(),
    }
    if (!store.insert(record)) throw nameTaken()
    onAdded()
    return { TranscriptionJob: jobAnswer(record, context.region) }
  }
}
