// What a signed POST policy allows: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
import { s3Error } from './exchange.ts'

type Condition = Record<string, string> | [string, string | number, string | number]

interface Policy {
  expiration: string
  conditions: Condition[]
}

export interface AllowedSize {
  minBytes: number
  maxBytes: number
}

/** A condition on one field, as its match is written: `eq`, `$key`, `inbox/a`. */
interface FieldCondition {
  kind: string
  field: string
  value: string
}

/**
 * Checks the form against its policy and returns the sizes it allows. `fields` have lower-case names, and no variable
 * is left in them: S3 fills in `${filename}` before it looks. Throws `AccessDenied` and `InvalidPolicyDocument`.
 */
export function checkPostPolicy(fields: Record<string, string>, bucket: string, nowMs: number): AllowedSize {
  const policy = readPolicy(fields.policy)
  if (!(Date.parse(policy.expiration) > nowMs)) throw denied('Policy expired.')
  const form: Record<string, string> = { ...fields, bucket }
  const conditions = policy.conditions.filter((one) => !isSizeRange(one)).flatMap(readCondition)
  for (const { kind, field, value } of conditions) {
    const given = form[field] ?? ''
    const holds = kind === 'starts-with' ? given.startsWith(value) : kind === 'eq' && given === value
    if (!holds) throw denied(`Policy Condition failed: ["${kind}", "$${field}", "${value}"]`)
  }
  const covered = new Set(conditions.map(({ field }) => field))
  const extra = Object.keys(fields).filter((name) => !covered.has(name) && !isFree(name))
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`)
  const ranges = policy.conditions.filter(isSizeRange)
  return {
    minBytes: Math.max(0, ...ranges.map(([, least]) => Number(least))),
    maxBytes: Math.min(Number.MAX_SAFE_INTEGER, ...ranges.map(([, , most]) => Number(most))),
  }
}

const isSizeRange = (condition: Condition): condition is [string, string | number, string | number] =>
  Array.isArray(condition) && condition[0].toLowerCase() === 'content-length-range'

function readCondition(condition: Condition): FieldCondition[] {
  if (Array.isArray(condition)) {
    const [kind, name, value] = condition
    return [
      {
        kind: kind.toLowerCase(),
        field: String(name).replace(/^\$/, '').toLowerCase(),
        value: String(value),
      },
    ]
  }
  return Object.entries(condition).map(([name, value]) => ({
    kind: 'eq',
    field: name.toLowerCase(),
    value: String(value),
  }))
}

// Fields that need no condition.
const isFree = (name: string) =>
  ['policy', 'x-amz-signature', 'bucket'].includes(name) || name.startsWith('x-ignore-')

function readPolicy(encoded: string | undefined): Policy {
  if (encoded === undefined) throw s3Error('AccessDenied', 'Access Denied', 403)
  let policy: Partial<Policy> | null
  try {
    policy = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as Partial<Policy> | null
  } catch {
    throw invalid('Invalid JSON.')
  }
  const { expiration, conditions } = policy ?? {}
  if (typeof expiration !== 'string') throw invalid('Policy missing expiration.')
  if (Number.isNaN(Date.parse(expiration))) throw invalid(`Invalid 'expiration' value: '${expiration}'`)
  if (!Array.isArray(conditions) || !conditions.every(isCondition))
    throw invalid("Invalid 'conditions' value.")
  return { expiration, conditions }
}

const isCondition = (one: unknown): one is Condition =>
  Array.isArray(one)
    ? one.length === 3 && typeof one[0] === 'string'
    : typeof one === 'object' && one !== null

const invalid = (why: string) => s3Error('InvalidPolicyDocument', `Invalid Policy: ${why}`, 400)

const denied = (why: string) => s3Error('AccessDenied', `Invalid according to Policy: ${why}`, 403)
