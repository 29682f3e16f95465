// What the operations of SNS work on.
import type { CloudContext } from '../runtime/context.ts'
import type { Database } from '../runtime/sqlite.ts'
import type { Deliveries } from './delivery.ts'
import { invalid, notFound } from './errors.ts'
import type { Records, Topic } from './records.ts'

export interface Desk {
  context: CloudContext
  db: Database
  records: Records
  deliveries: Deliveries
}

export function findTopic({ records }: Pick<Desk, 'records'>, arn: string | undefined): Topic {
  if (!arn || !/^arn:aws[a-z-]*:sns:[^:]+:\d{12}:[^:]+$/.test(arn)) throw invalid('TopicArn')
  const topic = records.topic(arn)
  if (!topic) throw notFound('Topic')
  return topic
}

const PAGE = 100

/** A page of a hundred; the token is the offset of the next. */
export function page<T>(all: T[], token: string | undefined): { items: T[]; NextToken?: string } {
  if (token !== undefined && token !== '' && !/^\d+$/.test(token)) throw invalid('NextToken')
  const start = Number(token ?? 0)
  const items = all.slice(start, start + PAGE)
  return start + PAGE < all.length ? { items, NextToken: String(start + PAGE) } : { items }
}
