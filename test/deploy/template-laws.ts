// What the compiled template must keep, whatever the rooms declare. A law returns one sentence for every breach.
import {
  listOf,
  permissions,
  referredId,
  resourcePolicies,
  resourcesOf,
  servicesOf,
  trusts,
  type Statement,
  type Template,
} from '../support/template.ts'
import { DELIVERY_LAWS } from './delivery-laws.ts'

export type TemplateLaw = (template: Template) => string[]

/** Calls that IAM cannot narrow to a resource, or whose resources have no name before the call. */
const ON_EVERYTHING: Record<string, string> = {
  'comprehend:BatchDetectDominantLanguage': 'a text is no resource',
  'comprehend:BatchDetectEntities': 'a text is no resource',
  'comprehend:BatchDetectKeyPhrases': 'a text is no resource',
  'comprehend:BatchDetectSentiment': 'a text is no resource',
  'comprehend:DetectPiiEntities': 'a text is no resource',
  'comprehend:DetectToxicContent': 'a text is no resource',
  'transcribe:StartTranscriptionJob': 'no job exists yet; where it may write is a condition',
  'mediaconvert:Probe': 'knows no resources',
  'mediaconvert:CreateJob': 'a job has no name before it is made',
  'rekognition:StartContentModeration': 'knows no resources',
  'rekognition:GetContentModeration': 'knows no resources',
}

/** Services that set no source account when they take a role on, so that a condition would lock them out. */
const WITHOUT_SOURCE_ACCOUNT = new Set(['lambda.amazonaws.com'])

/** Made by the framework for functions without a role of their own; there are none, and it may only write logs. */
const FRAMEWORK_ROLE = 'IamRoleLambdaExecution'

const SECRET_NAME = /SECRET|PASSWORD|PASSWD|PRIVATE|CREDENTIAL|TOKEN|API_?KEY|ACCESS_KEY/i

const get = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)

/** Every resource of a type has a value at a path; `true` and any other value but these count. */
const demand =
  (type: string, path: string): TemplateLaw =>
  (template) =>
    resourcesOf(template, type)
      .filter(({ Properties }) => [undefined, false, 'false'].includes(get(Properties, path) as undefined))
      .map(({ id }) => `${id}: no ${path}`)

const together =
  (...laws: TemplateLaw[]): TemplateLaw =>
  (template) =>
    laws.flatMap((law) => law(template))

const logGroups: TemplateLaw = (template) => {
  const kept = resourcesOf(template, 'AWS::Logs::LogGroup')
    .filter(({ Properties }) => Number(Properties['RetentionInDays']) > 0)
    .map(({ Properties }) => Properties['LogGroupName'])
  return resourcesOf(template, 'AWS::Lambda::Function')
    .filter(({ Properties }) => !kept.includes(`/aws/lambda/${String(Properties['FunctionName'])}`))
    .map(({ id }) => `${id}: no log group that forgets`)
}

const ownRoles: TemplateLaw = (template) => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function')
  const roles = functions.map(({ Properties }) => referredId(Properties['Role']))
  const shared = functions.filter(({ Properties }) => {
    const role = referredId(Properties['Role'])
    return role === undefined || roles.filter((other) => other === role).length > 1
  })
  return shared.map(({ id }) => `${id}: shares its role`)
}

const narrowActions: TemplateLaw = (template) =>
  permissions(template).flatMap(({ id, Effect, Action }) =>
    listOf(Action)
      .filter((action) => Effect === 'Allow' && action.includes('*'))
      .map((action) => `${id}: allows ${action}`),
  )

const narrowResources: TemplateLaw = (template) =>
  permissions(template)
    .filter(({ Effect, Resource }) => Effect === 'Allow' && listOf(Resource).includes('*'))
    .flatMap(({ id, Action }) =>
      listOf(Action)
        .filter((action) => ON_EVERYTHING[action] === undefined)
        .map((action) => `${id}: allows ${action} on everything`),
    )

