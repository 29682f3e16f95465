// A policy file as a person writes it: what is wrong with it is told by line and column.
import { readFileSync, statSync } from 'node:fs'
import { findJsonError, placeOf } from '../../lib/json-error.ts'
import { checkPolicy } from '../../lib/policy/check.ts'
import type { PolicyProblem } from '../../lib/policy/problem.ts'
import type { Policy } from '../../schemas/generated/types.ts'
import { UsageError } from '../errors.ts'
import { findPlaces, offsetAt } from './json-places.ts'

/** Line and column count from 1, as editors do. */
export type PlacedProblem = PolicyProblem & { line: number; column: number }

export type PolicyFile = { policy: Policy } | { problems: PlacedProblem[] }

/** A policy has a few kilobytes; a film under a wrong name is not read. */
const LARGEST_BYTES = 1024 * 1024

function readText(path: string): string {
  try {
    if (statSync(path).size > LARGEST_BYTES) throw new UsageError(`${path} is larger than 1 MB: no policy.`)
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new UsageError(`${path} does not exist.`)
    throw new UsageError(code === 'EISDIR' ? `${path} is a folder.` : `${path} cannot be read (${code}).`)
  }
}

/** The policy that a text says, or everything that is wrong with it, from its beginning to its end. */
export function parsePolicy(text: string): PolicyFile {
  const at = (offset: number, problem: PolicyProblem) => ({ ...placeOf(text, offset), ...problem })
  const brokenAt = findJsonError(text)
  if (brokenAt !== undefined) {
    return { problems: [at(brokenAt, { pointer: '', message: 'is not JSON from here on.' })] }
  }
  const json: unknown = JSON.parse(text)
  const places = findPlaces(text)
  const problems = [
    ...places.repeated.map(({ pointer, offset }) =>
      at(offset, { pointer, message: 'stands twice; only the last one would count.' }),
    ),
    ...checkPolicy(json).map((problem) => at(offsetAt(places, problem.pointer), problem)),
  ]
  const inOrder = problems.sort((one, other) => one.line - other.line || one.column - other.column)
  return inOrder.length > 0 ? { problems: inOrder } : { policy: json as Policy }
}

/** @throws UsageError when there is no such file */
export const readPolicyFile = (path: string): PolicyFile => parsePolicy(readText(path))
