// The local MediaConvert: the service's API in front of an engine made of ffmpeg.
import { cpus } from 'node:os'
import type { CloudContext } from '../runtime/context.ts'
import type { Caller, Credentials } from '../runtime/identities.ts'
import type { OperationService, Route } from '../runtime/service.ts'
import type { JobRecord } from './job-record.ts'
import { jobOperations } from './operations/jobs.ts'
import { probeOperation } from './operations/probe.ts'
import { openQueues, queueOperations } from './operations/queues.ts'
import { tagOperations } from './operations/tags.ts'
import { createScheduler } from './scheduler.ts'
import type { Storage } from './storage.ts'
import { openS3Storage } from './storage.ts'
import { openJobStore } from './store.ts'

export interface MediaConvertOptions {
  /** Jobs that run at the same time; at most as many as there are processors. 2 when absent. */
  jobsAtOnce?: number
  /** Storage in another's place, for tests without S3. */
  openStorage?: (credentials: Credentials) => Storage
}

const DEFAULT_JOBS_AT_ONCE = 2

const ROUTES: Route[] = [
  { ...at('POST', 'jobs'), operation: 'CreateJob', statusCode: 201 },
  { ...at('GET', 'jobs'), operation: 'ListJobs' },
  { ...at('GET', 'jobs/{id}'), operation: 'GetJob' },
  { ...at('DELETE', 'jobs/{id}'), operation: 'CancelJob', statusCode: 202 },
  { ...at('POST', 'probe'), operation: 'Probe' },
  { ...at('POST', 'endpoints'), operation: 'DescribeEndpoints' },
  { ...at('POST', 'queues'), operation: 'CreateQueue', statusCode: 201 },
  { ...at('GET', 'queues'), operation: 'ListQueues' },
  { ...at('GET', 'queues/{name}'), operation: 'GetQueue' },
  { ...at('PUT', 'queues/{name}'), operation: 'UpdateQueue' },
  { ...at('DELETE', 'queues/{name}'), operation: 'DeleteQueue', statusCode: 202 },
  { ...at('POST', 'tags'), operation: 'TagResource' },
  { ...at('PUT', 'tags/{arn+}'), operation: 'UntagResource' },
  { ...at('GET', 'tags/{arn+}'), operation: 'ListTagsForResource' },
]

function at(method: Route['method'], path: string): Pick<Route, 'method' | 'path'> {
  return { method, path: `/2017-08-29/${path}` }
}

export function createMediaConvertService(
  context: CloudContext,
  options: MediaConvertOptions = {},
): OperationService {
  const open = options.openStorage ?? ((credentials: Credentials) => openS3Storage(context, credentials))
  const store = openJobStore(context.dataDir)
  const queues = openQueues(context, store)
  const jobsAtOnce = Math.max(1, Math.min(options.jobsAtOnce ?? DEFAULT_JOBS_AT_ONCE, cpus().length))
  const scheduler = createScheduler({
    context,
    store,
    jobsAtOnce,
    openStorage: ({ job }: JobRecord) => open(context.identities.issue(job.role, `MediaConvert_${job.id}`)),
  })
  return {
    signingName: 'mediaconvert',
    eventSource: 'mediaconvert.amazonaws.com',
    protocol: { kind: 'rest-json', routes: ROUTES },
    operations: {
      ...jobOperations({ context, store, scheduler, queues }),
      ...queueOperations({ context, store, queues, onChange: scheduler.kick }),
      ...tagOperations(store, scheduler),
      Probe: probeOperation(context, (caller) => open(credentialsOf(caller, context))),
      DescribeEndpoints: () => ({ endpoints: [{ url: context.endpointUrl() }] }),
    },
    start: () => scheduler.resume(),
    // A job that sends its outputs when S3 is gone would fail, and with it its asset.
    halt: () => scheduler.stop(),
    async stop() {
      await scheduler.stop()
      store.close()
    },
  }
}

/** The caller again, as seen from S3; without a role it is the developer, whom an unknown key stands for. */
function credentialsOf(caller: Caller, context: CloudContext): Credentials {
  if (caller.roleArn) return context.identities.issue(caller.roleArn, 'MediaConvert_Probe')
  return { accessKeyId: 'developer', secretAccessKey: 'developer', sessionToken: 'developer' }
}
