import { AwsError, notSupported } from '../../runtime/aws-error.ts'
import type { CloudContext } from '../../runtime/context.ts'
import type { Operation } from '../../runtime/service.ts'
import { seconds } from '../job-runner.ts'
import { checkInput } from '../rules/check-input.ts'
import type { JobStore, QueueRecord } from '../store.ts'
import { decodePage, encodePage, pageSize } from './paging.ts'

export interface Queues {
  /** The queue of a name or ARN; the default queue without one. Throws `NotFoundException`. */
  resolve(nameOrArn: string | undefined): QueueRecord
}

const DEFAULT_QUEUE = 'Default'

/** Every account has its default queue from the start. */
export function openQueues(context: CloudContext, store: JobStore): Queues {
  if (!store.queues().some(({ name }) => name === DEFAULT_QUEUE)) {
    store.saveQueue({ ...newQueue(DEFAULT_QUEUE, context), type: 'SYSTEM' })
  }
  return {
    resolve(nameOrArn = DEFAULT_QUEUE) {
      const queue = store.queues().find(({ name, arn }) => name === nameOrArn || arn === nameOrArn)
      if (!queue)
        throw new AwsError('NotFoundException', `The specified queue doesn't exist: ${nameOrArn}`, 404)
      return queue
    },
  }
}

function newQueue(name: string, context: CloudContext): QueueRecord {
  const now = seconds(context.clock.now())
  const arn = `arn:aws:mediaconvert:${context.region}:${context.accountId}:queues/${name}`
  const base = {
    name,
    arn,
    status: 'ACTIVE' as const,
    type: 'CUSTOM' as const,
    pricingPlan: 'ON_DEMAND' as const,
  }
  return { ...base, createdAt: now, lastUpdated: now, tags: {} }
}

interface QueueRequest {
  name: string
  description?: string
  status?: 'ACTIVE' | 'PAUSED'
  pricingPlan?: string
  concurrentJobs?: number
  reservationPlanSettings?: unknown
  maximumConcurrentFeeds?: number
  tags?: Record<string, string>
}

export interface QueueServices {
  context: CloudContext
  store: JobStore
  queues: Queues
  /** Called when a queue may have begun to move. */
  onChange(): void
}

export function queueOperations({
  context,
  store,
  queues,
  onChange,
}: QueueServices): Record<string, Operation> {
  const show = ({ tags: _, ...queue }: QueueRecord) => ({
    ...queue,
    progressingJobsCount: store.countJobs(queue.arn, 'PROGRESSING'),
    submittedJobsCount: store.countJobs(queue.arn, 'SUBMITTED'),
  })

  return {
    CreateQueue(input: QueueRequest) {
      checkInput('CreateQueueRequest', input)
      refuseReserved(input)
      if (store.queues().some(({ name }) => name === input.name)) {
        throw new AwsError('ConflictException', `A queue with the name ${input.name} already exists.`, 409)
      }
      const queue = { ...newQueue(input.name, context), ...settingsOf(input), tags: input.tags ?? {} }
      store.saveQueue(queue)
      return { queue: show(queue) }
    },
    GetQueue: ({ name }: { name: string }) => ({ queue: show(queues.resolve(name)) }),
    UpdateQueue(input: QueueRequest) {
      checkInput('UpdateQueueRequest', input)
      refuseReserved(input)
      const queue = {
        ...queues.resolve(input.name),
        ...settingsOf(input),
        lastUpdated: seconds(context.clock.now()),
      }
      store.saveQueue(queue)
      onChange()
      return { queue: show(queue) }
    },
    DeleteQueue({ name }: { name: string }) {
      const queue = queues.resolve(name)
      if (queue.type === 'SYSTEM')
        throw new AwsError('BadRequestException', 'The default queue cannot be deleted.', 400)
      const waiting = store.countJobs(queue.arn, 'SUBMITTED') + store.countJobs(queue.arn, 'PROGRESSING')
      if (waiting > 0)
        throw new AwsError('ConflictException', `The queue ${name} still has ${waiting} jobs.`, 409)
      store.deleteQueue(queue.name)
      return {}
    },
    ListQueues(input: Record<string, string>) {
      const limit = pageSize(input.maxResults)
      const from = decodePage(input.nextToken) ?? 0
      const byName = input.listBy === 'NAME'
      const sorted = store
        .queues()
        .sort((a, b) =>
          byName ? a.name.localeCompare(b.name) : a.createdAt - b.createdAt || a.name.localeCompare(b.name),
        )
      if (input.order === 'DESCENDING') sorted.reverse()
      const more = sorted.length > from + limit ? { nextToken: encodePage(from + limit) } : {}
      return { queues: sorted.slice(from, from + limit).map(show), ...more }
    },
  }
}

function settingsOf(input: QueueRequest): Partial<QueueRecord> {
  return {
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.status ? { status: input.status } : {}),
    ...(input.concurrentJobs ? { concurrentJobs: input.concurrentJobs } : {}),
  }
}

function refuseReserved(input: QueueRequest): void {
  if (input.pricingPlan === 'RESERVED' || input.reservationPlanSettings) {
    throw notSupported('mediaconvert', 'reserved queues (pricingPlan RESERVED)')
  }
  if (input.maximumConcurrentFeeds) throw notSupported('mediaconvert', 'maximumConcurrentFeeds')
}
