import { AwsError } from '../runtime/aws-error.ts'

/** CloudFormation answers nearly every wrong request with this one code; the message tells them apart. */
export const validationError = (message: string) => new AwsError('ValidationError', message)
