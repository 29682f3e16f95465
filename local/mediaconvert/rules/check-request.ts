// Everything CreateJob looks at before a job exists: form, then meaning, then what this engine carries out.
import { AwsError, notSupported } from '../../runtime/aws-error.ts'
import type { CreateJobRequest } from '../settings.ts'
import { findShapeErrors } from '../shapes/check-shape.ts'
import { shapeBook } from '../shapes/sdk-shapes.ts'
import { findUnsupported, findUnsupportedUse } from './find-unsupported.ts'
import { findJobErrors } from './job-rules.ts'

const MESSAGES_AT_ONCE = 10

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message, 400)
}

/**
 * Answers the request typed, or throws `BadRequestException` naming the places that are wrong, or
 * `LocalCloudNotSupported` naming what is valid but beyond the engine.
 */
export function checkCreateJob(input: unknown): CreateJobRequest {
  const shape = shapeBook().structure('CreateJobRequest')
  // The service names places relative to the settings: /outputGroups/0, not /settings/outputGroups/0.
  refuse(findShapeErrors(input, shape).map((error) => error.replace(/^\/settings(?=\/)/, '')))
  const request = input as CreateJobRequest
  refuse(findJobErrors(request))
  const unsupported = [...findUnsupported(request, shape), ...findUnsupportedUse(request)]
  if (unsupported.length > 0) throw notSupported('mediaconvert', list(unsupported))
  return request
}

function refuse(errors: string[]): void {
  if (errors.length > 0) throw badRequest(list(errors))
}

function list(lines: string[]): string {
  const more = lines.length - MESSAGES_AT_ONCE
  return lines.slice(0, MESSAGES_AT_ONCE).join('; ') + (more > 0 ? `; and ${more} more` : '')
}
