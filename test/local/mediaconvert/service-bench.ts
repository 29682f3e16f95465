// The service without gateway and S3: operations called directly, events collected.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Job } from '../../../local/mediaconvert/job-record.ts'
import type { MediaConvertOptions } from '../../../local/mediaconvert/service.ts'
import { createMediaConvertService } from '../../../local/mediaconvert/service.ts'
import { createActivity } from '../../../local/runtime/activity.ts'
import { virtualClock } from '../../../local/runtime/clock.ts'
import type { CloudContext, ServiceEvent } from '../../../local/runtime/context.ts'
import { createIdentities } from '../../../local/runtime/identities.ts'
import type { FolderStorage } from './folder-storage.ts'
import { folderStorage } from './folder-storage.ts'
import { NO_AUTHORITY } from '../../support/no-authority.ts'

export function openBench(
  options: MediaConvertOptions = {},
  dataDir = mkdtempSync(join(tmpdir(), 'mediaconvert-')),
) {
  const storage: FolderStorage = folderStorage(join(dataDir, 'buckets'))
  mkdirSync(join(dataDir, 'buckets', 'in'), { recursive: true })
  const events: ServiceEvent[] = []
  const lines: string[] = []
  const clock = virtualClock()
  const context: CloudContext = {
    accountId: '000000000000',
    region: 'us-east-1',
    endpointUrl: () => 'http://127.0.0.1:9',
    dataDir,
    clock,
    activity: createActivity(),
    identities: createIdentities('000000000000'),
    authority: NO_AUTHORITY,
    emitEvent: (event) => Promise.resolve(void events.push(event)),
    log: (line) => void lines.push(line),
  }
  const service = createMediaConvertService(context, { openStorage: () => storage, ...options })
  const call = async <T>(operation: string, input: object): Promise<T> =>
    (await service.operations[operation]!(input, {
      caller: context.identities.resolve(undefined),
      requestId: 'request',
      headers: {},
    })) as T
  const statusesOf = (id: string) =>
    events.filter(({ detail }) => detail.jobId === id).map(({ detail }) => String(detail.status))

  return {
    dataDir,
    service,
    storage,
    context,
    clock,
    events,
    lines,
    call,
    statusesOf,
    upload: (file: string, key = 'source') => copyFileSync(file, join(dataDir, 'buckets', 'in', key)),
    create: async (request: object) => (await call<{ job: Job }>('CreateJob', request)).job,
    job: async (id: string) => (await call<{ job: Job }>('GetJob', { id })).job,
    /** Resolves when an event of this status was sent for the job. */
    async eventOf(id: string, status: string): Promise<ServiceEvent> {
      for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 10) {
        const found = events.find(({ detail }) => detail.jobId === id && detail.status === status)
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error(`no event ${status} of job ${id}; there are ${statusesOf(id).join(', ')}`)
    },
    async close() {
      await service.stop?.()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
