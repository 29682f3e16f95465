// Carries a target out, resource by resource in order of dependency. Throws at the first failure; the caller rolls back.
import { isDeepStrictEqual } from 'node:util'
import { validationError } from '../errors.ts'
import type { Leftover, StackResource, Tag } from '../records.ts'
import { checkProperties } from '../resources/check-properties.ts'
import type { Made, ResourceProvider } from '../resources/provider.ts'
import { resolveValue } from '../template/intrinsics.ts'
import { creationOrder, dependenciesOf } from '../template/order.ts'
import type { Scope } from '../template/scope.ts'
import { changesRecordOnly, declarationMembers, differenceOf } from './changes.ts'
import { isoNow, reasonOf, resourceEvent, resourceRequest, type StackWork } from './engine.ts'
import type { LiveResources } from './scope.ts'

/** What failed, for the reason that the stack gives. */
export class ResourceFailure extends Error {
  override readonly name = 'ResourceFailure'
  readonly logicalId: string
  readonly verb: 'create' | 'update'
  constructor(logicalId: string, verb: 'create' | 'update', cause: unknown) {
    super(reasonOf(cause), { cause })
    this.logicalId = logicalId
    this.verb = verb
  }
}

export interface Run extends StackWork {
  scope: Scope
  live: LiveResources
  tags: Tag[]
  tagsChanged: boolean
  /** Old resources to be removed when all has gone well. */
  leftovers: Leftover[]
}

/** One resource on its way from what it is to what it shall be. */
interface Change {
  current: StackResource
  next: StackResource
  provider: ResourceProvider
}

export async function applyTarget(run: Run): Promise<void> {
  for (const logicalId of creationOrder(run.scope)) {
    await applyResource(run, logicalId)
  }
}

async function applyResource(run: Run, logicalId: string) {
  const next = unresolvedResource(run, logicalId)
  const provider = run.providerOf(next.type)!
  const current = run.live.get(logicalId)
  try {
    const { Properties: declared = {} } = run.scope.template.Resources[logicalId]!
    next.properties = resolveValue(declared, run.scope) as Record<string, unknown>
    if (!current) checkProperties(logicalId, next.properties, provider)
  } catch (error) {
    const status = current ? 'UPDATE_FAILED' : 'CREATE_FAILED'
    resourceEvent(run, { ...(current ?? next) }, { status, reason: reasonOf(error) })
    throw new ResourceFailure(logicalId, current ? 'update' : 'create', error)
  }
  if (current) await changeResource(run, { current, next, provider })
  else await createResource(run, next, provider)
}

function unresolvedResource(run: Run, logicalId: string): StackResource {
  const declaration = run.scope.template.Resources[logicalId]!
  return {
    logicalId,
    type: declaration.Type,
    attributes: {},
    properties: {},
    declarationMembers: declarationMembers(declaration),
    dependsOn: dependenciesOf(declaration, run.scope),
    ...(declaration.DeletionPolicy ? { deletionPolicy: declaration.DeletionPolicy } : {}),
    ...(declaration.UpdateReplacePolicy ? { updateReplacePolicy: declaration.UpdateReplacePolicy } : {}),
    status: '',
    updatedAt: isoNow(run),
  }
}

async function createResource(run: Run, resource: StackResource, provider: ResourceProvider) {
  resourceEvent(run, resource, 'CREATE_IN_PROGRESS')
  try {
    const made = await provider.create(requestFor(run, resource))
    take(run, resource, made)
    resourceEvent(run, resource, { status: 'CREATE_COMPLETE', reason: made.note })
  } catch (error) {
    resourceEvent(run, resource, { status: 'CREATE_FAILED', reason: reasonOf(error) })
    throw new ResourceFailure(resource.logicalId, 'create', error)
  }
}

async function changeResource(run: Run, change: Change) {
  const { current, next, provider } = change
  const { properties, declarationMembers: members, logicalId } = next
  const difference = differenceOf(current, { properties, members, tagsChanged: run.tagsChanged }, provider)
  const kept = { ...next, physicalId: current.physicalId!, ref: current.ref, attributes: current.attributes }
  if (!difference || changesRecordOnly(difference, current.status)) {
    const unchanged = { ...kept, status: current.status, updatedAt: current.updatedAt }
    run.store.saveResource(run.stack.stackId, unchanged)
    run.live.set(logicalId, unchanged)
    return
  }
  try {
    checkProperties(logicalId, properties, provider)
    if (difference.needsReplacement) await replaceResource(run, change)
    else await updateResource(run, { ...change, next: kept })
  } catch (error) {
    resourceEvent(run, run.live.get(logicalId)!, { status: 'UPDATE_FAILED', reason: reasonOf(error) })
    throw new ResourceFailure(logicalId, 'update', error)
  }
}

async function updateResource(run: Run, { current, next, provider }: Change) {
  const { attempted = current.properties } = current
  const trying = { ...current, attempted: next.properties }
  run.live.set(current.logicalId, trying)
  resourceEvent(run, trying, 'UPDATE_IN_PROGRESS')
  const isReturn = isDeepStrictEqual(next.properties, current.properties)
  const made = await provider.update!({
    ...requestFor(run, next),
    previous: isReturn ? attempted : current.properties,
    previousStackTags: run.stack.tags,
    physicalId: current.physicalId!,
    attributes: current.attributes,
  })
  take(run, next, made)
  resourceEvent(run, next, { status: 'UPDATE_COMPLETE', reason: made.note })
}

async function replaceResource(run: Run, { current, next, provider }: Change) {
  const name = provider.nameProperty
  if (name && next.properties[name] !== undefined && next.properties[name] === current.properties[name]) {
    throw validationError(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(next.properties[name])} and update the stack again.`,
    )
  }
  const reason = 'Requested update requires the creation of a new physical resource; hence creating one.'
  resourceEvent(run, current, { status: 'UPDATE_IN_PROGRESS', reason })
  run.leftovers.push({ resource: { ...current }, policy: next.updateReplacePolicy })
  run.store.saveStack(run.stack)
  const made = await provider.create(requestFor(run, next))
  take(run, next, made)
  resourceEvent(run, next, { status: 'UPDATE_COMPLETE', reason: made.note })
}

const requestFor = (run: Run, resource: StackResource) =>
  resourceRequest(run, {
    logicalId: resource.logicalId,
    properties: resource.properties,
    stackTags: run.tags,
    claim(physicalId) {
      resource.physicalId = physicalId
      run.live.set(resource.logicalId, resource)
      const status = resource.status || 'UPDATE_IN_PROGRESS'
      resourceEvent(run, resource, { status, reason: 'Resource creation Initiated' })
    },
  })

function take(run: Run, resource: StackResource, made: Made) {
  resource.physicalId = made.physicalId
  resource.ref = made.ref ?? made.physicalId
  resource.attributes = made.attributes ?? {}
  run.live.set(resource.logicalId, resource)
}
