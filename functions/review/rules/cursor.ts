// Pages of a list that is read from more than one place, one after the other.
import { InvalidInputError } from '../../../lib/errors.ts'
import type { ReviewQuery, ReviewTask } from '../../../schemas/generated/types.ts'

/** One place to read from: tasks in a state, of those claimed the ones whose lease still runs, or runs no more. */
export interface Source {
  state: ReviewTask['state']
  lease?: 'runs' | 'over'
}

/** A task that somebody has claimed and forgotten is open. */
export const SOURCES: Record<NonNullable<ReviewQuery['state']>, Source[]> = {
  open: [{ state: 'open' }, { state: 'claimed', lease: 'over' }],
  claimed: [{ state: 'claimed', lease: 'runs' }],
  decided: [{ state: 'decided' }],
  expired: [{ state: 'expired' }],
}

/** Where a page begins: in which source, and after which item. */
export interface Place {
  source: number
  from?: Record<string, unknown>
}

export const encodeCursor = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url')

const isText = (value: unknown): value is string => typeof value === 'string'

/** Only the keys of the index are taken from a cursor: it comes from outside. @throws InvalidInputError */
export function decodeCursor(cursor: string | undefined, sources: number): Place {
  if (cursor === undefined) return { source: 0 }
  try {
    const { source, from } = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Place
    if (!Number.isInteger(source) || source < 0 || source >= sources) throw new Error('no such source')
    if (from === undefined) return { source }
    const { taskId, state, dueAt } = from
    if (!isText(taskId) || !isText(state) || !isText(dueAt)) throw new Error('no such key')
    return { source, from: { taskId, state, dueAt } }
  } catch {
    throw new InvalidInputError('The cursor is none of ours; begin again without it.')
  }
}
