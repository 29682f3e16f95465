// A change set: the template resolved against what stands now, nothing carried out.
import { isDeepStrictEqual } from 'node:util'
import { validationError } from '../errors.ts'
import type { StackResource, Target } from '../records.ts'
import { checkScope } from '../template/check.ts'
import { resolveValue } from '../template/intrinsics.ts'
import { creationOrder } from '../template/order.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import type { Scope } from '../template/scope.ts'
import { changedTypes, declarationMembers, differenceOf, sameTags, type Difference } from './changes.ts'
import type { StackWork } from './engine.ts'
import { resolveOutputs } from './outputs.ts'
import { liveResources, plannedLookup, targetScope, type LiveResources, type Marks } from './scope.ts'

export interface Plan {
  /** Wire shape of DescribeChangeSet's `Changes`. */
  changes: unknown[]
  isEmpty: boolean
}

interface Entry {
  Type: 'Resource'
  ResourceChange: Record<string, unknown>
}

type Names = Pick<StackResource, 'logicalId' | 'type' | 'physicalId'>

const entry = (Action: string, { logicalId, type, physicalId }: Names, members: object = {}): Entry => ({
  Type: 'Resource',
  ResourceChange: {
    Action,
    LogicalResourceId: logicalId,
    ResourceType: type,
    PhysicalResourceId: physicalId,
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
  return entry('Modify', resource, {
    Replacement: difference.needsReplacement ? 'True' : 'False',
    Scope: difference.scope,
    Details: details,
  })
}

interface Planning extends StackWork {
  scope: Scope
  live: LiveResources
  /** Logical ids that get a new physical resource. */
  replaced: Set<string>
  marks: Marks
  tagsChanged: boolean
}

/** What properties will be, or a mark that differs from everything where that cannot be known yet. */
function foresee({ scope, marks }: Planning, declaration: ResourceDeclaration): Record<string, unknown> {
  const marksBefore = marks.count
  try {
    return resolveValue(declaration.Properties ?? {}, scope) as Record<string, unknown>
  } catch (error) {
    // A function over a mark (Fn::Select of a Fn::Split) can fail where it will not when carried out.
    if (marks.count === marksBefore) throw error
    return { '(known after apply)': (error as Error).message }
  }
}

function planResource(planning: Planning, logicalId: string): Entry[] {
  const declaration = planning.scope.template.Resources[logicalId]!
  const properties = foresee(planning, declaration)
  const current = planning.live.get(logicalId)
  if (!current) return [entry('Add', { logicalId, type: declaration.Type })]
  const provider = planning.providerOf(declaration.Type)!
  const { tagsChanged } = planning
  const wanted = { properties, members: declarationMembers(declaration), tagsChanged }
  const difference = differenceOf(current, wanted, provider)
  if (!difference) return []
  if (difference.needsReplacement) planning.replaced.add(logicalId)
  return [modification(current, difference, provider.createOnly ?? [])]
}

function checkTypes({ scope, live }: Planning, order: string[]) {
  const types = new Map(order.map((id) => [id, scope.template.Resources[id]!.Type]))
  const retyped = changedTypes(live, types)
  if (retyped.length === 0) return
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.join(', ')}]`,
  )
}

function hasSameOutputs({ scope, stack }: Planning): boolean {
  try {
    return isDeepStrictEqual(resolveOutputs(scope), stack.outputs)
  } catch {
    return false
  }
}

/** Throws ValidationError for what is wrong before anything is carried out. A stack in review has nothing yet. */
export function planChanges(work: StackWork, target: Target): Plan {
  const { stack } = work
  const isNew = stack.status === 'REVIEW_IN_PROGRESS'
  const live = liveResources(work, stack.stackId)
  const replaced = new Set<string>()
  const marks = { count: 0 }
  const scope = targetScope(work, target, plannedLookup(live, { replaced, marks }))
  checkScope(scope)
  const tagsChanged = !isNew && !sameTags(stack.tags, target.tags)
  const planning: Planning = { ...work, scope, live, replaced, marks, tagsChanged }
  const order = creationOrder(scope)
  checkTypes(planning, order)
  const changes = order.flatMap((id) => planResource(planning, id))
  const removed = [...live.values()].filter((resource) => !order.includes(resource.logicalId))
  changes.push(...removed.map((resource) => entry('Remove', resource)))
  const isEmpty = !isNew && changes.length === 0 && !tagsChanged && hasSameOutputs(planning)
  return { changes, isEmpty }
}
