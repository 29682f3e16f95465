// Whatever is thrown becomes an error that AWS could have answered.
import { AwsError } from '../runtime/aws-error.ts'
import { isDiskFull } from '../runtime/disk-full.ts'

/** Known errors stay; a full disk is said as such (507: no SDK retries it); the rest is `InternalFailure`, logged. */
export function toAwsError(error: unknown, log: (line: string) => void): AwsError {
  if (error instanceof AwsError) return error
  if (isDiskFull(error)) {
    log('The disk of the data folder is full; requests that write fail until there is room.')
    return new AwsError(
      'InsufficientStorage',
      'The disk that holds the data folder is full. Free some space.',
      507,
    )
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  log(`InternalFailure: ${stack.replace(/\s*\n\s*/g, ' | ')}`)
  return new AwsError(
    'InternalFailure',
    'The local cloud met an error of its own; its log has the stack.',
    500,
  )
}
