import { AwsError } from '../../runtime/aws-error.ts'
import type { Operation } from '../../runtime/service.ts'
import type { Scheduler } from '../scheduler.ts'
import type { JobStore } from '../store.ts'

/** Tags of jobs and queues. */
export function tagOperations(store: JobStore, scheduler: Scheduler): Record<string, Operation> {
  const change = (arn: string, apply: (tags: Record<string, string>) => Record<string, string>) => {
    const [kind, id = ''] = arn.slice(arn.lastIndexOf(':') + 1).split('/')
    if (kind === 'jobs') {
      const record = scheduler.running(id) ?? store.findJob(id)
      if (record?.job.arn === arn) {
        record.tags = apply(record.tags)
        store.saveJob(record)
        return record.tags
      }
    }
    const queue = store.queues().find((other) => other.arn === arn)
    if (!queue) throw new AwsError('NotFoundException', `Resource not found: ${arn}`, 404)
    queue.tags = apply(queue.tags)
    store.saveQueue(queue)
    return queue.tags
  }

  return {
    TagResource({ arn, tags = {} }: { arn: string; tags?: Record<string, string> }) {
      change(arn, (old) => ({ ...old, ...tags }))
      return {}
    },
    UntagResource({ arn, tagKeys = [] }: { arn: string; tagKeys?: string[] }) {
      change(arn, (old) => Object.fromEntries(Object.entries(old).filter(([key]) => !tagKeys.includes(key))))
      return {}
    },
    ListTagsForResource: ({ arn }: { arn: string }) => ({
      resourceTags: { arn, tags: change(arn, (tags) => tags) },
    }),
  }
}
