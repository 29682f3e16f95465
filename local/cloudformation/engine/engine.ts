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

export const isoNow = (engine: Engine) => new Date(engine.context.clock.now()).toISOString()

export function stackEvent(engine: Engine, stack: Stack, status: string, reason?: string) {
  stack.status = status
  if (reason === undefined) delete stack.statusReason
  else stack.statusReason = reason
  engine.store.saveStack(stack)
  addEvent(engine, stack, {
    LogicalResourceId: stack.stackName,
    PhysicalResourceId: stack.stackId,
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: status,
    ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
  })
}

/** Sets and saves a resource's status and writes the event. */
export function resourceEvent(
  engine: Engine,
  stack: Stack,
  resource: StackResource,
  status: string,
  reason?: string,
) {
  resource.status = status
  resource.updatedAt = isoNow(engine)
  if (reason === undefined) delete resource.statusReason
  else resource.statusReason = reason
  engine.store.saveResource(stack.stackId, resource)
  announceResource(engine, stack, resource, status, reason)
}

/** Writes the event alone, for a physical resource that is no longer the stack's current one. */
export function announceResource(
  engine: Engine,
  stack: Stack,
  resource: StackResource,
  status: string,
  reason?: string,
) {
  addEvent(engine, stack, {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId ?? '',
    ResourceType: resource.type,
    ResourceStatus: status,
    ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
  })
}

interface EventMembers {
  LogicalResourceId: string
  PhysicalResourceId: string
  ResourceType: string
  ResourceStatus: string
  ResourceStatusReason?: string
}

function addEvent(engine: Engine, stack: Stack, members: EventMembers) {
  engine.store.addEvent({
    StackId: stack.stackId,
    StackName: stack.stackName,
    EventId: randomUUID(),
    Timestamp: isoNow(engine),
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

export function resourceRequest(
  engine: Engine,
  stack: Stack,
  step: { logicalId: string; properties: Properties; stackTags: Tag[]; claim?: (physicalId: string) => void },
): ResourceRequest {
  return {
    logicalId: step.logicalId,
    stackName: stack.stackName,
    stackId: stack.stackId,
    region: engine.context.region,
    accountId: engine.context.accountId,
    properties: step.properties,
    stackTags: step.stackTags,
    clients: engine.clients,
    generateName: (longest) => generateName(stack.stackName, step.logicalId, longest),
    claim: step.claim ?? (() => undefined),
  }
}

/** The words of an SDK error as CloudFormation puts them into events. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const metadata = (error as { $metadata?: { httpStatusCode?: number; requestId?: string } }).$metadata
  if (!metadata) return error.message
  const status = `Status Code: ${metadata.httpStatusCode ?? 'none'}`
  return `${error.message} (${error.name}, ${status}, Request ID: ${metadata.requestId ?? 'none'})`
}
