/** An error as a state reports it: what Retry and Catch match, and what ends an execution when nothing does. */
export class StateError extends Error {
  override readonly name = 'StateError'
  readonly error: string
  override readonly cause: string
  /** For a failed query: the field it stood in, as `EvaluationFailed` names it. */
  readonly location: string | undefined

  constructor(error: string, cause = '', location?: string) {
    super(`${error}: ${cause}`)
    this.error = clip(error, ERROR_LIMIT)
    this.cause = clip(cause, CAUSE_LIMIT)
    this.location = location
  }
}

// The API's limits on the two strings, in characters.
export const ERROR_LIMIT = 256
export const CAUSE_LIMIT = 32_768

const clip = (text: string, limit: number) => (text.length > limit ? text.slice(0, limit) : text)

/** A query that failed, in the words AWS uses; the state's name is put in front where it is known. */
export const queryError = (cause: string, location: string) =>
  new StateError('States.QueryEvaluationError', cause, location)
