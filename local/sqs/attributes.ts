// What can be set on a queue, and what is read of it.
import { AwsError } from '../runtime/aws-error.ts'
import type { Queue } from './queue-records.ts'

/** Limits and defaults of https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const RANGES: Record<string, [number, number]> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
}

const DEFAULTS: Record<string, string> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
}

const FIFO_DEFAULTS: Record<string, string> = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
}

const CHOICES: Record<string, string[]> = {
  SqsManagedSseEnabled: ['true', 'false'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
}

const FIFO_ONLY = new Set(['FifoQueue', ...Object.keys(FIFO_DEFAULTS)])
const FREE = new Set(['KmsMasterKeyId', 'Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'FifoQueue'])

/** Counted when they are read. */
export const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
]
const TOLD = [...COUNTS, 'CreatedTimestamp', 'LastModifiedTimestamp', 'QueueArn', 'All']

export const unknownAttribute = (name: string) =>
  new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`)

export const invalidAttribute = (name: string) =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`)

const isSettable = (name: string) => name in RANGES || name in CHOICES || FREE.has(name)

/** Names as GetQueueAttributes takes them. */
export function checkAttributeNames(names: string[]) {
  for (const name of names) if (!isSettable(name) && !TOLD.includes(name)) throw unknownAttribute(name)
}

/** The given attributes, each checked by itself; policies that name other queues are checked elsewhere. */
export function checkAttributes(given: Record<string, unknown>, kind: { fifo: boolean }) {
  const checked: Record<string, string> = {}
  for (const [name, raw] of Object.entries(given)) {
    const value = String(raw)
    if (!isSettable(name) || (FIFO_ONLY.has(name) && !kind.fifo)) throw unknownAttribute(name)
    checked[name] = checkOne(name, value)
  }
  return checked
}

function checkOne(name: string, value: string): string {
  const range = RANGES[name]
  if (range) {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= range[0] && number <= range[1])) throw invalidAttribute(name)
    return String(number)
  }
  const choices = CHOICES[name]
  if (choices && !choices.includes(value)) throw invalidAttribute(name)
  if (name === 'Policy' && value !== '') parseDocument(name, value)
  return value
}

/** A JSON object in an attribute. */
export function parseDocument(name: string, text: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null) return document as Record<string, unknown>
  } catch {
    // Falls through to the refusal.
  }
  throw invalidAttribute(name)
}

/** What holds once `change` is laid over what was set: an empty text takes an attribute away. */
export function layAttributes(before: Record<string, string>, change: Record<string, string>) {
  const next = { ...before, ...change }
  for (const name of ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'])
    if (next[name] === '') delete next[name]
  // Only one kind of encryption at a time; the newer wish wins.
  if (change['SqsManagedSseEnabled'] === 'true' && !change['KmsMasterKeyId']) delete next['KmsMasterKeyId']
  if (change['KmsMasterKeyId'] && change['SqsManagedSseEnabled'] === undefined)
    next['SqsManagedSseEnabled'] = 'false'
  if (next['FifoThroughputLimit'] === 'perMessageGroupId' && next['DeduplicationScope'] !== 'messageGroup')
    throw invalidAttribute('FifoThroughputLimit')
  return next
}

/** Every attribute that is set or has a default. */
export function settingsOf(queue: Queue): Record<string, string> {
  const fifo = queue.attributes['FifoQueue'] === 'true'
  return {
    ...DEFAULTS,
    ...(fifo && FIFO_DEFAULTS),
    SqsManagedSseEnabled: 'true',
    ...(queue.attributes['KmsMasterKeyId'] && { KmsDataKeyReusePeriodSeconds: '300' }),
    ...queue.attributes,
  }
}

/** A setting in milliseconds, for those that are given in seconds. */
export const settingMs = (queue: Queue, name: string) =>
  Number(queue.attributes[name] ?? DEFAULTS[name]) * 1000
