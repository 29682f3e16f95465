import type { ErrorObject } from 'ajv'
import { InvalidInputError, InvariantError } from './errors.ts'

/** A validator made from a JSON Schema; see schemas/generate.ts. */
export interface Validator<T> {
  (data: unknown): data is T
  errors?: ErrorObject[] | null
}

/** One sentence an error: the field as a JSON pointer, then what is wrong with it. */
export function describeErrors(errors: ErrorObject[] | null | undefined): string {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`).join('; ')
}

/** @throws InvalidInputError naming every wrong field */
export function parseInput<T>(validate: Validator<T>, data: unknown): T {
  if (validate(data)) return data
  throw new InvalidInputError(describeErrors(validate.errors))
}

/** @throws InvariantError: what leaves a step must fit its own schema */
export function checkOutput<T>(validate: Validator<T>, data: T): T {
  const candidate: unknown = data
  if (validate(candidate)) return candidate
  throw new InvariantError(`The output does not fit its schema: ${describeErrors(validate.errors)}`)
}
