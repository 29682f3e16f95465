// Which names a value refers to: for checking a template, and for the order in which its resources are made.
import { conditionHolds } from './conditions.ts'
import type { Scope } from './scope.ts'
import { namesInSub } from './sub.ts'

export interface Reference {
  logicalId: string
  /** Absent for Ref. */
  attribute?: string
}

const dotted = (name: string): Reference => {
  const dot = name.indexOf('.')
  return dot < 0 ? { logicalId: name } : { logicalId: name.slice(0, dot), attribute: name.slice(dot + 1) }
}

function attributeReference(argument: unknown): Reference[] {
  if (typeof argument === 'string') return [dotted(argument)]
  if (!Array.isArray(argument)) return []
  return [{ logicalId: String(argument[0]), attribute: String(argument[1]) }]
}

function visitBranches(argument: unknown, scope: Scope | undefined): Reference[] {
  if (!Array.isArray(argument)) return []
  const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown]
  if (!scope) return [...referencesIn(whenTrue), ...referencesIn(whenFalse)]
  return referencesIn(conditionHolds(condition, scope) ? whenTrue : whenFalse, scope)
}

/** All references in `value`; with a scope, only those in the branches its conditions take. */
export function referencesIn(value: unknown, scope?: Scope): Reference[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, scope))
  const entries = Object.entries(value)
  if (entries.length === 1) {
    const [name, argument] = entries[0] as [string, unknown]
    if (name === 'Ref' && typeof argument === 'string') return [{ logicalId: argument }]
    if (name === 'Fn::GetAtt') return attributeReference(argument)
    if (name === 'Fn::If') return visitBranches(argument, scope)
    if (name === 'Fn::Sub') {
      const variables = Array.isArray(argument) ? referencesIn(argument[1], scope) : []
      return [...namesInSub(argument).map(dotted), ...variables]
    }
  }
  return entries.flatMap(([, member]) => referencesIn(member, scope))
}
