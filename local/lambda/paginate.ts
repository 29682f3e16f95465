import type { PageInput } from './functions.ts'

const PAGE_SIZE = 50

/** One page under `member`; the marker is the offset of the next. */
export function paginate<T>(member: string, all: T[], { Marker, MaxItems }: PageInput) {
  const start = Number(Marker ?? 0)
  const end = start + Math.min(Math.max(Number(MaxItems ?? PAGE_SIZE), 1), PAGE_SIZE)
  return { [member]: all.slice(start, end), ...(end < all.length && { NextMarker: String(end) }) }
}
