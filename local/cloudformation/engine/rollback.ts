// Returns a stack to the resources it had before a failed update.
import type { Leftover, Stack, StackResource } from '../records.ts'
import { isDeepStrictEqual } from 'node:util'
import { reasonOf, resourceEvent, resourceRequest, type Engine } from './engine.ts'
import { liveResources } from './scope.ts'
import { removeLeftovers, removeResources } from './remove.ts'

/** Restores what was updated. Returns the logical ids that could not be restored. */
export async function restoreResources(
  engine: Engine,
  stack: Stack,
  before: StackResource[],
): Promise<string[]> {
  const live = liveResources(engine, stack.stackId)
  const failed: string[] = []
  for (const old of before) {
    const current = live.get(old.logicalId)
    if (!(await restoreOne(engine, stack, old, current))) failed.push(old.logicalId)
  }
  return failed
}

async function restoreOne(
  engine: Engine,
  stack: Stack,
  old: StackResource,
  current: StackResource | undefined,
): Promise<boolean> {
  const provider = engine.providerOf(old.type)
  const isReplaced = current?.physicalId !== old.physicalId
  const found = current?.attempted ?? current?.properties
  if (isReplaced || isDeepStrictEqual(found, old.properties) || !provider?.update || !found) {
    engine.store.saveResource(stack.stackId, old)
    return true
  }
  resourceEvent(engine, stack, { ...old, attempted: found }, 'UPDATE_IN_PROGRESS')
  try {
    const { logicalId, properties } = old
    const request = resourceRequest(engine, stack, { logicalId, properties, stackTags: stack.tags })
    const existing = { physicalId: old.physicalId!, attributes: old.attributes, previous: found }
    await provider.update({ ...request, ...existing })
    resourceEvent(engine, stack, { ...old }, 'UPDATE_COMPLETE')
    return true
  } catch (error) {
    resourceEvent(engine, stack, { ...old, attempted: found }, 'UPDATE_FAILED', reasonOf(error))
    return false
  }
}

/** What the failed update made: resources that were not there before, and replacements. */
export async function removeNewcomers(
  engine: Engine,
  stack: Stack,
  made: StackResource[],
  before: StackResource[],
): Promise<void> {
  const isOld = (resource: StackResource) => before.some((old) => old.logicalId === resource.logicalId)
  const replacements: Leftover[] = made
    .filter((resource) => isOld(resource) && !before.some((old) => old.physicalId === resource.physicalId))
    .map((resource) => ({ resource, policy: undefined }))
  await removeLeftovers(engine, stack, replacements)
  const added = made.filter((resource) => !isOld(resource))
  const failed = await removeResources(engine, stack, added, { isRollbackOfCreate: true })
  // AWS leaves what it cannot delete behind and forgets it.
  for (const id of failed) engine.store.dropResource(stack.stackId, id)
}
