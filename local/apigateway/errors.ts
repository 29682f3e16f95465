import { AwsError } from '../runtime/aws-error.ts'

export const badRequest = (message: string) => new AwsError('BadRequestException', message, 400)

export const conflict = (message: string) => new AwsError('ConflictException', message, 409)

/** `kind` as AWS says it in messages, for instance `API` or `Route`. */
export const notFound = (kind: string, id: string) =>
  new AwsError('NotFoundException', `Invalid ${kind} identifier specified ${id}`, 404)
