import { ConflictError } from './errors.ts'

/** What `work` answers; undefined where somebody else has changed meanwhile what it wanted to change (ConflictError). */
export async function unlessOvertaken<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ConflictError) return undefined
    throw error
  }
}
