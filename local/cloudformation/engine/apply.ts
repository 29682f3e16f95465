// Carries a target out, resource by resource in order of dependency. Throws at the first failure; the caller rolls back.
import { isDeepStrictEqual } from 'node:util'
import { validationError } from '../errors.ts'
import type { Leftover, Stack, StackResource, Tag } from '../records.ts'
import { checkProperties } from '../resources/check-properties.ts'
import type { Made, ResourceProvider } from '../resources/provider.ts'
import { resolveValue } from '../template/intrinsics.ts'
import { creationOrder, dependenciesOf } from '../template/order.ts'
import type { Scope } from '../template/scope.ts'
import { changesRecordOnly, declarationMembers, differenceOf, type Wanted } from './changes.ts'
import { isoNow, reasonOf, resourceEvent, resourceRequest, type Engine } from './engine.ts'
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

export interface Run {
  engine: Engine
  stack: Stack
  scope: Scope
  live: LiveResources
  tags: Tag[]
  tagsChanged: boolean
  /** Old resources to be removed when all has gone well. */
  leftovers: Leftover[]
  /** Called after each change of `leftovers`, so that it survives a crash. */
  save(): void
}

export async function applyTarget(run: Run): Promise<void> {
  for (const logicalId of creationOrder(run.scope)) {
    await applyResource(run, logicalId)
  }
}

async function applyResource(run: Run, logicalId: string) {
  const declaration = run.scope.template.Resources[logicalId]!
  const provider = run.engine.providerOf(declaration.Type)!
  const current = run.live.get(logicalId)
  const next: StackResource = {
    logicalId,
    type: declaration.Type,
    attributes: {},
    properties: {},
    declarationMembers: declarationMembers(declaration),
    dependsOn: dependenciesOf(declaration, run.scope),
    ...(declaration.DeletionPolicy ? { deletionPolicy: declaration.DeletionPolicy } : {}),
    ...(declaration.UpdateReplacePolicy ? { updateReplacePolicy: declaration.UpdateReplacePolicy } : {}),
    status: '',
    updatedAt: isoNow(run.engine),
  }
  try {
    next.properties = resolveValue(declaration.Properties ?? {}, run.scope) as Record<string, unknown>
    if (!current) checkProperties(logicalId, next.properties, provider)
  } catch (error) {
    resourceEvent(
      run.engine,
      run.stack,
      { ...(current ?? next) },
      current ? 'UPDATE_FAILED' : 'CREATE_FAILED',
      reasonOf(error),
    )
    throw new ResourceFailure(logicalId, current ? 'update' : 'create', error)
  }
  if (!current) await createResource(run, next, provider)
  else await changeResource(run, current, next, provider)
}

async function createResource(run: Run, resource: StackResource, provider: ResourceProvider) {
  const { engine, stack } = run
  resourceEvent(engine, stack, resource, 'CREATE_IN_PROGRESS')
  try {
    const made = await provider.create(requestFor(run, resource))
    take(run, resource, made)
    resourceEvent(engine, stack, resource, 'CREATE_COMPLETE', made.note)
  } catch (error) {
    resourceEvent(engine, stack, resource, 'CREATE_FAILED', reasonOf(error))
    throw new ResourceFailure(resource.logicalId, 'create', error)
  }
}

async function changeResource(
  run: Run,
  current: StackResource,
  next: StackResource,
  provider: ResourceProvider,
) {
  const wanted: Wanted = {
    properties: next.properties,
    members: next.declarationMembers,
    tagsChanged: run.tagsChanged,
  }
  const difference = differenceOf(current, wanted, provider)
  const kept = { ...next, physicalId: current.physicalId!, ref: current.ref, attributes: current.attributes }
  if (!difference || changesRecordOnly(difference, current.status)) {
    const unchanged = { ...kept, status: current.status, updatedAt: current.updatedAt }
    run.engine.store.saveResource(run.stack.stackId, unchanged)
    run.live.set(next.logicalId, unchanged)
    return
  }
  try {
    checkProperties(next.logicalId, next.properties, provider)
    if (difference.needsReplacement) await replaceResource(run, current, next, provider)
    else await updateResource(run, current, kept, provider)
  } catch (error) {
    const failed = run.live.get(next.logicalId)!
    resourceEvent(run.engine, run.stack, failed, 'UPDATE_FAILED', reasonOf(error))
    throw new ResourceFailure(next.logicalId, 'update', error)
  }
}

async function updateResource(
  run: Run,
  current: StackResource,
  next: StackResource,
  provider: ResourceProvider,
) {
  const { attempted = current.properties } = current
  const trying = { ...current, attempted: next.properties }
  run.live.set(current.logicalId, trying)
  resourceEvent(run.engine, run.stack, trying, 'UPDATE_IN_PROGRESS')
  const isReturn = isDeepStrictEqual(next.properties, current.properties)
  const made = await provider.update!({
    ...requestFor(run, next),
    previous: isReturn ? attempted : current.properties,
    physicalId: current.physicalId!,
    attributes: current.attributes,
  })
  take(run, next, made)
  resourceEvent(run.engine, run.stack, next, 'UPDATE_COMPLETE', made.note)
}

async function replaceResource(
  run: Run,
  current: StackResource,
  next: StackResource,
  provider: ResourceProvider,
) {
  const { engine, stack } = run
  const name = provider.nameProperty
  if (name && next.properties[name] !== undefined && next.properties[name] === current.properties[name]) {
    throw validationError(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(next.properties[name])} and update the stack again.`,
    )
  }
  const reason = 'Requested update requires the creation of a new physical resource; hence creating one.'
  resourceEvent(engine, stack, current, 'UPDATE_IN_PROGRESS', reason)
  run.leftovers.push({ resource: { ...current }, policy: next.updateReplacePolicy })
  run.save()
  const made = await provider.create(requestFor(run, next))
  take(run, next, made)
  resourceEvent(engine, stack, next, 'UPDATE_COMPLETE', made.note)
}

function requestFor(run: Run, resource: StackResource) {
  const { engine, stack } = run
  return resourceRequest(engine, stack, {
    logicalId: resource.logicalId,
    properties: resource.properties,
    stackTags: run.tags,
    claim(physicalId) {
      resource.physicalId = physicalId
      run.live.set(resource.logicalId, resource)
      resourceEvent(
        engine,
        stack,
        resource,
        resource.status || 'UPDATE_IN_PROGRESS',
        'Resource creation Initiated',
      )
    },
  })
}

function take(run: Run, resource: StackResource, made: Made) {
  resource.physicalId = made.physicalId
  resource.ref = made.ref ?? made.physicalId
  resource.attributes = made.attributes ?? {}
  run.live.set(resource.logicalId, resource)
}
