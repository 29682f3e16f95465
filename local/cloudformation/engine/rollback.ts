// Returns a stack to the resources it had before a failed update.
import { isDeepStrictEqual } from 'node:util'
import type { Leftover, StackResource } from '../records.ts'
import { reasonOf, resourceEvent, resourceRequest, type StackWork } from './engine.ts'
import { removeLeftovers, removeResources } from './remove.ts'
import { liveResources } from './scope.ts'

/** Restores what was updated. Returns the logical ids that could not be restored. */
export async function restoreResources(work: StackWork): Promise<string[]> {
  const { before, target } = work.stack.operation!
  const live = liveResources(work, work.stack.stackId)
  const failed: string[] = []
  for (const old of before) {
    const current = live.get(old.logicalId)
    const previousStackTags = target?.tags ?? work.stack.tags
    if (!(await restoreOne({ ...work, previousStackTags }, old, current))) failed.push(old.logicalId)
  }
  return failed
}

interface Restoring extends StackWork {
  previousStackTags: StackWork['stack']['tags']
}

async function restoreOne(
  work: Restoring,
  old: StackResource,
  current: StackResource | undefined,
): Promise<boolean> {
  const { stack, previousStackTags } = work
  const provider = work.providerOf(old.type)
  const isReplaced = current?.physicalId !== old.physicalId
  const found = current?.attempted ?? current?.properties
  const isOld = isDeepStrictEqual(found, old.properties) && !wasUpdated(work, old, current)
  if (isReplaced || isOld || !provider?.update || !found) {
    work.store.saveResource(stack.stackId, old)
    return true
  }
  resourceEvent(work, { ...old, attempted: found }, 'UPDATE_IN_PROGRESS')
  try {
    const { logicalId, properties } = old
    const request = resourceRequest(work, { logicalId, properties, stackTags: stack.tags })
    const existing = {
      physicalId: old.physicalId!,
      attributes: old.attributes,
      previous: found,
      previousStackTags,
    }
    await provider.update({ ...request, ...existing })
    resourceEvent(work, { ...old }, 'UPDATE_COMPLETE')
    return true
  } catch (error) {
    resourceEvent(work, { ...old, attempted: found }, { status: 'UPDATE_FAILED', reason: reasonOf(error) })
    return false
  }
}

/** A change of the stack's tags alone leaves the properties as they were. */
const wasUpdated = (work: Restoring, old: StackResource, current: StackResource | undefined) =>
  current?.updatedAt !== old.updatedAt && !isDeepStrictEqual(work.previousStackTags, work.stack.tags)

/** Takes away what the failed update made: resources that were not there before, and replacements. */
export async function removeNewcomers(work: StackWork): Promise<void> {
  const { before, made = [] } = work.stack.operation!
  const isOld = (resource: StackResource) => before.some((old) => old.logicalId === resource.logicalId)
  const replacements: Leftover[] = made
    .filter((resource) => isOld(resource) && !before.some((old) => old.physicalId === resource.physicalId))
    .map((resource) => ({ resource, policy: undefined }))
  await removeLeftovers(work, replacements)
  const added = made.filter((resource) => !isOld(resource))
  const failed = await removeResources(work, added, { isRollbackOfCreate: true })
  // AWS leaves what it cannot delete behind and forgets it.
  for (const id of failed) work.store.dropResource(work.stack.stackId, id)
}
