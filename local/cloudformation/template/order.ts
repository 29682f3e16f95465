// Resources in the order in which they can be made: everything after what it refers to or depends on.
import { validationError } from '../errors.ts'
import { conditionHolds } from './conditions.ts'
import { referencesIn } from './references.ts'
import type { Scope } from './scope.ts'
import type { ResourceDeclaration } from './template.ts'

/** Logical ids a resource needs first, DependsOn included. */
export function dependenciesOf(declaration: ResourceDeclaration, scope: Scope): string[] {
  const named = [declaration.DependsOn ?? []].flat()
  const referred = referencesIn(declaration.Properties ?? {}, scope).map((reference) => reference.logicalId)
  const resources = scope.template.Resources
  return [...new Set([...named, ...referred])].filter((id) => id in resources && exists(id, scope))
}

/** Whether the resource's condition lets it be made. */
export function exists(logicalId: string, scope: Scope): boolean {
  const condition = scope.template.Resources[logicalId]?.Condition
  return condition === undefined || conditionHolds(condition, scope)
}

/** Throws ValidationError naming the circle when there is one. */
export function sortByDependency(dependencies: Map<string, string[]>): string[] {
  const sorted: string[] = []
  const done = new Set<string>()
  const visit = (id: string, path: string[]) => {
    if (done.has(id)) return
    if (path.includes(id)) {
      const circle = path.slice(path.indexOf(id))
      throw validationError(`Circular dependency between resources: [${circle.join(', ')}]`)
    }
    for (const before of dependencies.get(id) ?? []) visit(before, [...path, id])
    done.add(id)
    sorted.push(id)
  }
  for (const id of dependencies.keys()) visit(id, [])
  return sorted
}

/** The resources whose condition holds, in order of making. */
export function creationOrder(scope: Scope): string[] {
  const ids = Object.keys(scope.template.Resources).filter((id) => exists(id, scope))
  const entries = ids.map((id) => [id, dependenciesOf(scope.template.Resources[id]!, scope)] as const)
  return sortByDependency(new Map(entries))
}
