// What the operations have in common: members that are not known are refused, lists come in pages.
import { randomInt } from 'node:crypto'
import { notSupported } from '../../runtime/aws-error.ts'
import { badRequest, notFound } from '../errors.ts'
import type { ApiRecord } from '../records.ts'
import type { Parts, Store } from '../store.ts'

export type Input = Record<string, unknown>

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Ids as API Gateway makes them: ten characters for an API, seven for its parts. */
export const makeId = (length: number) =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** Refuses what would be ignored: every member that is given must be known. */
export function checkMembers(input: Input, known: readonly string[], what: string): void {
  const strange = Object.keys(input).find((name) => !known.includes(name) && input[name] !== undefined)
  if (strange) throw notSupported('apigateway', `the member ${strange} of ${what}`)
}

export function requireText(input: Input, name: string): string {
  const value = input[name]
  if (typeof value !== 'string' || value === '') throw badRequest(`${name} is required`)
  return value
}

/** Members that are given, and of those only the named ones. */
export const pick = <T extends object>(input: Input, names: readonly (keyof T & string)[]): Partial<T> =>
  Object.fromEntries(
    names.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]),
  ) as Partial<T>

export function findApi(store: Store, input: Input): ApiRecord {
  const apiId = String(input['apiId'])
  const api = store.api(apiId)
  if (!api) throw notFound('API', apiId)
  return api
}

const NAMES: Record<keyof Parts, string> = {
  route: 'Route',
  integration: 'Integration',
  authorizer: 'Authorizer',
  stage: 'Stage',
  deployment: 'Deployment',
}

export function findPart<K extends keyof Parts>(
  store: Store,
  input: Input,
  [kind, id]: [K, string],
): Parts[K] {
  const api = findApi(store, input)
  const part = store.part(api.apiId, kind, String(input[id]))
  if (!part) throw notFound(NAMES[kind], String(input[id]))
  return part
}

const LARGEST_PAGE = 500

/** `maxResults` and `nextToken` over a whole list. */
export function page<T>(items: T[], input: Input): { items: T[]; nextToken?: string } {
  const start = Number(input['nextToken'] ?? 0)
  const size = Number(input['maxResults'] ?? LARGEST_PAGE)
  if (!Number.isInteger(start) || start < 0) throw badRequest('Invalid next token specified')
  if (!Number.isInteger(size) || size < 1) throw badRequest('Invalid maxResults specified')
  const end = start + Math.min(size, LARGEST_PAGE)
  return { items: items.slice(start, end), ...(end < items.length && { nextToken: String(end) }) }
}
