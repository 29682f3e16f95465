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
  route('POST', 'jobs', 'CreateJob', 201),
  route('GET', 'jobs', 'ListJobs'),
  route('GET', 'jobs/{id}', 'GetJob'),
  route('DELETE', 'jobs/{id}', 'CancelJob', 202),
  route('POST', 'probe', 'Probe'),
  route('POST', 'endpoints', 'DescribeEndpoints'),
  route('POST', 'queues', 'CreateQueue', 201),
  route('GET', 'queues', 'ListQueues'),
  route('GET', 'queues/{name}', 'GetQueue'),
  route('PUT', 'queues/{name}', 'UpdateQueue'),
  route('DELETE', 'queues/{name}', 'DeleteQueue', 202),
  route('POST', 'tags', 'TagResource'),
  route('PUT', 'tags/{arn+}', 'UntagResource'),
  route('GET', 'tags/{arn+}', 'ListTagsForResource'),
]

function route(method: Route['method'], path: string, operation: string, statusCode = 200): Route {
  return { method, path: `/2017-08-29/${path}`, operation, statusCode }
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
      ...queueOperations(context, store, queues, scheduler.kick),
      ...tagOperations(store, scheduler),
      Probe: probeOperation(context, (caller) => open(credentialsOf(caller, context))),
      DescribeEndpoints: () => ({ endpoints: [{ url: context.endpointUrl() }] }),
    },
    start: () => scheduler.resume(),
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
