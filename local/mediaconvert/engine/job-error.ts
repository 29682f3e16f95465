// How a job fails: a code and a message from the service's list (user guide, "Error codes").

/** Ends a job with status ERROR. */
export class JobError extends Error {
  override readonly name = 'JobError'
  readonly code: number

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The service's sentence for an input that cannot be opened. */
export function inputError(code: number, url: string, reason: string): JobError {
  return new JobError(code, `Unable to open input file [${url}]: [Failed probe/open: [${reason}]]`)
}
