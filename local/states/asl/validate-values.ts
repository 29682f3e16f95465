// The forms that the values of fields take.
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Spot } from './diagnostics.ts'
import { checkQueries, isQuery } from './validate-queries.ts'

export const isWholeNumber = (value: unknown, least: number, most = 99_999_999): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most

/** An object, or a query that makes one. */
export function checkTemplate(template: Json | undefined, spot: Spot): void {
  if (template === undefined) return
  if (!isObject(template) && !isQuery(template)) spot.schema('Must be an object or a JSONata expression')
  checkQueries(template, spot)
}

/** A whole number, or a query that makes one. */
export function checkNumber(value: Json | undefined, spot: Spot, least: number): void {
  if (value === undefined) return
  if (!isQuery(value) && !isWholeNumber(value, least)) {
    spot.schema(`Must be a whole number from ${least} to 99999999 or a JSONata expression`)
  }
  checkQueries(value, spot)
}

export function checkPercentage(value: Json | undefined, spot: Spot): void {
  if (value === undefined || isQuery(value)) return checkQueries(value, spot)
  if (typeof value !== 'number' || value < 0 || value > 100) spot.schema('Must be a number from 0 to 100')
}

/** Notes every field of `holder` that `allowed` does not name. */
export function checkFields(
  holder: JsonObject,
  spot: Spot,
  { allowed, why }: { allowed: string[]; why: (field: string) => string },
): void {
  for (const field of Object.keys(holder)) {
    if (!allowed.includes(field)) spot.to(`/${field}`).schema(why(field))
  }
}
