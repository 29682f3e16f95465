// Inputs come as the query protocol has them: texts, and lists that are absent or the empty text when empty.
import { validationError } from '../errors.ts'
import type { Stack } from '../records.ts'
import type { Store } from '../store.ts'

export const asList = <T>(value: T[] | string | undefined): T[] => (Array.isArray(value) ? value : [])

export const isTrue = (value: unknown): boolean => value === true || value === 'true'

export function required(input: Record<string, unknown>, name: string): string {
  const value = input[name]
  if (typeof value === 'string' && value !== '') return value
  const member = name[0]!.toLowerCase() + name.slice(1)
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

/** The stack by name or, deleted or not, by id. */
export const findStack = (store: Store, nameOrId: string): Stack | undefined =>
  nameOrId.startsWith('arn:') ? store.stackById(nameOrId) : store.stackByName(nameOrId)

export function existingStack(store: Store, nameOrId: string, message?: string): Stack {
  const stack = findStack(store, nameOrId)
  if (!stack) throw validationError(message ?? `Stack [${nameOrId}] does not exist`)
  return stack
}

const BUSY = /_IN_PROGRESS$/

/** Throws when the stack's state lets no update begin. */
export function checkUpdatable(stack: Stack) {
  const cannot =
    BUSY.test(stack.status) || /^(ROLLBACK_|CREATE_FAILED|DELETE_|UPDATE_ROLLBACK_FAILED)/.test(stack.status)
  if (cannot)
    throw validationError(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`)
}

export interface Page<T> {
  items: T[]
  NextToken?: string
}

/** One page of a list; the token is the offset where the next begins. */
export function page<T>(items: T[], token: unknown, size: number): Page<T> {
  const start = Number(token ?? 0)
  if (!Number.isInteger(start) || start < 0) throw validationError('NextToken is invalid')
  const end = start + size
  return { items: items.slice(start, end), ...(end < items.length ? { NextToken: String(end) } : {}) }
}
