import { AwsError } from '../runtime/aws-error.ts'

/** One member that breaks the API's model. The service never repeats a text in its message: it is sensitive. */
export const violation = (place: string, must: string, value = `Value at '${place}'`) =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: ${value} failed to satisfy constraint: Member must ${must}`,
  )

export const missing = (place: string) => violation(place, 'not be null', `Value null at '${place}'`)

export const textTooLarge = (limitBytes: number, sizeBytes: number) =>
  new AwsError(
    'TextSizeLimitExceededException',
    `Input text size exceeds limit. Max length of request text allowed is ${limitBytes} bytes while in this request ` +
      `the text size is ${sizeBytes} bytes`,
  )

export const batchTooLarge = (most: number) =>
  new AwsError(
    'BatchSizeLimitExceededException',
    `Please use a smaller number of items in a single batch. Maximum batch size is ${most}.`,
  )

export const unsupportedLanguage = (message: string) => new AwsError('UnsupportedLanguageException', message)

export const invalidRequest = (message: string) => new AwsError('InvalidRequestException', message)

export const internalError = () =>
  new AwsError('InternalServerException', 'An internal server error occurred. Retry your request.', 500)
