// The errors of SNS as its query protocol has them.
import { AwsError } from '../runtime/aws-error.ts'

export const invalid = (what: string) => new AwsError('InvalidParameter', `Invalid parameter: ${what}`)

export const notFound = (what: string) => new AwsError('NotFound', `${what} does not exist`, 404)

export const noResource = () => new AwsError('ResourceNotFound', 'Resource does not exist', 404)
