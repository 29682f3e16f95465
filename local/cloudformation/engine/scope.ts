// Scopes over a stack: for carrying out (every name must be there) and for planning (what is still to come is marked).
import { validationError } from '../errors.ts'
import type { StackResource, Target } from '../records.ts'
import { parseTemplate } from '../template/template.ts'
import { pseudoParameters, type Scope } from '../template/scope.ts'
import type { Engine } from './engine.ts'

export type LiveResources = Map<string, StackResource>

export const liveResources = (engine: Engine, stackId: string): LiveResources =>
  new Map(engine.store.resources(stackId).map((resource) => [resource.logicalId, resource]))

interface Lookup {
  ref(logicalId: string): unknown
  getAtt(logicalId: string, attribute: string): unknown
}

export interface ScopeStack {
  stackId: string
  stackName: string
  notificationArns: string[]
}

/** What is resolved: a target, for a stack. */
export interface ScopeWork extends Engine {
  stack: ScopeStack
}

export function targetScope(work: ScopeWork, target: Target, lookup: Lookup): Scope {
  const { stack } = work
  const { region, accountId } = work.context
  return {
    template: parseTemplate(target.templateBody),
    parameters: target.parameters,
    dynamicValues: target.dynamicValues ?? {},
    pseudo: pseudoParameters({ ...stack, region, accountId }),
    importValue: (name) => exportedValue(work, name, stack.stackId),
    ...lookup,
  }
}

/** Every export of every stack, oldest stack last. */
export const allExports = (engine: Engine) =>
  engine.store
    .liveStacks()
    .flatMap((stack) =>
      stack.outputs.flatMap((output) =>
        output.ExportName ? [{ stack, name: output.ExportName, value: output.OutputValue }] : [],
      ),
    )

function exportedValue(engine: Engine, name: string, stackId: string): string {
  const found = allExports(engine).find((one) => one.name === name && one.stack.stackId !== stackId)
  if (!found) throw validationError(`No export named ${name} found.`)
  return found.value
}

/** A lookup for carrying out: what is referred to has been made before. */
export function liveLookup(live: LiveResources): Lookup {
  const resource = (logicalId: string) => {
    const found = live.get(logicalId)
    if (!found) throw validationError(`Unresolved resource dependencies [${logicalId}]`)
    return found
  }
  return {
    ref: (logicalId) => resource(logicalId).ref ?? resource(logicalId).physicalId,
    getAtt(logicalId, attribute) {
      const { attributes, type } = resource(logicalId)
      if (!(attribute in attributes)) {
        throw validationError(`Requested attribute ${attribute} does not exist in schema for ${type}`)
      }
      return attributes[attribute]
    },
  }
}

/** How often a value was not known while planning. */
export interface Marks {
  count: number
}

/** A lookup for planning: what is not there yet, or about to be replaced, resolves to a mark. */
export function plannedLookup(
  live: LiveResources,
  { replaced, marks }: { replaced: Set<string>; marks: Marks },
): Lookup {
  const known = liveLookup(live)
  const isThere = (logicalId: string) => live.has(logicalId) && !replaced.has(logicalId)
  const mark = (name: string) => {
    marks.count++
    return `(known after apply: ${name})`
  }
  return {
    ref: (logicalId) => (isThere(logicalId) ? known.ref(logicalId) : mark(logicalId)),
    getAtt: (logicalId, attribute) =>
      isThere(logicalId) && attribute in live.get(logicalId)!.attributes
        ? known.getAtt(logicalId, attribute)
        : mark(`${logicalId}.${attribute}`),
  }
}
