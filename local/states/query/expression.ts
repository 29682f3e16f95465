// One JSONata expression between `{%` and `%}`: recognised, compiled once, evaluated within limits.
import jsonata from 'jsonata'
import { addedFunctions } from './functions.ts'

// AWS ends endless evaluations too, without publishing where; these leave room for anything sensible.
const LIMITS = { timeout: 5_000, stack: 1_000, sequence: 1_000_000 }
const CACHE_SIZE = 2_000

const compiled = new Map<string, jsonata.Expression>()
const atTime = jsonata('$fromMillis($ms, $picture, $timezone)')

/** The expression inside `{% … %}`; undefined when the string is not wrapped as a whole and so stands for itself. */
export function expressionIn(text: string): string | undefined {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}')
    ? text.slice(2, -2).trim()
    : undefined
}

/** Compiles, or throws JSONata's own error when the syntax is wrong. */
export function compile(expression: string): jsonata.Expression {
  const known = compiled.get(expression)
  if (known) return known
  const fresh = jsonata(expression, LIMITS)
  for (const [name, implementation, signature] of addedFunctions) {
    fresh.registerFunction(name, implementation as (...parameters: unknown[]) => unknown, signature)
  }
  const oldest = compiled.keys().next().value
  if (compiled.size >= CACHE_SIZE && oldest !== undefined) compiled.delete(oldest)
  compiled.set(expression, fresh)
  return fresh
}

/** Evaluates with `$states` and the variables bound; `$now` and `$millis` follow the cloud's clock, `$eval` is gone. */
export function evaluate(
  expression: string,
  bindings: Record<string, unknown>,
  nowMs: number,
): Promise<unknown> {
  return compile(expression).evaluate(undefined, {
    ...bindings,
    eval: undefined,
    millis: () => nowMs,
    now: (picture?: string, timezone?: string) =>
      atTime.evaluate(undefined, { ms: nowMs, picture, timezone }),
  })
}
