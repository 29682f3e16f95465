// A function is named in four ways: name, `name:qualifier`, partial ARN, ARN.
import { AwsError } from '../runtime/aws-error.ts'

export interface FunctionReference {
  name: string
  qualifier?: string
}

const REFERENCE =
  /^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:(?:[a-z0-9-]+:)?\d{12}:)?(?:function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/

/** @throws ValidationException for what is no function name at all */
export function parseFunctionName(given: string, qualifier?: string): FunctionReference {
  const match = REFERENCE.exec(given ?? '')
  if (!match || match[1]!.length > 64) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${given}' at 'functionName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: ' +
        '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?' +
        '([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?',
    )
  }
  if (match[2] && qualifier && match[2] !== qualifier) {
    throw new AwsError(
      'InvalidParameterValueException',
      `The derived qualifier from the function name does not match the specified qualifier.`,
      400,
      { Type: 'User' },
    )
  }
  const wanted = match[2] ?? qualifier
  return wanted ? { name: match[1]!, qualifier: wanted } : { name: match[1]! }
}

export const notFound = (message: string) =>
  new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' })
