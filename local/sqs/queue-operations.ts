// Queues themselves: made, found, listed, described, set, emptied, deleted, tagged.
import { AwsError } from '../runtime/aws-error.ts'
import { checkAttributeNames, checkAttributes, COUNTS, layAttributes, settingsOf } from './attributes.ts'
import { invalidParameter, invalidValue, missingParameter, noQueue, wholeNumber } from './errors.ts'
import type { Desk, QueueOperation } from './exchange.ts'
import { isFifo } from './queue-records.ts'
import type { Queue } from './queue-records.ts'
import { checkRedrive, sourcesOf } from './redrive.ts'

interface OfQueue {
  QueueUrl?: string
}
interface PageInput {
  NextToken?: string
  MaxResults?: number
}

const STANDARD_NAME = /^[A-Za-z0-9_-]{1,80}$/
const FIFO_NAME = /^(?=.{6,80}$)[A-Za-z0-9_-]+\.fifo$/
const MOST_RESULTS = 1000
const MOST_TAGS = 50
/** AWS takes this long to empty a queue, and refuses to begin again meanwhile. */
const PURGE_MS = 60_000

function checkName(name: string | undefined, fifo: boolean): asserts name is string {
  if (!name) throw missingParameter('QueueName')
  if (fifo && !FIFO_NAME.test(name))
    throw invalidValue(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    )
  if (!fifo && !STANDARD_NAME.test(name))
    throw invalidValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length')
}

/** Pages hold `MaxResults` entries; without it there is one page of a thousand and no token. */
function page<T>(all: T[], { NextToken, MaxResults }: PageInput): { items: T[]; NextToken?: string } {
  const size = wholeNumber('MaxResults', MaxResults, [1, MOST_RESULTS])
  if (NextToken !== undefined && !/^\d+$/.test(NextToken))
    throw invalidParameter('NextToken', NextToken, 'It is not a token of this operation.')
  const start = Number(NextToken ?? 0)
  const end = start + (size ?? MOST_RESULTS)
  const items = all.slice(start, end)
  return size !== undefined && end < all.length ? { items, NextToken: String(end) } : { items }
}

