/** The command line is wrong; nothing was done. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command could not do its work. `hint` says what to do about it. Exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly hint: string | undefined

  constructor(message: string, hint?: string, options?: { cause?: unknown }) {
    super(message, options)
    this.hint = hint
  }
}

const STOPPED =
  'Interrupted: everything that was started is stopped. Uploads that were taken in go on when it runs again.'

/** The person at the terminal wants to stop. Exit code 130, or 143 when it was another program. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly exitCode: number

  constructor(exitCode = 130, message = STOPPED) {
    super(message)
    this.exitCode = exitCode
  }
}

interface SdkError extends Error {
  code?: string
  $metadata?: { httpStatusCode?: number }
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'])
const NO_CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenProviderError',
])

const codesOf = (error: SdkError) => {
  const inner = error instanceof AggregateError ? (error.errors as SdkError[]) : []
  return [error, ...inner].map(({ code }) => code ?? '')
}

/** What an error of the SDK means for the person at the terminal. */
export function explain(error: unknown): CommandError {
  if (error instanceof CommandError) return error
  if (!(error instanceof Error)) return new CommandError(String(error))
  const sdkError = error as SdkError
  const options = { cause: error }
  if (codesOf(sdkError).some((code) => UNREACHABLE.has(code))) {
    return new CommandError(
      'The endpoint does not answer.',
      'Is it running? `reelgate up` starts the local cloud.',
      options,
    )
  }
  if (NO_CREDENTIALS.has(error.name)) {
    return new CommandError(
      `No valid AWS credentials: ${error.message}`,
      'Set AWS_PROFILE or sign in again.',
      options,
    )
  }
  if (error.message.includes('Region is missing')) {
    return new CommandError('No AWS region is known.', 'Name one with --region or AWS_REGION.', options)
  }
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(error.name)) {
    return new CommandError(
      `AWS refuses: ${error.message}`,
      'Your credentials lack a permission for this.',
      options,
    )
  }
  return new CommandError(
    error.name === 'Error' ? error.message : `${error.name}: ${error.message}`,
    undefined,
    options,
  )
}
