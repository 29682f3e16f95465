import { AwsError } from '../runtime/aws-error.ts'

export const cloudFrontError = (code: string, message: string, statusCode: number) =>
  new AwsError(code, message, statusCode)
