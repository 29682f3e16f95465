// Condition operators. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { BlockList, isIP } from 'node:net'
import { listOf } from './document.ts'
import type { PolicyStatement } from './document.ts'
import { fillVariables, matchesArn, matchesPattern } from './pattern.ts'
import type { RequestContext } from './pattern.ts'

type Comparison = (actual: string, wanted: string) => boolean

const sameText: Comparison = (actual, wanted) => actual === wanted
const sameTextIgnoringCase: Comparison = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()
const likeText: Comparison = (actual, wanted) => matchesPattern(wanted, actual)
const likeArn: Comparison = (actual, wanted) => matchesArn(wanted, actual)

const numbers =
  (holds: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) =>
    holds(Number(actual), Number(wanted))

const toMs = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text))
const dates =
  (holds: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) =>
    holds(toMs(actual), toMs(wanted))

const inRange: Comparison = (actual, wanted) => {
  const [network = '', bits] = wanted.split('/')
  const families = [isIP(actual), isIP(network)]
  if (families.includes(0)) return false
  const list = new BlockList()
  const family = families[1] === 6 ? 'ipv6' : 'ipv4'
  list.addSubnet(network, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  return list.check(actual, families[0] === 6 ? 'ipv6' : 'ipv4')
}

const COMPARISONS: Record<string, Comparison> = {
  StringEquals: sameText,
  StringEqualsIgnoreCase: sameTextIgnoringCase,
  StringLike: likeText,
  ArnEquals: likeArn,
  ArnLike: likeArn,
  Bool: sameTextIgnoringCase,
  NumericEquals: numbers((a, b) => a === b),
  NumericLessThan: numbers((a, b) => a < b),
  NumericLessThanEquals: numbers((a, b) => a <= b),
  NumericGreaterThan: numbers((a, b) => a > b),
  NumericGreaterThanEquals: numbers((a, b) => a >= b),
  DateEquals: dates((a, b) => a === b),
  DateLessThan: dates((a, b) => a < b),
  DateLessThanEquals: dates((a, b) => a <= b),
  DateGreaterThan: dates((a, b) => a > b),
  DateGreaterThanEquals: dates((a, b) => a >= b),
  IpAddress: inRange,
}

/** Each is met when its counterpart is not; a key that the request lacks meets it too. */
const NEGATIONS: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
}

interface Operator {
  name: string
  quantifier: 'ForAllValues' | 'ForAnyValue' | undefined
  ifExists: boolean
}

function readOperator(text: string): Operator {
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? []
  return { name, quantifier: quantifier as Operator['quantifier'], ifExists: ifExists !== undefined }
}

/** Whether the evaluation knows the operator. */
export function isKnownOperator(text: string): boolean {
  const { name } = readOperator(text)
  return name === 'Null' || name in COMPARISONS || name in NEGATIONS
}

/** Every operator and every key must hold; of several values one. An operator that is not known never holds. */
export function conditionHolds(condition: PolicyStatement['Condition'], context: RequestContext): boolean {
  return Object.entries(condition ?? {}).every(([operator, wants]) =>
    Object.entries(wants).every(([key, wanted]) =>
      holds(readOperator(operator), context[key.toLowerCase()], filled(wanted, context)),
    ),
  )
}

const filled = (wanted: string | string[], context: RequestContext): string[] =>
  listOf(wanted).flatMap((one) => fillVariables(String(one), context) ?? [])

function holds(
  { name, quantifier, ifExists }: Operator,
  actual: string | string[] | undefined,
  wanted: string[],
) {
  const values = listOf(actual)
  if (name === 'Null') return wanted.some((one) => (one.toLowerCase() === 'true') === (values.length === 0))
  const negated = NEGATIONS[name]
  const comparison = COMPARISONS[negated ?? name]
  if (!comparison) return false
  const isMet = (value: string) => wanted.some((one) => comparison(value, one)) !== (negated !== undefined)
  if (quantifier === 'ForAllValues') return values.every(isMet)
  if (values.length === 0) return ifExists || (negated !== undefined && quantifier === undefined)
  if (quantifier === 'ForAnyValue') return values.some(isMet)
  return negated === undefined ? values.some(isMet) : values.every(isMet)
}
