// The conditions of a filter policy: each one is a test of a single value.
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
import { BlockList, isIP } from 'node:net'
import { invalid } from './errors.ts'

export type Scalar = string | number | boolean | null
export interface Condition {
  /** Undefined for `exists`, which looks at no value. */
  test?: (value: Scalar) => boolean
  exists?: boolean
}

const broken = (why: string) => invalid(`FilterPolicy: ${why}`)
const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

type Test = (value: Scalar) => boolean
const ofText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value)

function textOf(operator: string, operand: unknown): string {
  if (typeof operand !== 'string' || operand === '')
    throw broken(`${operator} match pattern must be a string`)
  return operand
}

const COMPARISONS: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

function numericTest(operand: unknown): Test {
  if (!Array.isArray(operand) || ![2, 4].includes(operand.length))
    throw broken('Value of numeric must be an array of comparisons')
  const pairs = Array.from(
    { length: operand.length / 2 },
    (_, at) => [operand[at * 2], operand[at * 2 + 1]] as const,
  )
  const tests = pairs.map(([sign, bound]) => {
    const compare = COMPARISONS[String(sign)]
    if (!compare) throw broken(`Unrecognized numeric range operator: ${String(sign)}`)
    if (typeof bound !== 'number') throw broken(`Value of ${String(sign)} must be numeric`)
    return (value: number) => compare(value, bound)
  })
  return (value) => typeof value === 'number' && tests.every((test) => test(value))
}

function cidrTest(operand: unknown): Test {
  const [address = '', bits = ''] = textOf('cidr', operand).split('/')
  const version = isIP(address)
  if (!version || !/^\d+$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128))
    throw broken('Malformed CIDR')
  const type = version === 4 ? 'ipv4' : 'ipv6'
  const block = new BlockList()
  block.addSubnet(address, Number(bits), type)
  return ofText((text) => isIP(text) === version && block.check(text, type))
}

function anythingBut(operand: unknown): Test {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const { test } = readOperator(operand as Record<string, unknown>, ['prefix', 'suffix'])
    return (value) => !test!(value)
  }
  const list = Array.isArray(operand) ? operand : [operand]
  if (list.length === 0 || !list.every(isScalar))
    throw broken('anything-but list must hold strings or numbers')
  return (value) => !list.includes(value)
}

const OPERATORS: Record<string, (operand: unknown) => Condition> = {
  prefix: (operand) => {
    const start = textOf('prefix', operand)
    return { test: ofText((text) => text.startsWith(start)) }
  },
  suffix: (operand) => {
    const end = textOf('suffix', operand)
    return { test: ofText((text) => text.endsWith(end)) }
  },
  'equals-ignore-case': (operand) => {
    const wanted = textOf('equals-ignore-case', operand).toLowerCase()
    return { test: ofText((text) => text.toLowerCase() === wanted) }
  },
  'anything-but': (operand) => ({ test: anythingBut(operand) }),
  numeric: (operand) => ({ test: numericTest(operand) }),
  cidr: (operand) => ({ test: cidrTest(operand) }),
  exists: (operand) => {
    if (typeof operand !== 'boolean') throw broken('exists match pattern must be either true or false.')
    return { exists: operand }
  },
}

function readOperator(condition: Record<string, unknown>, allowed: string[]): Condition {
  const [name = '', ...more] = Object.keys(condition)
  if (more.length > 0) throw broken('Only one key allowed in match expression')
  if (!allowed.includes(name)) throw broken(`Unrecognized match type ${name}`)
  return OPERATORS[name]!(condition[name])
}

/** Throws InvalidParameter for what is no condition. */
export function readCondition(condition: unknown): Condition {
  if (isScalar(condition)) return { test: (value) => value === condition }
  if (typeof condition !== 'object' || Array.isArray(condition))
    throw broken('Match value must be String, number, true, false, or null')
  return readOperator(condition as Record<string, unknown>, Object.keys(OPERATORS))
}
