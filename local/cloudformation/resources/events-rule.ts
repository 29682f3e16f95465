import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type PutRuleCommandInput,
  type Target,
} from '@aws-sdk/client-eventbridge'
import type { Tag } from '../records.ts'
import { asJsonText, asNumber, defined, tagList } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Count, Document, Made, ResourceProvider, ResourceRequest } from './provider.ts'

const LONGEST_RULE_NAME = 64

type RuleTarget = Omit<Target, 'Input' | 'RetryPolicy'> & {
  Input?: Document
  RetryPolicy?: { MaximumRetryAttempts?: Count; MaximumEventAgeInSeconds?: Count }
}

type RuleProperties = Omit<PutRuleCommandInput, 'Name' | 'EventPattern' | 'Tags'> & {
  Name?: string
  EventPattern?: Document
  Targets?: RuleTarget[]
}

type BusProperties = { Name: string; Description?: string; Tags?: Tag[] }

// PutTargets takes the template's members as they are, but for numbers written as text.
function target({ RetryPolicy: retry, Input: input, ...one }: RuleTarget): Target {
  const RetryPolicy =
    retry &&
    defined({
      MaximumRetryAttempts: asNumber(retry.MaximumRetryAttempts),
      MaximumEventAgeInSeconds: asNumber(retry.MaximumEventAgeInSeconds),
    })
  const Input = input === undefined ? undefined : asJsonText(input)
  return { ...one, ...defined({ RetryPolicy, Input }) }
}

async function putRule(request: ResourceRequest<RuleProperties>, Name: string): Promise<string> {
  const { EventBusName, Description, EventPattern, ScheduleExpression, State, RoleArn } = request.properties
  const pattern = EventPattern === undefined ? undefined : asJsonText(EventPattern)
  const members = { EventBusName, Description, ScheduleExpression, State, RoleArn, EventPattern: pattern }
  const { RuleArn } = await request.clients.events.send(new PutRuleCommand({ Name, ...defined(members) }))
  return RuleArn!
}

/** Entries that PutTargets refuses are in its answer, not in an error. */
async function putTargets({ clients, properties }: ResourceRequest<RuleProperties>, Rule: string) {
  const Targets = (properties.Targets ?? []).map(target)
  if (Targets.length === 0) return
  const { EventBusName } = properties
  const answer = await clients.events.send(
    new PutTargetsCommand({ Rule, Targets, ...defined({ EventBusName }) }),
  )
  const failed = answer.FailedEntries?.[0]
  if (failed) throw new Error(`Target ${failed.TargetId}: ${failed.ErrorMessage} (${failed.ErrorCode})`)
}

async function removeTargets(
  { clients, properties }: ResourceRequest<RuleProperties>,
  Rule: string,
  ids: string[],
) {
  if (ids.length === 0) return
  const { EventBusName } = properties
  const input = { Rule, Ids: ids, ...defined({ EventBusName }) }
  await unlessGone(clients.events.send(new RemoveTargetsCommand(input)), 'ResourceNotFoundException')
}

const targetIds = (properties: RuleProperties) => (properties.Targets ?? []).map((one) => one.Id!)

// On a bus of its own, Ref gives the bus with the rule.
const made = (properties: RuleProperties, name: string, arn: string): Made => {
  const { EventBusName: bus } = properties
  const busName = bus?.slice(bus.lastIndexOf('/') + 1)
  const physicalId = busName && busName !== 'default' ? `${busName}|${name}` : name
  return { physicalId, attributes: { Arn: arn } }
}

const ruleName = (physicalId: string) => physicalId.slice(physicalId.lastIndexOf('|') + 1)

export const eventsRule: ResourceProvider<RuleProperties> = {
  applies: [
    'Name',
    'EventBusName',
    'Description',
    'EventPattern',
    'ScheduleExpression',
    'State',
    'RoleArn',
    'Targets',
  ],
  records: ['Tags'],
  createOnly: ['Name', 'EventBusName'],
  nameProperty: 'Name',
  async create(request) {
    const name = request.properties.Name ?? request.generateName(LONGEST_RULE_NAME)
    const arn = await putRule(request, name)
    const result = made(request.properties, name, arn)
    request.claim(result.physicalId)
    await putTargets(request, name)
    return result
  },
  async update(request) {
    const name = ruleName(request.physicalId)
    const arn = await putRule(request, name)
    await putTargets(request, name)
    const wanted = targetIds(request.properties)
    await removeTargets(
      request,
      name,
      targetIds(request.previous).filter((id) => !wanted.includes(id)),
    )
    return made(request.properties, name, arn)
  },
  async remove(request) {
    const Name = ruleName(request.physicalId)
    await removeTargets(request, Name, targetIds(request.properties))
    const { EventBusName } = request.properties
    const input = { Name, ...defined({ EventBusName }) }
    await unlessGone(request.clients.events.send(new DeleteRuleCommand(input)), 'ResourceNotFoundException')
  },
}

export const eventsBus: ResourceProvider<BusProperties> = {
  applies: ['Name', 'Description', 'Tags'],
  records: ['DeadLetterConfig', 'KmsKeyIdentifier', 'LogConfig'],
  required: ['Name'],
  async create(request) {
    const { Name, Description } = request.properties
    const input = { Name, ...defined({ Description }), Tags: tagList(request) }
    const { EventBusArn } = await request.clients.events.send(new CreateEventBusCommand(input))
    return { physicalId: Name, attributes: { Arn: EventBusArn, Name } }
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.events.send(new DeleteEventBusCommand({ Name: physicalId })),
      'ResourceNotFoundException',
    ),
}
