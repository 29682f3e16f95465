import { randomUUID } from 'node:crypto'
import { AwsError } from '../../runtime/aws-error.ts'
import { validationError } from '../errors.ts'
import { isoNow, stackEvent, type Engine } from '../engine/engine.ts'
import { planChanges, type Plan } from '../engine/plan.ts'
import { beginOperation, runOperation } from '../engine/run.ts'
import type { ChangeSet, Stack, Target } from '../records.ts'
import { asList, checkUpdatable, existingStack, required } from './input.ts'
import { newStack, onFailureOf, readTarget, type StackInput } from './target.ts'

interface ChangeSetInput extends StackInput {
  ChangeSetName: string
  ChangeSetType?: 'CREATE' | 'UPDATE' | 'IMPORT'
  Description?: string
}

interface ChangeSetKey {
  ChangeSetName: string
  StackName?: string
}

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set."

function findChangeSet(engine: Engine, key: ChangeSetKey): ChangeSet | undefined {
  const name = required({ ...key }, 'ChangeSetName')
  if (name.startsWith('arn:')) return engine.store.changeSetById(name)
  const stack = existingStack(engine.store, required({ ...key }, 'StackName'))
  return engine.store.changeSets(stack.stackId).find((one) => one.name === name)
}

function existingChangeSet(engine: Engine, key: ChangeSetKey): ChangeSet {
  const found = findChangeSet(engine, key)
  if (!found) throw new AwsError('ChangeSetNotFound', `ChangeSet [${key.ChangeSetName}] does not exist`, 404)
  return found
}

/** The stack a change set is for; one of type CREATE makes an empty stack in review. */
async function stackFor(engine: Engine, input: ChangeSetInput): Promise<{ stack: Stack; target: Target }> {
  const name = required({ ...input }, 'StackName')
  const type = input.ChangeSetType ?? 'UPDATE'
  if (type === 'IMPORT')
    throw validationError('The local CloudFormation does not support ChangeSetType IMPORT')
  if (type === 'UPDATE') {
    const stack = existingStack(engine.store, name)
    checkUpdatable(stack)
    return { stack, target: await readTarget(engine, input, stack) }
  }
  const present = engine.store.stackByName(name)
  if (present && present.status !== 'REVIEW_IN_PROGRESS') {
    throw validationError(
      `Stack [${name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
    )
  }
  const target = await readTarget(engine, input)
  return { stack: present ?? newStack(engine, input, target), target }
}

interface Prepared {
  stack: Stack
  target: Target
  plan: Plan
}

function changeSetOf(engine: Engine, input: ChangeSetInput, { stack, target, plan }: Prepared): ChangeSet {
  const { region, accountId } = engine.context
  const outcome: Pick<ChangeSet, 'status' | 'executionStatus' | 'statusReason'> = plan.isEmpty
    ? { status: 'FAILED', executionStatus: 'UNAVAILABLE', statusReason: NO_CHANGES }
    : { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' }
  return {
    id: `arn:aws:cloudformation:${region}:${accountId}:changeSet/${input.ChangeSetName}/${randomUUID()}`,
    name: input.ChangeSetName,
    stackId: stack.stackId,
    stackName: stack.stackName,
    type: stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE',
    createdAt: isoNow(engine),
    target,
    changes: plan.changes,
    onFailure: onFailureOf(input),
    notificationArns: asList<string>(input.NotificationARNs),
    ...outcome,
    ...(input.Description ? { description: input.Description } : {}),
    ...(input.RoleARN ? { roleArn: input.RoleARN } : {}),
  }
}

const summaryOf = (changeSet: ChangeSet) => ({
  ChangeSetId: changeSet.id,
  ChangeSetName: changeSet.name,
  StackId: changeSet.stackId,
  StackName: changeSet.stackName,
  Status: changeSet.status,
  StatusReason: changeSet.statusReason,
  ExecutionStatus: changeSet.executionStatus,
  CreationTime: changeSet.createdAt,
  Description: changeSet.description,
})

export function changeSetOperations(engine: Engine) {
  const { store } = engine
  return {
    /** Done at once: the first DescribeChangeSet finds it ready. */
    async CreateChangeSet(input: ChangeSetInput) {
      const name = required({ ...input }, 'ChangeSetName')
      const { stack, target } = await stackFor(engine, input)
      if (store.changeSets(stack.stackId).some((one) => one.name === name)) {
        throw new AwsError(
          'AlreadyExistsException',
          `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Name`,
        )
      }
      const plan = planChanges({ ...engine, stack }, target)
      const changeSet = changeSetOf(engine, input, { stack, target, plan })
      if (!store.stackById(stack.stackId))
        stackEvent({ ...engine, stack }, 'REVIEW_IN_PROGRESS', 'User Initiated')
      store.saveChangeSet(changeSet)
      return { Id: changeSet.id, StackId: stack.stackId }
    },

    DescribeChangeSet(input: ChangeSetKey) {
      const changeSet = existingChangeSet(engine, input)
      return {
        ...summaryOf(changeSet),
        Parameters: Object.entries(changeSet.target.parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
        NotificationARNs: changeSet.notificationArns,
        Capabilities: changeSet.target.capabilities,
        Tags: changeSet.target.tags,
        Changes: changeSet.changes,
        OnStackFailure: changeSet.onFailure,
        IncludeNestedStacks: false,
      }
    },

    ListChangeSets(input: { StackName: string }) {
      const stack = existingStack(store, required({ ...input }, 'StackName'))
      return { Summaries: store.changeSets(stack.stackId).map(summaryOf) }
    },

    /** A change set that is not there is no error; a stack that is not there is. */
    DeleteChangeSet(input: ChangeSetKey) {
      const changeSet = findChangeSet(engine, input)
      if (changeSet) store.dropChangeSet(changeSet.id)
      return {}
    },

    ExecuteChangeSet(input: ChangeSetKey) {
      const changeSet = existingChangeSet(engine, input)
      if (changeSet.executionStatus !== 'AVAILABLE') {
        throw new AwsError(
          'InvalidChangeSetStatus',
          `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
        )
      }
      const stack = store.stackById(changeSet.stackId)!
      const { target, onFailure } = changeSet
      if (changeSet.type === 'UPDATE') checkUpdatable(stack)
      // All change sets of a stack are void once one is executed, and only the executed one is remembered.
      for (const one of store.changeSets(stack.stackId)) store.dropChangeSet(one.id)
      stack.changeSetId = changeSet.id
      stack.notificationArns = changeSet.notificationArns
      if (changeSet.type === 'CREATE') Object.assign(stack, target)
      const work = { ...engine, stack }
      beginOperation(work, changeSet.type === 'CREATE' ? 'create' : 'update', { target, onFailure })
      void runOperation(work)
      return {}
    },
  }
}
