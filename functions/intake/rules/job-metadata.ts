// What free metadata may be, so that it can be kept in the asset's record as it is.

export interface MetadataFault {
  /** JSON pointer below the metadata. */
  pointer: string
  words: string
}

const DEEPEST_LEVEL = 16
const MOST_BYTES = 64 * 1024

/** DynamoDB keeps magnitudes from 1e-130 (developer guide, "Data types: Number"). */
const SMALLEST_NUMBER = 1e-130

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return 'is a number too large to be kept exactly; write it as text in quotes'
  }
  return value !== 0 && Math.abs(value) < SMALLEST_NUMBER ? 'is a number too small to be kept' : undefined
}

interface Visit {
  value: unknown
  pointer: string
  level: number
}

const nameOf = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Visits every value without recursion: metadata may be nested by malice. Stops at the first fault. */
function findFault(metadata: object): MetadataFault | undefined {
  const visits: Visit[] = [{ value: metadata, pointer: '', level: 1 }]
  for (let visit = visits.pop(); visit; visit = visits.pop()) {
    const { value, pointer, level } = visit
    if (typeof value === 'number') {
      const words = numberFault(value)
      if (words !== undefined) return { pointer, words }
    }
    if (typeof value !== 'object' || value === null) continue
    if (level > DEEPEST_LEVEL) return { pointer, words: `is nested deeper than ${DEEPEST_LEVEL} levels` }
    for (const [name, inner] of Object.entries(value)) {
      if (name === '') return { pointer, words: 'has a field with an empty name' }
      // The SDK would leave it out without a word.
      if (name === '__proto__')
        return { pointer, words: 'has a field named "__proto__"; give it another name' }
      visits.push({ value: inner, pointer: `${pointer}/${nameOf(name)}`, level: level + 1 })
    }
  }
  return undefined
}

/** Metadata is at most 16 levels deep and 64 KB as UTF-8, and its numbers can be kept exactly. */
export function checkMetadata(metadata: Record<string, unknown> | undefined): MetadataFault[] {
  if (metadata === undefined) return []
  const fault = findFault(metadata)
  if (fault) return [fault]
  const sizeBytes = new TextEncoder().encode(JSON.stringify(metadata)).length
  return sizeBytes > MOST_BYTES ? [{ pointer: '', words: 'takes more than 64 KB' }] : []
}
