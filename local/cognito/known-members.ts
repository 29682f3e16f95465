// An input member that nothing here reads is an error: a setting that is skipped in silence looks as if it worked.
import { notSupported } from '../runtime/aws-error.ts'
import { invalidParameter } from './errors.ts'

/** Throws when `input` has a member that is not in `known`; undefined and null count as absent. */
export function checkMembers(operation: string, input: object, known: readonly string[]): void {
  const entries = Object.entries(input) as [string, unknown][]
  const unknown = entries
    .filter(([name, value]) => value !== undefined && value !== null && !known.includes(name))
    .map(([name]) => name)
  if (unknown.length > 0) throw notSupported('cognito', `${unknown.join(', ')} of ${operation}`)
}

/** Throws `InvalidParameterException` for what the SDK's types promise and the wire does not. */
export function requireText(input: object, ...names: string[]): void {
  for (const name of names) {
    const value = (input as Record<string, unknown>)[name]
    if (typeof value === 'string' && value !== '') continue
    const field = name.charAt(0).toLowerCase() + name.slice(1)
    throw invalidParameter(
      `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must not be null`,
    )
  }
}
