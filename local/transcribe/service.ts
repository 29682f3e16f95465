// The local Amazon Transcribe: batch jobs on whatever speech engine the machine has; without one, jobs fail and say so.
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { jobAnswer } from './answers.ts'
import { readName } from './check-input.ts'
import { noSuchJob } from './errors.ts'
import { createJobQueue } from './job-queue.ts'
import { listOperation } from './operations/list.ts'
import { startOperation } from './operations/start.ts'
import { openJobStore } from './store.ts'

export function createTranscribeService(context: CloudContext): OperationService {
  const store = openJobStore(context.dataDir)
  const queue = createJobQueue({ context, store })
  return {
    signingName: 'transcribe',
    eventSource: 'transcribe.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'Transcribe' },
    operations: {
      StartTranscriptionJob: startOperation({ context, store, onAdded: () => queue.kick() }),
      GetTranscriptionJob(input: Record<string, unknown>) {
        const record = store.find(readName(input))
        if (!record) throw noSuchJob()
        return { TranscriptionJob: jobAnswer(record, context.region) }
      },
      ListTranscriptionJobs: listOperation(store),
      DeleteTranscriptionJob(input: Record<string, unknown>) {
        const name = readName(input)
        store.delete(name)
        queue.drop(name)
        return {}
      },
    },
    start: () => queue.resume(),
    // A job that writes its transcript when S3 is gone would fail.
    halt: () => queue.stop(),
    async stop() {
      await queue.stop()
      store.close()
    },
  }
}
