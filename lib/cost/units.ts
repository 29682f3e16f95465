// What was used of priced services, as the record of an asset keeps it: a name, and how much. A name is a priced item,
// or one with a detail behind a colon that its price does not depend on; MediaConvert's are those of its bill.
import type { PricedItem } from '../../schemas/generated/types.ts'
import { tierOfUsage, withoutPasses } from './media-usage.ts'

export type BillableUnits = Record<string, number>

/** The questions that Comprehend is asked; each is billed for itself. */
export const COMPREHEND_QUESTIONS = [
  'language',
  'sentiment',
  'entities',
  'key-phrases',
  'pii',
  'toxicity',
] as const

export type ComprehendQuestion = (typeof COMPREHEND_QUESTIONS)[number]

export const comprehendUnit = (question: ComprehendQuestion): string => `comprehend:${question}`

const UNIT_CHARACTERS = 100
const LEAST_UNITS = 3

/** What one document costs, in one request. Source: aws.amazon.com/comprehend/pricing */
export const comprehendUnits = (characters: number): number =>
  Math.max(LEAST_UNITS, Math.ceil(characters / UNIT_CHARACTERS))

const GIGABYTE = 1e9

/** Objects of these sizes, written once and kept for a month. */
export const storedUnits = (sizesBytes: number[]): BillableUnits => ({
  's3-gb-month': sizesBytes.reduce((sum, size) => sum + size, 0) / GIGABYTE,
  's3-put-request': sizesBytes.length,
})

/** Source: aws.amazon.com/transcribe/pricing */
const SHORTEST_HEARD_SECONDS = 15

/** Whole seconds of the film, at least fifteen. */
export const transcribedUnits = (durationMs: number): BillableUnits => ({
  'transcribe-second': Math.max(SHORTEST_HEARD_SECONDS, Math.ceil(durationMs / 1000)),
})

/** Units as changes of a record, which has them in place of what it had; a second write changes nothing. */
export const unitChanges = (units: BillableUnits): Record<string, number> =>
  Object.fromEntries(Object.entries(units).map(([name, amount]) => [`billableUnits.${name}`, amount]))

export function addUnits(...parts: BillableUnits[]): BillableUnits {
  const sum: BillableUnits = {}
  for (const part of parts)
    for (const [name, amount] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + amount
  return sum
}

/** A unit's price item, and by what its amount is multiplied; undefined where the factor is not known. */
export interface UnitPrice {
  item: PricedItem
  factor: number | undefined
}

/** @param factors of a price table */
export function unitPriceOf(name: string, factors: Record<string, number>): UnitPrice | undefined {
  const [service = '', detail = ''] = name.split(':')
  if (service === 'mediaconvert')
    return { item: `mediaconvert-${tierOfUsage(detail)}-minute`, factor: factors[withoutPasses(detail)] }
  if (service === 'comprehend')
    return { item: detail === 'toxicity' ? 'comprehend-toxicity-unit' : 'comprehend-unit', factor: 1 }
  return Object.hasOwn(PLAIN_ITEMS, service) ? { item: service as PricedItem, factor: 1 } : undefined
}

/** Items whose units are named as they are. */
export const PLAIN_ITEMS = {
  'rekognition-moderation-minute': 'Rekognition, minutes of film looked at',
  'transcribe-second': 'Transcribe, seconds of film heard',
  'lambda-request': 'Lambda, invocations',
  'lambda-gb-second': 'Lambda, GB-seconds',
  'stepfunctions-transition': 'Step Functions, transitions',
  'dynamodb-write-unit': 'DynamoDB, write units',
  'dynamodb-read-unit': 'DynamoDB, read units',
  'sqs-fifo-request': 'SQS, requests to FIFO queues',
  'eventbridge-event': 'EventBridge, events',
  's3-put-request': 'S3, writes',
  's3-gb-month': 'S3, gigabytes kept for a month',
  'cloudfront-gb': 'CloudFront, gigabytes played',
  'cloudfront-request': 'CloudFront, requests',
} as const satisfies Partial<Record<PricedItem, string>>

export function labelOf(name: string): string {
  const [service = '', detail = ''] = name.split(':')
  if (service === 'mediaconvert') return `MediaConvert ${detail}, minutes`
  if (service === 'comprehend') return `Comprehend ${detail}, units`
  return Object.hasOwn(PLAIN_ITEMS, service) ? PLAIN_ITEMS[service as keyof typeof PLAIN_ITEMS] : name
}
