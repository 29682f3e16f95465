// Errors as the Lambda runtime answers them: `errorType`, `errorMessage`, `trace`.
import { types } from 'node:util'

/** An error whose `name` is one of the runtime's own, for instance `Runtime.HandlerNotFound`. */
export function namedError(name, message, cause) {
  const error = new Error(message)
  error.name = name
  if (types.isNativeError(cause) && cause.stack) error.stack = `${name}: ${message}\n${cause.stack}`
  return error
}

const isError = (value) =>
  types.isNativeError(value) ||
  (value !== null && typeof value === 'object' && 'name' in value && 'message' in value)

/** @returns {{ errorType: string, errorMessage: string, trace: string[] }} */
export function describeError(thrown) {
  if (!isError(thrown)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] }
  return {
    errorType: String(thrown.name),
    errorMessage: String(thrown.message),
    trace: String(thrown.stack ?? '').split('\n'),
  }
}
