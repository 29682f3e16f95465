import { AwsError } from '../runtime/aws-error.ts'

export const noSuchEntity = (message: string) => new AwsError('NoSuchEntity', message, 404)
export const alreadyExists = (message: string) => new AwsError('EntityAlreadyExists', message, 409)
export const deleteConflict = (message: string) => new AwsError('DeleteConflict', message, 409)
export const limitExceeded = (message: string) => new AwsError('LimitExceeded', message, 409)
export const malformedPolicy = (message: string) => new AwsError('MalformedPolicyDocument', message)
export const validationError = (message: string) => new AwsError('ValidationError', message)