const namesSource = ({ Condition = {} }: Statement) =>
  Object.values(Condition).some((test) =>
    Object.keys(test).some((key) => ['aws:sourceaccount', 'aws:sourcearn'].includes(key.toLowerCase())),
  )

const noConfusedDeputy: TemplateLaw = (template) => [
  ...[...trusts(template), ...resourcePolicies(template)]
    .filter((statement) => statement.Effect === 'Allow' && !namesSource(statement))
    .flatMap(({ id, ...statement }) =>
      servicesOf({ id, ...statement })
        .filter((service) => !WITHOUT_SOURCE_ACCOUNT.has(service))
        .map((service) => `${id}: ${service} may act for any account`),
    ),
  ...resourcesOf(template, 'AWS::Lambda::Permission')
    .filter(({ Properties }) => !Properties['SourceArn'] && !Properties['SourceAccount'])
    .map(({ id }) => `${id}: may be used for any account`),
]

const noPublicGrant: TemplateLaw = (template) =>
  resourcePolicies(template)
    .filter(({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal ?? '').includes('"*"'))
    .map(({ id }) => `${id}: lets everybody in`)

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
const deadLetterQueues = (template: Template): Set<string | undefined> =>
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

const topicsEncrypted: TemplateLaw = (template) =>
  resourcesOf(template, 'AWS::SNS::Topic')
    .filter(({ Properties }) => !Properties['KmsMasterKeyId'])
    .map(({ id }) => `${id}: not encrypted`)

const noSecrets: TemplateLaw = (template) =>
  resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ id, Properties }) =>
    Object.keys(get(Properties, 'Environment.Variables') ?? {})
      .filter((name) => SECRET_NAME.test(name))
      .map((name) => `${id}: ${name} looks like a secret`),
  )

const rolesInUse: TemplateLaw = (template) => {
  const { Resources } = template
  const used = JSON.stringify(Resources)
  return resourcesOf(template, 'AWS::IAM::Role')
    .filter(({ id }) => id !== FRAMEWORK_ROLE)
    .filter(({ id }) => !used.includes(`"Fn::GetAtt":["${id}"`) && !used.includes(`{"Ref":"${id}"}`))
    .map(({ id }) => `${id}: nobody takes it on`)
}

export const TEMPLATE_LAWS: Record<string, TemplateLaw> = {
  ...DELIVERY_LAWS,
  'a log group that forgets for every function': logGroups,
  'a role of its own for every function': ownRoles,
  'no role that nobody takes on': rolesInUse,
  'no wildcard in an allowed action': narrowActions,
  'no permission on everything but where it cannot be narrowed': narrowResources,
  'no service that acts for other accounts': noConfusedDeputy,
  'no policy that lets everybody in': noPublicGrant,
  'retries and a dead-letter queue for every rule target': keepUndelivered,
  'a place for events that a function fails on': keepUnhandled,
  'dead-letter queues that EventBridge may send to': lettersMayCome,
  'functions that their rules may invoke': rulesMayInvoke,
  'a dead-letter queue for every queue': keepUnread,
  'a place for notices that a function fails on': keepUnheard,
  'messages that stay hidden while they are worked on': hideWhileWorking,
  'topics encrypted': topicsEncrypted,
  'no secret in an environment variable': noSecrets,
  'buckets encrypted and closed to the public': together(
    demand('AWS::S3::Bucket', 'BucketEncryption'),
    demand('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.BlockPublicAcls'),
    demand('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy'),
    demand('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.IgnorePublicAcls'),
    demand('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.RestrictPublicBuckets'),
  ),
  'queues encrypted': (template) =>
    resourcesOf(template, 'AWS::SQS::Queue')
      .filter(({ Properties }) => !Properties['SqsManagedSseEnabled'] && !Properties['KmsMasterKeyId'])
      .map(({ id }) => `${id}: not encrypted`),
  'tables encrypted, with their past kept': together(
    demand('AWS::DynamoDB::Table', 'SSESpecification.SSEEnabled'),
    demand('AWS::DynamoDB::Table', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled'),
  ),
}
