// What all parts of the engine share, and the small steps they are made of.
import { randomBytes, randomUUID } from 'node:crypto'
import type { CloudContext } from '../../runtime/context.ts'
import type { Stack, StackResource, Tag } from '../records.ts'
import type { Clients } from '../resources/clients.ts'
import type { Properties, ResourceProvider, ResourceRequest } from '../resources/provider.ts'
import type { Store } from '../store.ts'

export interface Engine {
  context: CloudContext
  store: Store
  clients: Clients
  /** The provider of a type; undefined for a type the local cloud does not know. */
  providerOf(type: string): ResourceProvider | undefined
}

/** The engine at work on one stack. */
export interface StackWork extends Engine {
  stack: Stack
}

/** What an event tells: a status, and why where there is a reason. */
export interface Outcome {
  status: string
  reason?: string | undefined
}

export const isoNow = (engine: Engine) => new Date(engine.context.clock.now()).toISOString()

/** Sets and saves the stack's status and writes the event. */
export function stackEvent(work: StackWork, status: string, reason?: string) {
  const { stack } = work
  stack.status = status
  if (reason === undefined) delete stack.statusReason
  else stack.statusReason = reason
  work.store.saveStack(stack)
  addEvent(work, {
    LogicalResourceId: stack.stackName,
    PhysicalResourceId: stack.stackId,
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: status,
    ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
  })
}

/** Sets and saves a resource's status and writes the event. */
export function resourceEvent(work: StackWork, resource: StackResource, outcome: string | Outcome) {
  const { status, reason } = outcomeOf(outcome)
  resource.status = status
  resource.updatedAt = isoNow(work)
  if (reason === undefined) delete resource.statusReason
  else resource.statusReason = reason
  work.store.saveResource(work.stack.stackId, resource)
  announceResource(work, resource, outcome)
}

/** Writes the event alone, for a physical resource that is no longer the stack's current one. */
export function announceResource(work: StackWork, resource: StackResource, outcome: string | Outcome) {
  const { status, reason } = outcomeOf(outcome)
  addEvent(work, {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId ?? '',
    ResourceType: resource.type,
    ResourceStatus: status,
    ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
  })
}

const outcomeOf = (outcome: string | Outcome): Outcome =>
  typeof outcome === 'string' ? { status: outcome } : outcome

interface EventMembers {
  LogicalResourceId: string
  PhysicalResourceId: string
  ResourceType: string
  ResourceStatus: string
  ResourceStatusReason?: string
}

function addEvent(work: StackWork, members: EventMembers) {
  const { stack } = work
  work.store.addEvent({
    StackId: stack.stackId,
    StackName: stack.stackName,
    EventId: randomUUID(),
    Timestamp: isoNow(work),
    ...members,
  })
}

const letters = (count: number) =>
  Array.from(randomBytes(count), (byte) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[byte % 36]).join('')

/** `stack-LogicalId-RANDOM12`, shortened in its first two parts to fit. */
function generateName(stackName: string, logicalId: string, longest: number): string {
  const random = letters(12)
  const room = longest - random.length - 2
  const logical = logicalId.slice(0, Math.max(room - stackName.length, Math.ceil(room / 2)))
  return `${stackName.slice(0, room - logical.length)}-${logical}-${random}`
}

export interface Step {
  logicalId: string
  properties: Properties
  stackTags: Tag[]
  claim?: (physicalId: string) => void
}

export const resourceRequest = (work: StackWork, step: Step): ResourceRequest => ({
  logicalId: step.logicalId,
  stackName: work.stack.stackName,
  stackId: work.stack.stackId,
  region: work.context.region,
  accountId: work.context.accountId,
  properties: step.properties,
  stackTags: step.stackTags,
  clients: work.clients,
  generateName: (longest) => generateName(work.stack.stackName, step.logicalId, longest),
  claim: step.claim ?? (() => undefined),
})

/** The words of an SDK error as CloudFormation puts them into events. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const metadata = (error as { $metadata?: { httpStatusCode?: number; requestId?: string } }).$metadata
  if (!metadata) return error.message
  const status = `Status Code: ${metadata.httpStatusCode ?? 'none'}`
  return `${error.message} (${error.name}, ${status}, Request ID: ${metadata.requestId ?? 'none'})`
}
