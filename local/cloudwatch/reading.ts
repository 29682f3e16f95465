// Inputs as three protocols bring them: numbers may be text, times text, seconds or Dates.
import { invalid, missing } from './errors.ts'

export interface DimensionShape {
  Name: string
  Value: string
}

/** @throws InvalidParameterValueException */
export function readNumber(name: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value)
  if (!Number.isFinite(number)) throw invalid(`The parameter ${name} must be a number.`)
  return number
}

/** Milliseconds of the epoch. @throws InvalidParameterValueException */
export function readTimeMs(name: string, value: unknown): number {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number') return Math.round(value * 1000)
  const text = String(value)
  const atMs = /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : Date.parse(text)
  if (Number.isNaN(atMs)) throw invalid(`The value ${text} for parameter ${name} is not a time.`)
  return atMs
}

export const readFlag = (value: unknown, otherwise: boolean) =>
  value === undefined ? otherwise : value === true || value === 'true'

export function readText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw missing(name)
  return value
}

/** A list that is empty on the wire of the query protocol is an empty text. */
export const readList = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : [])

const MOST_DIMENSIONS = 30

/** @throws InvalidParameterValueException */
export function readDimensions(value: unknown): Record<string, string> {
  const list = readList<DimensionShape>(value)
  if (list.length > MOST_DIMENSIONS) throw invalid(`A metric has at most ${MOST_DIMENSIONS} dimensions.`)
  for (const { Name, Value } of list)
    if (!Name || !Value) throw invalid('The parameter Dimensions needs a Name and a Value each.')
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]))
}

export const dimensionList = (dimensions: Record<string, string>): DimensionShape[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
