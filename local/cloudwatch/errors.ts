import { AwsError } from '../runtime/aws-error.ts'

/** The query protocol, and who once spoke it, know these errors by other names than those of their shapes. */
export const QUERY_CODES: Record<string, string> = {
  InvalidParameterValueException: 'InvalidParameterValue',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  MissingRequiredParameterException: 'MissingParameter',
  InvalidFormatFault: 'InvalidFormat',
  DashboardInvalidInputError: 'InvalidParameterInput',
  DashboardNotFoundError: 'ResourceNotFound',
}

export const invalid = (message: string) => new AwsError('InvalidParameterValueException', message)

export const conflicting = (message: string) => new AwsError('InvalidParameterCombinationException', message)

export const missing = (name: string) =>
  new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`)

export const unchecked = (message: string) => new AwsError('ValidationError', message)
