// Lists in pages; the marker is the place to go on from.
import { AwsError } from '../runtime/aws-error.ts'

export interface PageInput {
  Limit?: number
  Marker?: string
}

/** @throws InvalidMarkerException */
export function page<T>(all: T[], { Limit = 100, Marker = '0' }: PageInput) {
  const from = Number(Marker)
  if (!Number.isInteger(from) || from < 0 || from > all.length)
    throw new AwsError('InvalidMarkerException', 'The marker is not one of this list.')
  const items = all.slice(from, from + Limit)
  const next = from + items.length
  return next < all.length
    ? { items, Truncated: true, NextMarker: String(next) }
    : { items, Truncated: false }
}
