// The course of a stack operation. It reads its state from the stack, so that a restart can take it up.
import type { OnFailure, StackOperation, Target } from '../records.ts'
import { creationOrder } from '../template/order.ts'
import { applyTarget, ResourceFailure } from './apply.ts'
import { sameTags } from './changes.ts'
import { isoNow, reasonOf, stackEvent, type StackWork } from './engine.ts'
import { importNamesOf } from './imports.ts'
import { checkExports, resolveOutputs } from './outputs.ts'
import { removeLeftovers, removeResources } from './remove.ts'
import { removeNewcomers, restoreResources } from './rollback.ts'
import { liveLookup, liveResources, targetScope } from './scope.ts'

interface OperationOptions {
  target?: Target
  onFailure?: OnFailure
  retain?: string[]
}

/** Marks the stack as being changed; the work itself is `runOperation`. */
export function beginOperation(
  work: StackWork,
  kind: StackOperation['kind'],
  { target, onFailure = 'ROLLBACK', retain = [] }: OperationOptions = {},
) {
  const { stack } = work
  const before = kind === 'update' ? work.store.resources(stack.stackId) : []
  const common = { kind, phase: 'apply' as const, onFailure, before, leftovers: [], retain }
  stack.operation = target ? { ...common, target } : common
  if (kind === 'update') stack.updatedAt = isoNow(work)
  stackEvent(work, `${kind.toUpperCase()}_IN_PROGRESS`, 'User Initiated')
}

/** Carries the stack's operation to its end; never throws. */
export function runOperation(work: StackWork): Promise<void> {
  const { stack } = work
  return work.context.activity.during(`stack ${stack.stackName}`, async () => {
    const { kind, phase } = stack.operation!
    try {
      if (kind === 'delete') await deleteStack(work)
      else if (phase === 'apply') await applyOperation(work)
      else if (phase === 'cleanup') await cleanUp(work)
      else await rollBack(work)
    } catch (error) {
      if (!work.store.isOpen()) return
      work.context.log(`cloudformation: stack ${stack.stackName}: ${reasonOf(error)}`)
      const failed = { create: 'ROLLBACK_FAILED', update: 'UPDATE_ROLLBACK_FAILED', delete: 'DELETE_FAILED' }
      stackEvent(work, failed[kind], reasonOf(error))
    }
  })
}

/** After a restart: what was being applied has failed and is rolled back, everything else goes on. */
export async function resumeOperation(work: StackWork): Promise<void> {
  const { stack } = work
  const { kind, phase } = stack.operation!
  if (kind === 'delete' || phase !== 'apply') return runOperation(work)
  await work.context.activity.during(`stack ${stack.stackName}`, () =>
    fail(work, new Error('The local cloud was stopped while this operation ran. ')),
  )
}

async function applyOperation(work: StackWork) {
  const { stack } = work
  const operation = stack.operation!
  const target = operation.target!
  const live = liveResources(work, stack.stackId)
  const scope = targetScope(work, target, liveLookup(live))
  const isUpdate = operation.kind === 'update'
  try {
    await applyTarget({
      ...work,
      scope,
      live,
      tags: target.tags,
      tagsChanged: isUpdate && !sameTags(stack.tags, target.tags),
      leftovers: operation.leftovers,
    })
    const outputs = resolveOutputs(scope)
    checkExports(work, outputs)
    Object.assign(stack, target, { outputs, imports: importNamesOf(scope) })
  } catch (error) {
    return fail(work, error)
  }
  return isUpdate ? cleanUp(work) : finish(work, 'CREATE_COMPLETE')
}

async function cleanUp(work: StackWork) {
  const { stack } = work
  const operation = stack.operation!
  operation.phase = 'cleanup'
  stackEvent(work, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
  const live = liveResources(work, stack.stackId)
  const wanted = new Set(creationOrder(targetScope(work, stack, liveLookup(live))))
  const removed = [...live.values()].filter((resource) => !wanted.has(resource.logicalId))
  await removeLeftovers(work, [
    ...operation.leftovers,
    ...removed.map((resource) => ({ resource, policy: resource.deletionPolicy })),
  ])
  for (const { logicalId } of removed) work.store.dropResource(stack.stackId, logicalId)
  finish(work, 'UPDATE_COMPLETE')
}

function finish(work: StackWork, status: string) {
  const { stack } = work
  delete stack.operation
  stackEvent(work, status)
}

async function fail(work: StackWork, error: unknown) {
  const { stack } = work
  const operation = stack.operation!
  const reason =
    error instanceof ResourceFailure
      ? `The following resource(s) failed to ${error.verb}: [${error.logicalId}]. `
      : reasonOf(error)
  if (operation.onFailure === 'DO_NOTHING') {
    delete stack.operation
    return stackEvent(work, `${operation.kind.toUpperCase()}_FAILED`, reason)
  }
  operation.phase = 'rollback'
  if (operation.kind === 'update') stackEvent(work, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  else if (operation.onFailure === 'ROLLBACK') {
    stackEvent(work, 'ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`)
  } else stackEvent(work, 'DELETE_IN_PROGRESS', `${reason}Delete requested by user.`)
  await runOperation(work)
}

const rollBack = (work: StackWork) =>
  work.stack.operation!.kind === 'create' ? rollBackCreate(work) : rollBackUpdate(work)

async function rollBackUpdate(work: StackWork) {
  const { stack } = work
  const operation = stack.operation!
  operation.made ??= work.store.resources(stack.stackId)
  work.store.saveStack(stack)
  const failed = await restoreResources(work)
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to update: [${failed.join(', ')}]. `
    return stackEvent(work, 'UPDATE_ROLLBACK_FAILED', reason)
  }
  stackEvent(work, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  await removeNewcomers(work)
  finish(work, 'UPDATE_ROLLBACK_COMPLETE')
}

const failedToDelete = (ids: string[]) => `The following resource(s) failed to delete: [${ids.join(', ')}]. `

async function rollBackCreate(work: StackWork) {
  const { stack } = work
  const isDelete = stack.operation!.onFailure === 'DELETE'
  const resources = work.store.resources(stack.stackId)
  const failed = await removeResources(work, resources, { isRollbackOfCreate: true })
  if (failed.length > 0) {
    delete stack.operation
    return stackEvent(work, isDelete ? 'DELETE_FAILED' : 'ROLLBACK_FAILED', failedToDelete(failed))
  }
  if (isDelete) stack.deletedAt = isoNow(work)
  finish(work, isDelete ? 'DELETE_COMPLETE' : 'ROLLBACK_COMPLETE')
}

async function deleteStack(work: StackWork) {
  const { stack } = work
  const resources = work.store.resources(stack.stackId)
  const failed = await removeResources(work, resources, { retain: stack.operation!.retain })
  if (failed.length > 0) {
    delete stack.operation
    return stackEvent(work, 'DELETE_FAILED', failedToDelete(failed))
  }
  stack.deletedAt = isoNow(work)
  stack.outputs = []
  stack.imports = []
  finish(work, 'DELETE_COMPLETE')
}
