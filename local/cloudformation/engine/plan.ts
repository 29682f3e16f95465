// A change set: the template resolved against what stands now, nothing carried out.
import { isDeepStrictEqual } from 'node:util'
import { validationError } from '../errors.ts'
import type { Output, Stack, StackResource, Target } from '../records.ts'
import { checkScope } from '../template/check.ts'
import { resolveValue } from '../template/intrinsics.ts'
import { creationOrder } from '../template/order.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import type { Scope } from '../template/scope.ts'
import { changedTypes, declarationMembers, differenceOf, sameTags, type Difference } from './changes.ts'
import type { Engine } from './engine.ts'
import { resolveOutputs } from './outputs.ts'
import { liveResources, plannedLookup, targetScope, type ScopeStack } from './scope.ts'

export interface Plan {
  /** Wire shape of DescribeChangeSet's `Changes`. */
  changes: unknown[]
  isEmpty: boolean
}

const entry = (action: string, id: string, type: string, members: Record<string, unknown> = {}) => ({
  Type: 'Resource',
  ResourceChange: {
    Action: action,
    LogicalResourceId: id,
    ResourceType: type,
    Scope: [],
    Details: [],
    ...members,
  },
})

function modification(resource: StackResource, difference: Difference, createOnly: readonly string[]) {
  const details = difference.properties.map((name) => ({
    Target: {
      Attribute: 'Properties',
      Name: name,
      RequiresRecreation: createOnly.includes(name) ? 'Always' : 'Never',
    },
    Evaluation: 'Static',
    ChangeSource: 'DirectModification',
  }))
  return entry('Modify', resource.logicalId, resource.type, {
    PhysicalResourceId: resource.physicalId ?? '',
    Replacement: difference.needsReplacement ? 'True' : 'False',
    Scope: difference.scope,
    Details: details,
  })
}

/** What a value will be, or a mark that differs from everything when that cannot be known yet. */
function foresee(declaration: ResourceDeclaration, scope: Scope): Record<string, unknown> {
  try {
    return resolveValue(declaration.Properties ?? {}, scope) as Record<string, unknown>
  } catch (error) {
    // A function over a mark (Fn::Select of a Fn::Split) can fail where it will not when carried out.
    return { '(known after apply)': (error as Error).message }
  }
}

function foreseeOutputs(scope: Scope): Output[] | undefined {
  try {
    return resolveOutputs(scope)
  } catch {
    return undefined
  }
}

/** Throws ValidationError for what is wrong before anything is carried out. */
export function planChanges(engine: Engine, at: ScopeStack, stack: Stack | undefined, target: Target): Plan {
  const live = stack ? liveResources(engine, stack.stackId) : new Map<string, StackResource>()
  const replaced = new Set<string>()
  const scope = targetScope(engine, at, target, plannedLookup(live, replaced))
  checkScope(scope)
  const order = creationOrder(scope)
  const declared = scope.template.Resources
  const retyped = changedTypes(live, new Map(order.map((id) => [id, declared[id]!.Type])))
  if (retyped.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.join(', ')}]`,
    )
  }
  const tagsChanged = stack !== undefined && !sameTags(stack.tags, target.tags)
  const changes = order.flatMap((id) => {
    const declaration = declared[id]!
    const current = live.get(id)
    if (!current) return [entry('Add', id, declaration.Type)]
    const provider = engine.providerOf(declaration.Type)!
    const wanted = {
      properties: foresee(declaration, scope),
      members: declarationMembers(declaration),
      tagsChanged,
    }
    const difference = differenceOf(current, wanted, provider)
    if (!difference) return []
    if (difference.needsReplacement) replaced.add(id)
    return [modification(current, difference, provider.createOnly ?? [])]
  })
  const removed = [...live.values()].filter((resource) => !order.includes(resource.logicalId))
  for (const { logicalId, type, physicalId } of removed) {
    changes.push(entry('Remove', logicalId, type, { PhysicalResourceId: physicalId ?? '' }))
  }
  const sameOutputs = stack !== undefined && isDeepStrictEqual(foreseeOutputs(scope), stack.outputs)
  return { changes, isEmpty: changes.length === 0 && sameOutputs && !tagsChanged }
}
