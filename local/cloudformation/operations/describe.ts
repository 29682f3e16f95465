import { validationError } from '../errors.ts'
import { allExports } from '../engine/scope.ts'
import type { Engine } from '../engine/engine.ts'
import type { Stack, StackResource } from '../records.ts'
import { parseTemplate } from '../template/template.ts'
import { asList, existingStack, isTrue, page, required } from './input.ts'

const PAGE_SIZE = 100

function parametersOf(stack: Stack) {
  const declared = parseTemplate(stack.templateBody).Parameters
  return Object.entries(stack.parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: isTrue(declared[ParameterKey]?.NoEcho) ? '****' : value,
  }))
}

const stackShape = (stack: Stack) => ({
  StackId: stack.stackId,
  StackName: stack.stackName,
  ChangeSetId: stack.changeSetId,
  Description: stack.description,
  Parameters: parametersOf(stack),
  CreationTime: stack.createdAt,
  LastUpdatedTime: stack.updatedAt,
  DeletionTime: stack.deletedAt,
  StackStatus: stack.status,
  StackStatusReason: stack.statusReason,
  DisableRollback: stack.disableRollback,
  NotificationARNs: stack.notificationArns,
  Capabilities: stack.capabilities,
  Outputs: stack.outputs,
  RoleARN: stack.roleArn,
  Tags: stack.tags,
  EnableTerminationProtection: stack.terminationProtection,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
})

const summaryShape = (stack: Stack) => ({
  StackId: stack.stackId,
  StackName: stack.stackName,
  TemplateDescription: stack.description,
  CreationTime: stack.createdAt,
  LastUpdatedTime: stack.updatedAt,
  DeletionTime: stack.deletedAt,
  StackStatus: stack.status,
  StackStatusReason: stack.statusReason,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
})

const resourceShape = (resource: StackResource) => ({
  LogicalResourceId: resource.logicalId,
  PhysicalResourceId: resource.physicalId,
  ResourceType: resource.type,
  ResourceStatus: resource.status,
  ResourceStatusReason: resource.statusReason,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
})

const describedShape = (stack: Stack, resource: StackResource) => ({
  StackName: stack.stackName,
  StackId: stack.stackId,
  ...resourceShape(resource),
  Timestamp: resource.updatedAt,
})

interface ResourcesInput {
  StackName?: string
  LogicalResourceId?: string
  PhysicalResourceId?: string
}

export function describeOperations(engine: Engine) {
  const { store } = engine

  /** The stack by name, or the one that owns a physical resource. */
  function stackOfResources({ StackName, PhysicalResourceId }: ResourcesInput): Stack {
    if (StackName) return existingStack(store, StackName, `Stack with id ${StackName} does not exist`)
    const owns = (stack: Stack) =>
      store.resources(stack.stackId).some((one) => one.physicalId === PhysicalResourceId)
    const owner = PhysicalResourceId ? store.liveStacks().find(owns) : undefined
    if (!owner) throw validationError(`Stack for ${PhysicalResourceId ?? 'no resource'} does not exist`)
    return owner
  }

  return {
    DescribeStacks(input: { StackName?: string; NextToken?: string }) {
      if (input.StackName) {
        const stack = existingStack(store, input.StackName, `Stack with id ${input.StackName} does not exist`)
        return { Stacks: [stackShape(stack)] }
      }
      const { items, ...next } = page(store.liveStacks(), input.NextToken, PAGE_SIZE)
      return { Stacks: items.map(stackShape), ...next }
    },

    ListStacks(input: { StackStatusFilter?: string[] | string; NextToken?: string }) {
      const wanted = asList<string>(input.StackStatusFilter)
      const stacks = store.allStacks().filter((stack) => wanted.length === 0 || wanted.includes(stack.status))
      const { items, ...next } = page(stacks, input.NextToken, PAGE_SIZE)
      return { StackSummaries: items.map(summaryShape), ...next }
    },

    /** Newest first: clients read until they know an event. */
    DescribeStackEvents(input: { StackName: string; NextToken?: string }) {
      const stack = existingStack(store, required({ ...input }, 'StackName'))
      const skip = Number(input.NextToken ?? 0)
      if (!Number.isInteger(skip) || skip < 0) throw validationError('NextToken is invalid')
      const events = store.events(stack.stackId, skip, PAGE_SIZE + 1)
      const next = events.length > PAGE_SIZE ? { NextToken: String(skip + PAGE_SIZE) } : {}
      return { StackEvents: events.slice(0, PAGE_SIZE), ...next }
    },

    DescribeStackResource(input: { StackName: string; LogicalResourceId: string }) {
      const name = required({ ...input }, 'StackName')
      const stack = existingStack(store, name, `Stack '${name}' does not exist`)
      const wanted = required({ ...input }, 'LogicalResourceId')
      const resource = store.resources(stack.stackId).find((one) => one.logicalId === wanted)
      if (!resource) throw validationError(`Resource ${wanted} does not exist for stack ${stack.stackName}`)
      const { Timestamp, ...members } = describedShape(stack, resource)
      const metadata = resource.declarationMembers['Metadata']
      const Metadata = metadata === undefined ? undefined : JSON.stringify(metadata)
      return { StackResourceDetail: { ...members, LastUpdatedTimestamp: Timestamp, Metadata } }
    },

    DescribeStackResources(input: ResourcesInput) {
      const stack = stackOfResources(input)
      const resources = store
        .resources(stack.stackId)
        .filter((one) => !input.LogicalResourceId || one.logicalId === input.LogicalResourceId)
      return { StackResources: resources.map((resource) => describedShape(stack, resource)) }
    },

    ListStackResources(input: { StackName: string; NextToken?: string }) {
      const name = required({ ...input }, 'StackName')
      const stack = existingStack(store, name, `Stack with id ${name} does not exist`)
      const { items, ...next } = page(store.resources(stack.stackId), input.NextToken, PAGE_SIZE)
      const summary = (resource: StackResource) => ({
        ...resourceShape(resource),
        LastUpdatedTimestamp: resource.updatedAt,
      })
      return { StackResourceSummaries: items.map(summary), ...next }
    },

    ListExports(input: { NextToken?: string }) {
      const exported = allExports(engine).map(({ stack, name, value }) => ({
        ExportingStackId: stack.stackId,
        Name: name,
        Value: value,
      }))
      const { items, ...next } = page(exported, input.NextToken, PAGE_SIZE)
      return { Exports: items, ...next }
    },

    ListImports(input: { ExportName: string }) {
      const name = required({ ...input }, 'ExportName')
      const users = store.liveStacks().filter((stack) => stack.imports.includes(name))
      if (users.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`)
      return { Imports: users.map((stack) => stack.stackName) }
    },

    DescribeStackDriftDetectionStatus: () => {
      throw validationError('The local CloudFormation does not support drift detection')
    },
  }
}
