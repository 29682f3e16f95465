// What events and messages need so that none is lost.
import {
  listOf,
  referredId,
  resourcePolicies,
  resourcesOf,
  servicesOf,
  type Template,
} from '../support/template.ts'
import { get, type TemplateLaw } from './template-law.ts'

interface Target {
  Id: string
  Arn: unknown
  RetryPolicy?: object
  DeadLetterConfig?: { Arn: unknown }
}

const targetsOf = (template: Template) =>
  resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, Properties }) =>
    ((Properties['Targets'] ?? []) as Target[]).map((target) => ({ id, target })),
  )

const keepUndelivered: TemplateLaw = (template) =>
  targetsOf(template)
    .filter(({ target }) => target.RetryPolicy === undefined || target.DeadLetterConfig === undefined)
    .map(({ id, target }) => `${id}: what cannot be delivered to ${target.Id} is lost`)

/** EventBridge invokes a function asynchronously: its own dead-letter queue never sees what the function throws. */
const keepUnhandled: TemplateLaw = (template) => {
  const kept = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig')
    .filter(({ Properties }) => get(Properties, 'DestinationConfig.OnFailure.Destination') !== undefined)
    .map(({ Properties }) => referredId(Properties['FunctionName']))
  return targetsOf(template)
    .map(({ target }) => referredId(target.Arn))
    .filter((to) => template.Resources[to ?? '']?.Type === 'AWS::Lambda::Function' && !kept.includes(to))
    .map((to) => `${to}: an event that it fails on is lost`)
}

/** The queues whose policy lets EventBridge send. */
const lettersMayCome: TemplateLaw = (template) => {
  const open = resourcesOf(template, 'AWS::SQS::QueuePolicy')
    .filter(({ id }) =>
      resourcePolicies(template).some(
        (statement) => statement.id === id && servicesOf(statement).includes('events.amazonaws.com'),
      ),
    )
    .flatMap(({ Properties }) => listOf(Properties['Queues']).map(referredId))
  return targetsOf(template)
    .map(({ id, target }) => ({ id, queue: referredId(target.DeadLetterConfig?.Arn) }))
    .filter(({ queue }) => queue !== undefined && !open.includes(queue))
    .map(({ id, queue }) => `${id}: EventBridge may not send to ${queue}`)
}

const rulesMayInvoke: TemplateLaw = (template) => {
  const invocable = resourcesOf(template, 'AWS::Lambda::Permission')
    .filter(({ Properties }) => Properties['Principal'] === 'events.amazonaws.com')
    .map(({ Properties }) => referredId(Properties['FunctionName']))
  return targetsOf(template)
    .map(({ id, target }) => ({ id, to: referredId(target.Arn) }))
    .filter(
      ({ to }) => template.Resources[to ?? '']?.Type === 'AWS::Lambda::Function' && !invocable.includes(to),
    )
    .map(({ id, to }) => `${id}: may not invoke ${to}`)
}

/** Every queue that any rule, queue, topic or function leaves its undeliverable letters in. */
export const deadLetterQueues = (template: Template): Set<string | undefined> =>
  new Set(
    [
      ...resourcesOf(template, 'AWS::SQS::Queue').map(({ Properties }) =>
        get(Properties, 'RedrivePolicy.deadLetterTargetArn'),
      ),
      ...resourcesOf(template, 'AWS::SNS::Subscription').map(({ Properties }) =>
        get(Properties, 'RedrivePolicy.deadLetterTargetArn'),
      ),
      ...resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(({ Properties }) =>
        get(Properties, 'DestinationConfig.OnFailure.Destination'),
      ),
      ...targetsOf(template).map(({ target }) => target.DeadLetterConfig?.Arn),
    ].map(referredId),
  )

/** A message that nobody can handle comes back for ever, or is lost with its queue's retention. */
const keepUnread: TemplateLaw = (template) => {
  const last = deadLetterQueues(template)
  return resourcesOf(template, 'AWS::SQS::Queue')
    .filter(({ id, Properties }) => !last.has(id) && get(Properties, 'RedrivePolicy') === undefined)
    .map(({ id }) => `${id}: a message that nobody can handle is lost`)
}

/** A topic hands a notice to a function and forgets it, as EventBridge does. */
const keepUnheard: TemplateLaw = (template) => {
  const kept = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig')
    .filter(({ Properties }) => get(Properties, 'DestinationConfig.OnFailure.Destination') !== undefined)
    .map(({ Properties }) => referredId(Properties['FunctionName']))
  return resourcesOf(template, 'AWS::SNS::Subscription')
    .filter(({ Properties }) => Properties['Protocol'] === 'lambda')
    .filter(
      ({ Properties }) =>
        get(Properties, 'RedrivePolicy.deadLetterTargetArn') === undefined ||
        !kept.includes(referredId(Properties['Endpoint'])),
    )
    .map(({ id }) => `${id}: a notice that its function fails on is lost`)
}

/** Lambda refuses a queue that shows a message again while the function still works on it; AWS advises six times. */
const hideWhileWorking: TemplateLaw = (template) =>
  resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(({ id, Properties }) => {
    const queue = template.Resources[referredId(Properties['EventSourceArn']) ?? '']
    const worker = template.Resources[referredId(Properties['FunctionName']) ?? '']
    if (queue?.Type !== 'AWS::SQS::Queue') return []
    const hiddenSeconds = Number(queue.Properties['VisibilityTimeout'] ?? 30)
    const isLong = hiddenSeconds >= 6 * Number(worker?.Properties['Timeout'])
    return isLong
      ? []
      : [`${id}: a message is shown again after ${hiddenSeconds} s, while it may be worked on`]
  })

export const EVENT_LAWS: Record<string, TemplateLaw> = {
  'retries and a dead-letter queue for every rule target': keepUndelivered,
  'a place for events that a function fails on': keepUnhandled,
  'dead-letter queues that EventBridge may send to': lettersMayCome,
  'functions that their rules may invoke': rulesMayInvoke,
  'a dead-letter queue for every queue': keepUnread,
  'a place for notices that a function fails on': keepUnheard,
  'messages that stay hidden while they are worked on': hideWhileWorking,
}
