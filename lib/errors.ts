// The errors of Reelgate. State machines match their names as exact strings, so `name` is a literal class field
// (minifiers rename classes) and this list is frozen.

abstract class ReelgateError extends Error {
  abstract override readonly name: string

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
  }
}

/** What the caller gave is wrong; the message names the field. Answered with 400. */
export class InvalidInputError extends ReelgateError {
  override readonly name = 'InvalidInputError'
}

/**
 * The content of a source cannot be processed; leads to the outcome `rejected`.
 * @public state machines and answers to waiting states say its name
 */
export class UnsupportedSourceError extends ReelgateError {
  override readonly name = 'UnsupportedSourceError'
  /** The reason's code, for instance `not-a-video`. */
  readonly code: string

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** What was asked for does not exist. Answered with 404. */
export class NotFoundError extends ReelgateError {
  override readonly name = 'NotFoundError'
}

/** Somebody else has changed it meanwhile. Answered with 409. */
export class ConflictError extends ReelgateError {
  override readonly name = 'ConflictError'
}

/** A provider refuses for now because too much is asked of it; retried with backoff and full jitter. */
export class ThrottledError extends ReelgateError {
  override readonly name = 'ThrottledError'
}

/** A provider does not answer or fails by itself; retried with backoff and full jitter. */
export class ProviderUnavailableError extends ReelgateError {
  override readonly name = 'ProviderUnavailableError'
}

/** A provider ended a job with an error that trying again does not mend. */
export class JobFailedError extends ReelgateError {
  override readonly name = 'JobFailedError'
}

/** Something that cannot be, is: a defect of ours. Alarmed, answered with 500. */
export class InvariantError extends ReelgateError {
  override readonly name = 'InvariantError'
}
