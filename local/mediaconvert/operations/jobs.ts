import { createHash, randomBytes } from 'node:crypto'
import { AwsError } from '../../runtime/aws-error.ts'
import type { CloudContext } from '../../runtime/context.ts'
import type { Operation } from '../../runtime/service.ts'
import type { Job, JobRecord, JobStatus } from '../job-record.ts'
import { hasEnded } from '../job-record.ts'
import { seconds } from '../job-runner.ts'
import { checkCreateJob } from '../rules/check-request.ts'
import { checkInput } from '../rules/check-input.ts'
import type { Scheduler } from '../scheduler.ts'
import type { CreateJobRequest } from '../settings.ts'
import type { JobStore } from '../store.ts'
import { decodePage, encodePage, pageSize } from './paging.ts'
import type { Queues } from './queues.ts'

/** A token stands for its request for one minute (API reference, "Idempotency"). */
const TOKEN_LIFE_MS = 60_000

export interface JobServices {
  context: CloudContext
  store: JobStore
  scheduler: Scheduler
  queues: Queues
}

export function jobOperations({ context, store, scheduler, queues }: JobServices): Record<string, Operation> {
  const find = (id: string): JobRecord => {
    const record = scheduler.running(id) ?? store.findJob(id)
    if (!record) throw new AwsError('NotFoundException', `Job not found: ${id}`, 404)
    return record
  }

  return {
    CreateJob(input: unknown) {
      const request = checkCreateJob(input)
      const queue = queues.resolve(request.queue)
      const repeated = findRepeated(request, store, context)
      if (repeated) return { job: repeated.job }
      const record = newRecord(request, queue.arn, context)
      store.insertJob(record)
      // The answer carries the job as it was accepted, also when it starts at once.
      const accepted = structuredClone(record.job)
      scheduler.kick()
      return { job: accepted }
    },
    GetJob: ({ id }: { id: string }) => ({ job: find(id).job }),
    async CancelJob({ id }: { id: string }) {
      const record = find(id)
      if (hasEnded(record.job)) {
        throw new AwsError(
          'ConflictException',
          `Cannot cancel job ${id}: its status is ${record.job.status}`,
          409,
        )
      }
      await scheduler.cancel(record)
      return {}
    },
    ListJobs(input: Record<string, string>) {
      checkInput('ListJobsRequest', {
        ...input,
        ...(input.maxResults ? { maxResults: Number(input.maxResults) } : {}),
      })
      const limit = pageSize(input.maxResults)
      const after = decodePage(input.nextToken)
      const rows = store.listJobs({
        order: input.order === 'ASCENDING' ? 'ASCENDING' : 'DESCENDING',
        limit: limit + 1,
        ...(input.queue ? { queueArn: queues.resolve(input.queue).arn } : {}),
        ...(input.status ? { status: input.status as JobStatus } : {}),
        ...(after === undefined ? {} : { after }),
      })
      const page = rows.slice(0, limit)
      const jobs = page.map(({ record }) => scheduler.running(record.job.id)?.job ?? record.job)
      return { jobs, ...(rows.length > limit ? { nextToken: encodePage(page.at(-1)!.sequence) } : {}) }
    },
  }
}

function findRepeated(
  request: CreateJobRequest,
  store: JobStore,
  context: CloudContext,
): JobRecord | undefined {
  const token = request.clientRequestToken
  const earlier = token ? store.findByToken(token) : undefined
  if (!earlier || context.clock.now() - earlier.createdAtMs >= TOKEN_LIFE_MS) return undefined
  if (earlier.requestHash === hashRequest(request)) return earlier
  throw new AwsError(
    'ConflictException',
    `A job with the ClientRequestToken ${token} was created within the last minute with other parameters.`,
    409,
  )
}

function newRecord(request: CreateJobRequest, queueArn: string, context: CloudContext): JobRecord {
  const now = context.clock.now()
  const id = `${now}-${randomBytes(4).readUInt32BE().toString(36).padStart(6, '0').slice(-6)}`
  const job: Job = {
    id,
    arn: `arn:aws:mediaconvert:${context.region}:${context.accountId}:jobs/${id}`,
    queue: queueArn,
    role: request.role,
    settings: request.settings,
    status: 'SUBMITTED',
    createdAt: seconds(now),
    priority: request.priority ?? 0,
    statusUpdateInterval: request.statusUpdateInterval ?? 'SECONDS_60',
    userMetadata: request.userMetadata ?? {},
    timing: { submitTime: seconds(now) },
    accelerationSettings: request.accelerationSettings ?? { mode: 'DISABLED' },
    accelerationStatus: 'NOT_APPLICABLE',
    billingTagsSource: request.billingTagsSource ?? 'JOB',
    ...(request.clientRequestToken ? { clientRequestToken: request.clientRequestToken } : {}),
  }
  return { job, createdAtMs: now, requestHash: hashRequest(request), tags: request.tags ?? {} }
}

function hashRequest(request: CreateJobRequest): string {
  return createHash('sha256').update(JSON.stringify(request, sortKeys)).digest('hex')
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
