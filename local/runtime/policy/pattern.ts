// The wildcards of policies: `*` is any text, `?` one character. Policy variables stand for what the request says.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

/** The values of a request's condition keys, by the key in lower case. */
export type RequestContext = Record<string, string | string[] | undefined>

const compiled = new Map<string, RegExp>()
const MOST_COMPILED = 5_000

const escapeLiteral = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function compile(pattern: string): RegExp {
  // `${*}`, `${?}` and `${$}` mean the characters themselves.
  const source = pattern.replace(/\$\{([*?$])\}|[\s\S]/g, (piece, literal: string | undefined) => {
    if (literal !== undefined) return escapeLiteral(literal)
    if (piece === '*') return '.*'
    return piece === '?' ? '.' : escapeLiteral(piece)
  })
  return new RegExp(`^${source}$`, 's')
}

export function matchesPattern(pattern: string, value: string): boolean {
  let expression = compiled.get(pattern)
  if (!expression) {
    if (compiled.size >= MOST_COMPILED) compiled.clear()
    expression = compile(pattern)
    compiled.set(pattern, expression)
  }
  return expression.test(value)
}

/** An ARN has six parts, and a wildcard does not reach beyond its part, but in the last. */
export function matchesArn(pattern: string, arn: string): boolean {
  const [wanted, actual] = [arnParts(pattern), arnParts(arn)]
  return wanted.length === actual.length && wanted.every((part, i) => matchesPattern(part, actual[i] ?? ''))
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])]
}

/** The pattern with its variables filled in; undefined when the request has no single value for one of them. */
export function fillVariables(pattern: string, context: RequestContext): string | undefined {
  if (!pattern.includes('${')) return pattern
  let isFilled = true
  const filled = pattern.replace(/\$\{([^}*?$][^}]*)\}/g, (_all, name: string) => {
    const [key = '', fallback] = name.split(/\s*,\s*/)
    const value = context[key.trim().toLowerCase()] ?? fallback?.replace(/^'(.*)'$/, '$1')
    if (typeof value === 'string') return value
    isFilled = false
    return ''
  })
  return isFilled ? filled : undefined
}
