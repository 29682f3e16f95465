// What can be set on a subscription.
import { notSupported } from '../runtime/aws-error.ts'
import { invalid } from './errors.ts'
import { compileFilter } from './filter-policy.ts'
import type { Scope } from './filter-policy.ts'
import type { Subscription } from './records.ts'

const NAMES = ['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy']
/** An empty document takes these away. */
const DOCUMENTS = ['FilterPolicy', 'RedrivePolicy', 'DeliveryPolicy']

type Attributes = Subscription['attributes']

export function laySubscriptionAttributes(before: Attributes, change: Attributes): Attributes {
  const next = { ...before }
  for (const [name, value] of Object.entries(change)) {
    if (name === 'ReplayPolicy' || name === 'SubscriptionRoleArn')
      throw notSupported('sns', `the subscription attribute ${name}`)
    if (!NAMES.includes(name)) throw invalid('AttributeName')
    if (DOCUMENTS.includes(name) && ['', '{}'].includes(value.trim())) delete next[name]
    else next[name] = value
  }
  return next
}

/** Throws InvalidParameter for attributes that cannot hold together. */
export function checkSubscriptionAttributes(attributes: Attributes, protocol: string) {
  const { RawMessageDelivery: raw, FilterPolicyScope: scope, FilterPolicy: filter } = attributes
  if (raw !== undefined && !['true', 'false'].includes(raw))
    throw invalid('Attributes Reason: RawMessageDelivery: Invalid value. Must be true or false.')
  if (raw === 'true' && protocol === 'lambda')
    throw invalid(
      'Attributes Reason: RawMessageDelivery: Delivery protocol [lambda] does not support raw message delivery.',
    )
  if (scope !== undefined && !['MessageAttributes', 'MessageBody'].includes(scope))
    throw invalid('FilterPolicyScope: Invalid value. Please use either MessageBody or MessageAttributes')
  if (filter !== undefined) compileFilter(filter, scopeOf(attributes))
  if (attributes['RedrivePolicy'] !== undefined) deadLetterQueueOf(attributes)
}

export const scopeOf = (attributes: Attributes): Scope =>
  attributes['FilterPolicyScope'] === 'MessageBody' ? 'MessageBody' : 'MessageAttributes'

/** The ARN of the queue for what cannot be delivered; throws InvalidParameter for a policy without one. */
export function deadLetterQueueOf(attributes: Attributes): string | undefined {
  const text = attributes['RedrivePolicy']
  if (text === undefined) return undefined
  let arn: unknown
  try {
    arn = (JSON.parse(text) as { deadLetterTargetArn?: unknown } | null)?.deadLetterTargetArn
  } catch {
    throw invalid('RedrivePolicy: failed to parse JSON.')
  }
  if (typeof arn !== 'string' || !arn.includes(':sqs:'))
    throw invalid('RedrivePolicy: deadLetterTargetArn is an invalid ARN')
  return arn
}
