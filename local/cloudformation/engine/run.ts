// The course of a stack operation. It reads its state from the stack, so that a restart can take it up.
import type { OnFailure, Stack, StackOperation, Target } from '../records.ts'
import { creationOrder } from '../template/order.ts'
import { applyTarget, ResourceFailure } from './apply.ts'
import { sameTags } from './changes.ts'
import { isoNow, reasonOf, stackEvent, type Engine } from './engine.ts'
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
  engine: Engine,
  stack: Stack,
  kind: StackOperation['kind'],
  { target, onFailure = 'ROLLBACK', retain = [] }: OperationOptions = {},
) {
  const before = kind === 'update' ? engine.store.resources(stack.stackId) : []
  const common = { kind, phase: 'apply' as const, onFailure, before, leftovers: [], retain }
  stack.operation = target ? { ...common, target } : common
  if (kind === 'update') stack.updatedAt = isoNow(engine)
  stackEvent(engine, stack, `${kind.toUpperCase()}_IN_PROGRESS`, 'User Initiated')
}

/** Carries the stack's operation to its end; never throws. */
export function runOperation(engine: Engine, stack: Stack): Promise<void> {
  return engine.context.activity.during(`stack ${stack.stackName}`, async () => {
    const { kind, phase } = stack.operation!
    try {
      if (kind === 'delete') await deleteStack(engine, stack)
      else if (phase === 'apply') await applyOperation(engine, stack)
      else if (phase === 'cleanup') await cleanUp(engine, stack)
      else await rollBack(engine, stack)
    } catch (error) {
      if (!engine.store.isOpen()) return
      engine.context.log(`cloudformation: stack ${stack.stackName}: ${reasonOf(error)}`)
      const failed = { create: 'ROLLBACK_FAILED', update: 'UPDATE_ROLLBACK_FAILED', delete: 'DELETE_FAILED' }
      stackEvent(engine, stack, failed[kind], reasonOf(error))
    }
  })
}

/** After a restart: what was being applied has failed and is rolled back, everything else goes on. */
export async function resumeOperation(engine: Engine, stack: Stack): Promise<void> {
  const { kind, phase } = stack.operation!
  if (kind === 'delete' || phase !== 'apply') return runOperation(engine, stack)
  await engine.context.activity.during(`stack ${stack.stackName}`, () =>
    fail(engine, stack, new Error('The local cloud was stopped while this operation ran. ')),
  )
}

async function applyOperation(engine: Engine, stack: Stack) {
  const operation = stack.operation!
  const target = operation.target!
  const live = liveResources(engine, stack.stackId)
  const scope = targetScope(engine, stack, target, liveLookup(live))
  const isUpdate = operation.kind === 'update'
  try {
    await applyTarget({
      engine,
      stack,
      scope,
      live,
      tags: target.tags,
      tagsChanged: isUpdate && !sameTags(stack.tags, target.tags),
      leftovers: operation.leftovers,
      save: () => engine.store.saveStack(stack),
    })
    const outputs = resolveOutputs(scope)
    checkExports(engine, stack, outputs)
    Object.assign(stack, target, { outputs, imports: importNamesOf(scope) })
  } catch (error) {
    return fail(engine, stack, error)
  }
  return isUpdate ? cleanUp(engine, stack) : finish(engine, stack, 'CREATE_COMPLETE')
}

async function cleanUp(engine: Engine, stack: Stack) {
  const operation = stack.operation!
  operation.phase = 'cleanup'
  stackEvent(engine, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
  const live = liveResources(engine, stack.stackId)
  const wanted = new Set(creationOrder(targetScope(engine, stack, stack, liveLookup(live))))
  const removed = [...live.values()].filter((resource) => !wanted.has(resource.logicalId))
  await removeLeftovers(engine, stack, [
    ...operation.leftovers,
    ...removed.map((resource) => ({ resource, policy: resource.deletionPolicy })),
  ])
  for (const { logicalId } of removed) engine.store.dropResource(stack.stackId, logicalId)
  finish(engine, stack, 'UPDATE_COMPLETE')
}

function finish(engine: Engine, stack: Stack, status: string) {
  delete stack.operation
  stackEvent(engine, stack, status)
}

async function fail(engine: Engine, stack: Stack, error: unknown) {
  const operation = stack.operation!
  const reason =
    error instanceof ResourceFailure
      ? `The following resource(s) failed to ${error.verb}: [${error.logicalId}]. `
      : reasonOf(error)
  if (operation.onFailure === 'DO_NOTHING') {
    delete stack.operation
    return stackEvent(engine, stack, `${operation.kind.toUpperCase()}_FAILED`, reason)
  }
  operation.phase = 'rollback'
  if (operation.kind === 'update') stackEvent(engine, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  else if (operation.onFailure === 'ROLLBACK') {
    stackEvent(engine, stack, 'ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`)
  } else stackEvent(engine, stack, 'DELETE_IN_PROGRESS', `${reason}Delete requested by user.`)
  await runOperation(engine, stack)
}

const rollBack = (engine: Engine, stack: Stack) =>
  stack.operation!.kind === 'create' ? rollBackCreate(engine, stack) : rollBackUpdate(engine, stack)

async function rollBackUpdate(engine: Engine, stack: Stack) {
  const operation = stack.operation!
  operation.made ??= engine.store.resources(stack.stackId)
  engine.store.saveStack(stack)
  const failed = await restoreResources(engine, stack, operation.before)
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to update: [${failed.join(', ')}]. `
    return stackEvent(engine, stack, 'UPDATE_ROLLBACK_FAILED', reason)
  }
  stackEvent(engine, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  await removeNewcomers(engine, stack, operation.made, operation.before)
  finish(engine, stack, 'UPDATE_ROLLBACK_COMPLETE')
}

const failedToDelete = (ids: string[]) => `The following resource(s) failed to delete: [${ids.join(', ')}]. `

async function rollBackCreate(engine: Engine, stack: Stack) {
  const isDelete = stack.operation!.onFailure === 'DELETE'
  const resources = engine.store.resources(stack.stackId)
  const failed = await removeResources(engine, stack, resources, { isRollbackOfCreate: true })
  if (failed.length > 0) {
    delete stack.operation
    return stackEvent(engine, stack, isDelete ? 'DELETE_FAILED' : 'ROLLBACK_FAILED', failedToDelete(failed))
  }
  if (isDelete) stack.deletedAt = isoNow(engine)
  finish(engine, stack, isDelete ? 'DELETE_COMPLETE' : 'ROLLBACK_COMPLETE')
}

async function deleteStack(engine: Engine, stack: Stack) {
  const resources = engine.store.resources(stack.stackId)
  const failed = await removeResources(engine, stack, resources, { retain: stack.operation!.retain })
  if (failed.length > 0) {
    delete stack.operation
    return stackEvent(engine, stack, 'DELETE_FAILED', failedToDelete(failed))
  }
  stack.deletedAt = isoNow(engine)
  stack.outputs = []
  stack.imports = []
  finish(engine, stack, 'DELETE_COMPLETE')
}
