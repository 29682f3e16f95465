// Filter policies: which messages a subscription wants.
import { invalid } from './errors.ts'
import { readCondition } from './filter-operators.ts'
import type { Condition, Scalar } from './filter-operators.ts'
import type { Notice } from './notice.ts'

export type Scope = 'MessageAttributes' | 'MessageBody'
/** The values of a message by the path of their keys. */
type Values = (path: string[]) => Scalar[]
type Matcher = (values: Values) => boolean

// https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
const MOST_KEYS = 5
const MOST_COMBINATIONS = 150

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws InvalidParameter for a policy that AWS refuses. */
export function compileFilter(text: string, scope: Scope): (notice: Notice) => boolean {
  const document = parse(text)
  if (!isObject(document)) throw invalid('FilterPolicy: failed to parse JSON.')
  const leaves: number[] = []
  const matcher = compileObject(document, { path: [], scope, leaves })
  if (leaves.length > MOST_KEYS) throw invalid('FilterPolicy: Filter policy can not have more than 5 keys')
  if (leaves.reduce((product, count) => product * count, 1) > MOST_COMBINATIONS)
    throw invalid('FilterPolicy: Filter policy is too complex')
  return (notice) => {
    const values = scope === 'MessageBody' ? bodyValues(notice) : attributeValues(notice)
    return values !== undefined && matcher(values)
  }
}

interface Place {
  path: string[]
  scope: Scope
  /** How many conditions each key met so far has. */
  leaves: number[]
}

function compileObject(policy: Record<string, unknown>, place: Place): Matcher {
  const parts = Object.entries(policy).map(([key, value]): Matcher => {
    if (key === '$or' && Array.isArray(value) && value.length > 1 && value.every(isObject)) {
      const choices = value.map((one) => compileObject(one, place))
      return (values) => choices.some((choice) => choice(values))
    }
    const path = [...place.path, key]
    if (isObject(value)) {
      if (place.scope === 'MessageAttributes')
        throw invalid(
          'FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy',
        )
      return compileObject(value, { ...place, path })
    }
    if (!Array.isArray(value) || value.length === 0)
      throw invalid(`FilterPolicy: "${key}" must be an object or an array`)
    place.leaves.push(value.length)
    const conditions = value.map(readCondition)
    return (values) => conditions.some((condition) => holds(condition, values(path)))
  })
  return (values) => parts.every((part) => part(values))
}

const holds = ({ test, exists }: Condition, found: Scalar[]) =>
  exists === undefined ? found.some((value) => test!(value)) : found.length > 0 === exists

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function attributeValues({ attributes }: Notice): Values {
  return ([name = '']) => {
    const attribute = attributes[name]
    if (!attribute || attribute.DataType.startsWith('Binary')) return []
    const text = attribute.StringValue ?? ''
    if (attribute.DataType === 'String.Array') {
      const list = parse(text)
      return (Array.isArray(list) ? list : [text]) as Scalar[]
    }
    return [attribute.DataType.startsWith('Number') ? Number(text) : text]
  }
}

/** Undefined for a body that is no JSON object: it matches no policy. */
function bodyValues({ message }: Notice): Values | undefined {
  const body = parse(message)
  return isObject(body) ? (path) => leavesAt(body, path) : undefined
}

function leavesAt(value: unknown, path: string[]): Scalar[] {
  if (Array.isArray(value)) return value.flatMap((one) => leavesAt(one, path))
  const [key, ...rest] = path
  if (key !== undefined) return isObject(value) && Object.hasOwn(value, key) ? leavesAt(value[key], rest) : []
  return isObject(value) || value === undefined ? [] : [value as Scalar]
}
