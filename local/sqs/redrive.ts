// Which queue takes the messages that another one could not get done, and whether it agrees.
import { AwsError } from '../runtime/aws-error.ts'
import { parseDocument } from './attributes.ts'
import { isFifo } from './queue-records.ts'
import type { Queue, QueueRecords } from './queue-records.ts'

export interface RedrivePolicy {
  deadLetterTargetArn: string
  maxReceiveCount: number
}

const MOST_RECEIVES = 1000
const DEFAULT_RECEIVES = 10
const MOST_SOURCES = 10

const refused = (name: string, value: string, reason: string) =>
  new AwsError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`)

export function redrivePolicyOf(queue: Queue): RedrivePolicy | undefined {
  const text = queue.attributes['RedrivePolicy']
  if (!text) return undefined
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Partial<RedrivePolicy>
  return {
    deadLetterTargetArn: deadLetterTargetArn ?? '',
    maxReceiveCount: Number(maxReceiveCount ?? DEFAULT_RECEIVES),
  }
}

/** Throws when the policies of `queue` cannot hold: the target must exist, be of the same kind, and agree. */
export function checkRedrive(queues: QueueRecords, queue: Queue) {
  checkAllowPolicy(queue)
  const text = queue.attributes['RedrivePolicy']
  if (!text) return
  const { deadLetterTargetArn, maxReceiveCount = DEFAULT_RECEIVES } = parseDocument('RedrivePolicy', text)
  if (typeof deadLetterTargetArn !== 'string')
    throw refused(
      'RedrivePolicy',
      text,
      'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.',
    )
  const receives = Number(maxReceiveCount)
  if (!(Number.isInteger(receives) && receives >= 1 && receives <= MOST_RECEIVES))
    throw refused(
      'RedrivePolicy',
      text,
      `Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, valid values are from 1 to ${MOST_RECEIVES} both inclusive.`,
    )
  const target = queues.byArn(deadLetterTargetArn)
  if (!target) throw refused('RedrivePolicy', text, 'Dead letter target does not exist.')
  if (isFifo(target) !== isFifo(queue))
    throw refused('RedrivePolicy', text, 'Dead-letter queue must be same type of queue as the source.')
  if (!agrees(target, queues.arn(queue)))
    throw refused(
      'RedrivePolicy',
      text,
      `Queue ${queues.arn(queue)} is not allowed to use ${deadLetterTargetArn} as its dead-letter queue.`,
    )
}

function agrees(target: Queue, sourceArn: string): boolean {
  const text = target.attributes['RedriveAllowPolicy']
  if (!text) return true
  const { redrivePermission = 'allowAll', sourceQueueArns } = JSON.parse(text) as AllowPolicy
  if (redrivePermission === 'byQueue') return sourceQueueArns?.includes(sourceArn) ?? false
  return redrivePermission === 'allowAll'
}

interface AllowPolicy {
  redrivePermission?: string
  sourceQueueArns?: string[]
}

function checkAllowPolicy(queue: Queue) {
  const text = queue.attributes['RedriveAllowPolicy']
  if (!text) return
  const { redrivePermission, sourceQueueArns } = parseDocument('RedriveAllowPolicy', text) as AllowPolicy
  const isList = Array.isArray(sourceQueueArns) && sourceQueueArns.length <= MOST_SOURCES
  const holds =
    redrivePermission === 'byQueue'
      ? isList && sourceQueueArns.length > 0
      : ['allowAll', 'denyAll'].includes(String(redrivePermission)) && sourceQueueArns === undefined
  if (!holds)
    throw refused(
      'RedriveAllowPolicy',
      text,
      'Amazon SQS can not create the redrive policy, as it is not in the correct format.',
    )
}

/** The queues whose messages end up in `target`. */
export const sourcesOf = (queues: QueueRecords, target: Queue) =>
  queues.all().filter((queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === queues.arn(target))
