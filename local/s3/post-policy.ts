// What a signed POST policy allows: docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
import { s3Error } from './exchange.ts'

interface Policy {
  expiration?: string
  conditions?: (Record<string, string> | [string, string | number, string | number])[]
}

export interface AllowedSize {
  minBytes: number
  maxBytes: number
}

/** Checks the form against its policy and returns the sizes it allows. Throws `AccessDenied`. */
export function checkPostPolicy(fields: Record<string, string>, bucket: string, nowMs: number): AllowedSize {
  const policy = readPolicy(fields.policy)
  if (!(Date.parse(policy.expiration ?? '') > nowMs)) throw denied('Policy expired.')
  const form: Record<string, string> = { ...fields, bucket }
  const covered = new Set<string>()
  const size: AllowedSize = { minBytes: 0, maxBytes: Number.MAX_SAFE_INTEGER }
  for (const condition of policy.conditions ?? []) {
    if (!Array.isArray(condition)) {
      for (const [name, value] of Object.entries(condition)) {
        check(form[name.toLowerCase()] === String(value), condition)
        covered.add(name.toLowerCase())
      }
      continue
    }
    const [kind, first, second] = condition
    if (kind.toLowerCase() === 'content-length-range') {
      Object.assign(size, { minBytes: Number(first), maxBytes: Number(second) })
      continue
    }
    const name = String(first).replace(/^\$/, '').toLowerCase()
    const value = form[name] ?? ''
    const holds = kind === 'starts-with' ? value.startsWith(String(second)) : value === String(second)
    check((kind === 'starts-with' || kind === 'eq') && holds, condition)
    covered.add(name)
  }
  const extra = Object.keys(fields).filter((name) => !covered.has(name) && !isFree(name))
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`)
  return size
}

// Fields that need no condition.
const isFree = (name: string) =>
  ['policy', 'x-amz-signature', 'bucket'].includes(name) || name.startsWith('x-ignore-')

function readPolicy(encoded: string | undefined): Policy {
  if (encoded === undefined) throw denied('The form has no policy: it is not signed.')
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as Policy
  } catch {
    throw s3Error('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.', 400)
  }
}

function check(holds: boolean, condition: unknown): void {
  if (!holds) throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`)
}

const denied = (why: string) => s3Error('AccessDenied', `Invalid according to Policy: ${why}`, 403)
