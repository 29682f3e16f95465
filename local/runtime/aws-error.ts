/** An error as AWS answers it: the gateway writes `code` and `message` in the protocol of the service. */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  readonly code: string
  readonly statusCode: number
  /** Further members of the error shape, for instance a `Reason`. */
  readonly members: Record<string, unknown>

  // eslint-disable-next-line max-params -- code and message are what AWS always sends; the rest is rare
  constructor(code: string, message: string, statusCode = 400, members: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.statusCode = statusCode
    this.members = members
  }
}

/** What the local cloud does not do is said, never skipped: the message names it and where the list stands. */
export function notSupported(service: string, what: string): AwsError {
  return new AwsError(
    'LocalCloudNotSupported',
    `The local ${service} does not support ${what}. See local/${service}/SUPPORT.md for what it does.`,
    501,
  )
}
