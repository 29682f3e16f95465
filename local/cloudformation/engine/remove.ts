// Takes resources away, dependents first. Nothing is emptied: a bucket with objects fails, as on AWS.
import type { Leftover, StackResource } from '../records.ts'
import { sortByDependency } from '../template/order.ts'
import { announceResource, reasonOf, resourceEvent, resourceRequest, type StackWork } from './engine.ts'

const keeps = (policy: string | undefined, isRollbackOfCreate: boolean) =>
  policy === 'Retain' || (policy === 'RetainExceptOnCreate' && !isRollbackOfCreate)

/** Removes one physical resource that is not (or no longer) the stack's current one. Returns a failure's words. */
async function removePhysical(work: StackWork, resource: StackResource): Promise<string | undefined> {
  const provider = work.providerOf(resource.type)
  if (!provider) return `no provider for ${resource.type}`
  const { logicalId, properties, physicalId, attributes } = resource
  try {
    const request = resourceRequest(work, { logicalId, properties, stackTags: work.stack.tags })
    await provider.remove({ ...request, physicalId: physicalId!, attributes })
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

/** Old resources after an update. A failure is told by an event and does not fail the update, as on AWS. */
export async function removeLeftovers(work: StackWork, leftovers: Leftover[]) {
  for (const { resource, policy } of inReverse(leftovers)) {
    if (resource.physicalId === undefined) continue
    if (keeps(policy, false)) {
      announceResource(work, resource, 'DELETE_SKIPPED')
      continue
    }
    announceResource(work, resource, 'DELETE_IN_PROGRESS')
    const failure = await removePhysical(work, resource)
    announceResource(work, resource, {
      status: failure ? 'DELETE_FAILED' : 'DELETE_COMPLETE',
      reason: failure,
    })
  }
}

function inReverse(leftovers: Leftover[]): Leftover[] {
  const byId = new Map(
    leftovers.map((leftover) => [leftover.resource.logicalId, leftover.resource.dependsOn]),
  )
  const order = sortByDependency(byId).reverse()
  const place = (leftover: Leftover) => order.indexOf(leftover.resource.logicalId)
  return [...leftovers].sort((a, b) => place(a) - place(b))
}

interface RemoveOptions {
  retain?: string[]
  isRollbackOfCreate?: boolean
}

/** Removes current resources of a stack. Returns the logical ids that failed; what those need stays too. */
export async function removeResources(
  work: StackWork,
  resources: StackResource[],
  { retain = [], isRollbackOfCreate = false }: RemoveOptions = {},
): Promise<string[]> {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]))
  const order = sortByDependency(new Map(resources.map((one) => [one.logicalId, one.dependsOn]))).reverse()
  const failed: string[] = []
  const needed = new Set<string>()
  for (const resource of order.flatMap((id) => byId.get(id) ?? [])) {
    if (needed.has(resource.logicalId)) {
      resource.dependsOn.forEach((id) => needed.add(id))
      continue
    }
    const isKept = retain.includes(resource.logicalId) || keeps(resource.deletionPolicy, isRollbackOfCreate)
    if (!(await removeOne(work, resource, isKept))) {
      failed.push(resource.logicalId)
      resource.dependsOn.forEach((id) => needed.add(id))
    }
  }
  return failed
}

async function removeOne(work: StackWork, resource: StackResource, isKept: boolean): Promise<boolean> {
  if (resource.physicalId === undefined || isKept) {
    if (isKept) announceResource(work, resource, 'DELETE_SKIPPED')
    work.store.dropResource(work.stack.stackId, resource.logicalId)
    return true
  }
  resourceEvent(work, resource, 'DELETE_IN_PROGRESS')
  const failure = await removePhysical(work, resource)
  if (failure) {
    resourceEvent(work, resource, { status: 'DELETE_FAILED', reason: failure })
    return false
  }
  announceResource(work, resource, 'DELETE_COMPLETE')
  work.store.dropResource(work.stack.stackId, resource.logicalId)
  return true
}
