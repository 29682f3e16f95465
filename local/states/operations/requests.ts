// What all operations share: checking their input as the API does, ARNs, pages.
import { AwsError } from '../../runtime/aws-error.ts'

export const seconds = (atMs: number) => atMs / 1_000

/** Throws ValidationException when a member is missing. */
export function required(input: Record<string, unknown>, ...members: string[]): void {
  for (const member of members) {
    if (input[member] !== undefined && input[member] !== null) continue
    const where = `Value null at '${member}' failed to satisfy constraint: Member must not be null`
    throw new AwsError('ValidationException', `1 validation error detected: ${where}`)
  }
}

const ARN = /^arn:aws[\w-]*:(states|iam):[\w-]*:\d{12}:.+$/

export function checkArn(arn: unknown): string {
  if (typeof arn === 'string' && arn.length <= 2_000 && ARN.test(arn)) return arn
  throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${String(arn).slice(0, 256)}'`)
}

// White space, brackets, wildcards, special and control characters.
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/]|\p{Cc}|\p{Cs}/u

/** Names of machines and executions: 1 to 80 characters, none that a URL or ARN would mind. */
export function checkName(name: unknown): string {
  if (typeof name === 'string' && name.length >= 1 && name.length <= 80 && !FORBIDDEN.test(name)) return name
  throw new AwsError('InvalidName', `Invalid Name: '${String(name).slice(0, 100)}'`)
}

interface Paged {
  maxResults?: number
  nextToken?: string
}

/** The size of the page asked for and where it begins; 0 and nothing mean the default. */
export function pageOf({ maxResults, nextToken }: Paged, start: number): { limit: number; from: number } {
  if (maxResults !== undefined && !(Number.isInteger(maxResults) && maxResults >= 0 && maxResults <= 1_000)) {
    throw new AwsError('ValidationException', 'maxResults must be a whole number from 0 to 1000')
  }
  const told = nextToken === undefined ? String(start) : Buffer.from(nextToken, 'base64url').toString('utf8')
  const from = /^\d+$/.test(told) ? Number(told) : NaN
  if (!Number.isSafeInteger(from)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'")
  return { limit: maxResults || 100, from }
}

export const tokenFor = (from: number) => Buffer.from(String(from)).toString('base64url')

/** One page of a list held in memory, and the token of the next. */
export function slicePage<T>(all: T[], request: Paged): { page: T[]; next: { nextToken?: string } } {
  const { limit, from } = pageOf(request, 0)
  const end = from + limit
  return { page: all.slice(from, end), next: end < all.length ? { nextToken: tokenFor(end) } : {} }
}
