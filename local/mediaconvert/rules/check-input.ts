import { findShapeErrors } from '../shapes/check-shape.ts'
import { shapeBook } from '../shapes/sdk-shapes.ts'
import { badRequest } from './check-request.ts'

/** Throws `BadRequestException` when `input` does not have the form of the SDK's request structure `name`. */
export function checkInput(name: string, input: unknown): void {
  const errors = findShapeErrors(input, shapeBook().structure(name))
  if (errors.length > 0) throw badRequest(errors.join('; '))
}
