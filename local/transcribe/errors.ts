import { AwsError } from '../runtime/aws-error.ts'

export const badRequest = (message: string) => new AwsError('BadRequestException', message)

/** One member that breaks the API's model. */
export const violation = (value: unknown, place: string, must: string) =>
  badRequest(
    `1 validation error detected: Value ${value === undefined || value === null ? 'null' : `'${String(value)}'`} at ` +
      `'${place}' failed to satisfy constraint: Member must ${must}`,
  )

export const nameTaken = () =>
  new AwsError('ConflictException', 'The requested job name already exists. Use a different job name.')

export const noSuchJob = () =>
  new AwsError(
    'NotFoundException',
    "The requested job couldn't be found. Check the job name and try your request again.",
  )

export const noAccess = () =>
  badRequest(
    "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request again.",
  )
