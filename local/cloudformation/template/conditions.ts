// Conditions see parameters, pseudo parameters and mappings, and each other, but no resources.
import { validationError } from '../errors.ts'
import { resolveValue } from './intrinsics.ts'
import type { Scope } from './scope.ts'

const operands = (name: string, argument: unknown, [least, most]: [number, number]): unknown[] => {
  if (Array.isArray(argument) && argument.length >= least && argument.length <= most)
    return argument as unknown[]
  const count = least === most ? String(least) : `${least} to ${most}`
  throw validationError(`Template error: every ${name} object requires a list of ${count} elements`)
}

/** Whether the named condition of the template holds. */
export function conditionHolds(name: string, scope: Scope): boolean {
  const expression = scope.template.Conditions[name]
  if (expression === undefined) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${name} in the Resources block`,
    )
  }
  return evaluateCondition(expression, scope)
}

export function evaluateCondition(expression: unknown, scope: Scope): boolean {
  const entries = Object.entries((expression ?? {}) as Record<string, unknown>)
  const [name, argument] = entries.length === 1 ? (entries[0] as [string, unknown]) : ['', undefined]
  switch (name) {
    case 'Condition':
      return conditionHolds(String(argument), scope)
    case 'Fn::Equals': {
      const [left, right] = operands(name, argument, [2, 2]).map((side) => resolveValue(side, scope))
      return typeof left === 'object'
        ? JSON.stringify(left) === JSON.stringify(right)
        : String(left) === String(right)
    }
    case 'Fn::And':
      return operands(name, argument, [2, 10]).every((one) => evaluateCondition(one, scope))
    case 'Fn::Or':
      return operands(name, argument, [2, 10]).some((one) => evaluateCondition(one, scope))
    case 'Fn::Not':
      return !evaluateCondition(operands(name, argument, [1, 1])[0], scope)
    default:
      throw validationError('Template format error: Every Conditions member must be a condition function.')
  }
}