export function createQueueOperations({ context, db, queues, messages, room }: Desk) {
  const nowMs = () => context.clock.now()

  // A queue that is there already is the same one when all that was asked for is as it is.
  const checkSame = (queue: Queue, wanted: Record<string, string>) => {
    const settings = settingsOf(queue)
    const other = Object.keys(wanted).find((name) => wanted[name] !== (settings[name] ?? ''))
    if (other === undefined) return
    const message = `A queue already exists with the same name and a different value for attribute ${other}`
    throw new AwsError('QueueNameExists', message)
  }
  const setAttributes = (queue: Queue, change: Record<string, string>): Queue => {
    const attributes = layAttributes(queue.attributes, change)
    const next = { ...queue, attributes, modifiedAtMs: nowMs() }
    checkRedrive(queues, next)
    return next
  }

  const CreateQueue: QueueOperation = (input: {
    QueueName?: string
    Attributes?: Record<string, unknown>
    tags?: Record<string, string>
  }) => {
    const { QueueName: name, Attributes = {}, tags = {} } = input
    const fifo = String(Attributes['FifoQueue']) === 'true'
    checkName(name, fifo)
    const attributes = checkAttributes(Attributes, { fifo })
    const existing = queues.peek(name)
    if (existing) checkSame(existing, attributes)
    const atMs = nowMs()
    const fresh = { name, attributes: {}, tags, createdAtMs: atMs, modifiedAtMs: atMs, purgedAtMs: null }
    const queue = existing ?? setAttributes(fresh, attributes)
    if (!existing) queues.save(queue)
    return { QueueUrl: queues.url(queue) }
  }

  const DeleteQueue: QueueOperation = (input: OfQueue) => {
    const { name } = queues.find(input.QueueUrl)
    db.transaction(() => queues.remove(name))
    room.dismiss(name)
  }

  const GetQueueUrl: QueueOperation = (input: { QueueName?: string; QueueOwnerAWSAccountId?: string }) => {
    if (!input.QueueName) throw missingParameter('QueueName')
    const isOurs = (input.QueueOwnerAWSAccountId ?? context.accountId) === context.accountId
    const queue = isOurs ? queues.peek(input.QueueName) : undefined
    if (!queue) throw noQueue()
    return { QueueUrl: queues.url(queue) }
  }

  const ListQueues: QueueOperation = (input: PageInput & { QueueNamePrefix?: string }) => {
    const wanted = queues.all().filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ''))
    const { items, NextToken } = page(wanted, input)
    if (items.length === 0) return {}
    return { QueueUrls: items.map(queues.url), ...(NextToken && { NextToken }) }
  }

  const ListDeadLetterSourceQueues: QueueOperation = (input: PageInput & OfQueue) => {
    const { items, NextToken } = page(sourcesOf(queues, queues.find(input.QueueUrl)), input)
    return { queueUrls: items.map(queues.url), ...(NextToken && { NextToken }) }
  }

  const GetQueueAttributes: QueueOperation = (input: OfQueue & { AttributeNames?: string[] }) => {
    const queue = queues.find(input.QueueUrl)
    const names = input.AttributeNames ?? []
    checkAttributeNames(names)
    messages.expire(queue, nowMs())
    const { visible, inFlight, delayed } = messages.counts(queue.name, nowMs())
    const seconds = (ms: number) => String(Math.floor(ms / 1000))
    const all: Record<string, string> = {
      ...settingsOf(queue),
      QueueArn: queues.arn(queue),
      CreatedTimestamp: seconds(queue.createdAtMs),
      LastModifiedTimestamp: seconds(queue.modifiedAtMs),
      ...Object.fromEntries([visible, inFlight, delayed].map((count, at) => [COUNTS[at]!, String(count)])),
    }
    const wanted = names.includes('All') ? Object.keys(all) : names
    const found = wanted.filter((name) => all[name] !== undefined)
    return found.length > 0 ? { Attributes: Object.fromEntries(found.map((name) => [name, all[name]])) } : {}
  }

  const SetQueueAttributes: QueueOperation = (input: OfQueue & { Attributes?: Record<string, unknown> }) => {
    const queue = queues.find(input.QueueUrl)
    const { FifoQueue, ...rest } = input.Attributes ?? {}
    if (FifoQueue !== undefined && String(FifoQueue) !== String(isFifo(queue)))
      throw new AwsError(
        'InvalidAttributeValue',
        'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
      )
    queues.save(setAttributes(queue, checkAttributes(rest, { fifo: isFifo(queue) })))
    room.changed(queue.name)
  }

  const PurgeQueue: QueueOperation = (input: OfQueue) => {
    const queue = queues.find(input.QueueUrl)
    if (queue.purgedAtMs !== null && nowMs() - queue.purgedAtMs < PURGE_MS)
      throw new AwsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        403,
      )
    db.transaction(() => {
      messages.purge(queue.name)
      queues.save({ ...queue, purgedAtMs: nowMs() })
    })
  }

  const TagQueue: QueueOperation = (input: OfQueue & { Tags?: Record<string, string> }) => {
    const queue = queues.find(input.QueueUrl)
    const tags = { ...queue.tags, ...input.Tags }
    if (Object.keys(tags).length > MOST_TAGS)
      throw invalidValue(`Too many tags added for queue ${queue.name}.`)
    queues.save({ ...queue, tags })
  }

  const UntagQueue: QueueOperation = (input: OfQueue & { TagKeys?: string[] }) => {
    const queue = queues.find(input.QueueUrl)
    const left = Object.entries(queue.tags).filter(([key]) => !input.TagKeys?.includes(key))
    queues.save({ ...queue, tags: Object.fromEntries(left) })
  }

  const ListQueueTags: QueueOperation = (input: OfQueue) => {
    const { tags } = queues.find(input.QueueUrl)
    return Object.keys(tags).length > 0 ? { Tags: tags } : {}
  }

  return {
    CreateQueue,
    DeleteQueue,
    GetQueueUrl,
    ListQueues,
    ListDeadLetterSourceQueues,
    GetQueueAttributes,
    SetQueueAttributes,
    PurgeQueue,
    TagQueue,
    UntagQueue,
    ListQueueTags,
  }
}
