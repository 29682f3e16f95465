// Publish and PublishBatch: what a message may be, and which subscriptions get it.
import { createHash, randomUUID } from 'node:crypto'
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import { findTopic } from './desk.ts'
import type { Operation } from '../runtime/service.ts'
import type { Desk } from './desk.ts'
import { invalid } from './errors.ts'
import { compileFilter } from './filter-policy.ts'
import type { Attribute, Notice } from './notice.ts'
import { checkMessage, checkSize, readMessages } from './publish-checks.ts'
import { isFifo } from './records.ts'
import type { Subscription, Topic } from './records.ts'
import { scopeOf } from './subscription-attributes.ts'

export interface PublishEntry {
  Message?: string
  Subject?: string
  MessageStructure?: string
  MessageAttributes?: Record<string, Attribute>
  MessageGroupId?: string
  MessageDeduplicationId?: string
}

const DEDUPLICATION_MS = 5 * 60_000
const MOST_ENTRIES = 10
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/

export function createPublishing({ context, db, records, deliveries }: Desk) {
  const deduplicationId = (topic: Topic, entry: PublishEntry) => {
    if (!isFifo(topic)) return undefined
    if (entry.MessageDeduplicationId !== undefined) return entry.MessageDeduplicationId
    if (topic.attributes['ContentBasedDeduplication'] === 'true')
      return createHash('sha256')
        .update(entry.Message ?? '')
        .digest('hex')
    throw invalid(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  }

  const known = (topic: Topic, key: string) => {
    const before = context.clock.now() - DEDUPLICATION_MS
    db.run('DELETE FROM deduplications WHERE topicArn = ? AND atMs <= ?', topic.arn, before)
    return db.get<{ messageId: string; sequence: string }>(
      'SELECT messageId, sequence FROM deduplications WHERE topicArn = ? AND key = ?',
      topic.arn,
      key,
    )
  }

  const wants = ({ attributes }: Subscription, notice: Notice) => {
    const filter = attributes['FilterPolicy']
    return filter === undefined || compileFilter(filter, scopeOf(attributes))(notice)
  }

  // What was taken is on its way to every subscriber, or was not taken: one transaction.
  const publish = (topicArn: string, entry: PublishEntry) => {
    const topic = findTopic({ records }, topicArn)
    checkMessage(entry, { fifo: isFifo(topic) })
    const deduplication = deduplicationId(topic, entry)
    const key = JSON.stringify(
      topic.attributes['FifoThroughputScope'] === 'Topic'
        ? [deduplication]
        : [entry.MessageGroupId, deduplication],
    )
    const earlier = deduplication === undefined ? undefined : known(topic, key)
    if (earlier) return { MessageId: earlier.messageId, SequenceNumber: earlier.sequence }

    const number = topic.published + 1
    const sequence = isFifo(topic) ? String(10_000_000_000_000_000_000n + BigInt(number)) : undefined
    const notice: Notice = {
      id: randomUUID(),
      topicArn,
      message: entry.Message ?? '',
      ...(entry.MessageStructure === 'json' && { messages: readMessages(entry.Message ?? '') }),
      ...(entry.Subject !== undefined && { subject: entry.Subject }),
      attributes: entry.MessageAttributes ?? {},
      publishedAtMs: context.clock.now(),
      ...(entry.MessageGroupId !== undefined && { groupId: entry.MessageGroupId }),
      ...(deduplication !== undefined && { deduplicationId: deduplication }),
      ...(sequence !== undefined && { sequence }),
    }
    const receivers = records.subscriptionsOf(topicArn).filter((one) => wants(one, notice))
    db.transaction(() => {
      records.saveTopic({ ...topic, published: number })
      for (const subscription of receivers) deliveries.add(subscription, notice)
      if (deduplication !== undefined)
        db.run(
          'INSERT INTO deduplications VALUES (?, ?, ?, ?, ?)',
          topicArn,
          key,
          notice.id,
          sequence ?? '',
          context.clock.now(),
        )
    })
    deliveries.launch()
    return { MessageId: notice.id, ...(sequence !== undefined && { SequenceNumber: sequence }) }
  }

  const Publish: Operation = (
    input: PublishEntry & { TopicArn?: string; TargetArn?: string; PhoneNumber?: string },
  ) => {
    if (input.PhoneNumber !== undefined) throw notSupported('sns', 'text messages to phone numbers')
    const arn = input.TopicArn ?? input.TargetArn
    if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter')
    checkSize([input])
    return publish(arn, input)
  }

  const PublishBatch: Operation = (input: {
    TopicArn?: string
    PublishBatchRequestEntries?: (PublishEntry & { Id?: string })[]
  }) => {
    const { arn } = findTopic({ records }, input.TopicArn)
    const entries = checkEntries(input.PublishBatchRequestEntries)
    checkSize(entries)
    const Successful: object[] = []
    const Failed: object[] = []
    for (const { Id, ...entry } of entries) {
      try {
        Successful.push({ Id, ...publish(arn, entry) })
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.statusCode < 500 })
      }
    }
    return { Successful, Failed }
  }

  return { Publish, PublishBatch }
}

function checkEntries<T extends { Id?: string }>(entries: T[] | undefined): T[] {
  if (!entries?.length)
    throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.")
  if (entries.length > MOST_ENTRIES)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `The batch request contains more entries than permissible (more than ${MOST_ENTRIES}).`,
    )
  const ids = entries.map(({ Id = '' }) => Id)
  if (!ids.every((id) => ENTRY_ID.test(id)))
    throw new AwsError(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    )
  if (new Set(ids).size < ids.length)
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    )
  return entries
}
