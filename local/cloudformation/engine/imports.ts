import { resolveValue } from '../template/intrinsics.ts'
import { exists } from '../template/order.ts'
import type { Scope } from '../template/scope.ts'

/** The export names a stack's template imports, so that another stack cannot take them away. */
export function importNamesOf(scope: Scope): string[] {
  const { Resources, Outputs } = scope.template
  const made = Object.keys(Resources).filter((id) => exists(id, scope))
  const names = [...made.map((id) => Resources[id]?.Properties), Outputs].flatMap((value) =>
    namesIn(value, scope),
  )
  return [...new Set(names)]
}

function namesIn(value: unknown, scope: Scope): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => namesIn(item, scope))
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'Fn::ImportValue' ? [String(resolveValue(member, scope))] : namesIn(member, scope),
  )
}
