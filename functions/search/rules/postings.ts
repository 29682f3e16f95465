// The entries of the index. One of them says: this term stands in this asset, at best in this field, and in these
// caption tracks. Entries of a term stand in the order in which hits are answered.
import type { Lookup } from './terms.ts'

/** Fields from the one that says most about an asset to the one that says least; the place is the rank. */
export const FIELDS = ['title', 'tag', 'entity', 'category', 'caption'] as const

export type Field = (typeof FIELDS)[number]

/** Outcomes with which an asset is in the index; each has buckets of its own, so that viewers never read the others. */
export type Findable = 'published' | 'quarantined'

export interface PostingKey {
  bucket: string
  entry: string
}

export interface Posting extends PostingKey {
  /** Ids of the caption tracks in which the term stands. */
  tracks?: string[]
}

export interface Owner {
  assetId: string
  /** ISO 8601. */
  registeredAt: string
  outcome: Findable
}

const LATEST_MS = 9_999_999_999_999

/** Spread by the first two signs of the term: a prefix of two signs and more lies in one bucket. */
const bucketOf = (outcome: Findable, term: string) => `${outcome}#${[...term].slice(0, 2).join('')}`

/** Rank, then the newest first, then the id: as text it sorts as hits are answered. */
export function placeOf({ assetId, registeredAt }: Omit<Owner, 'outcome'>, rank: number): string {
  const age = String(LATEST_MS - Date.parse(registeredAt)).padStart(13, '0')
  return `${rank} ${age} ${assetId}`
}

/** A space sorts before everything that words are made of: `house` stands before `houses`. */
export const postingKey = (owner: Owner, term: string, rank: number): PostingKey => ({
  bucket: bucketOf(owner.outcome, term),
  entry: `${term} ${placeOf(owner, rank)}`,
})

/** Both parts in one text, as short as it may be: the bucket is the outcome and the begin of the entry. */
export const nameOf = ({ bucket, entry }: PostingKey): string =>
  bucket.slice(0, bucket.indexOf('#') + 1) + entry

export function keyNamed(name: string): PostingKey {
  const mark = name.indexOf('#')
  const entry = name.slice(mark + 1)
  return { bucket: bucketOf(name.slice(0, mark) as Findable, entry.slice(0, entry.indexOf(' '))), entry }
}

/** What the entries that are looked for have in common. */
export const startOf = (outcome: Findable, { term, isPrefix }: Lookup): PostingKey => ({
  bucket: bucketOf(outcome, term),
  entry: isPrefix ? term : `${term} `,
})

export interface Listed {
  /** As `placeOf` says it. */
  place: string
  assetId: string
  tracks: string[]
}

export function readPosting({ entry, tracks = [] }: Posting): Listed {
  const place = entry.slice(entry.indexOf(' ') + 1)
  return { place, assetId: place.slice(place.lastIndexOf(' ') + 1), tracks }
}

const PLACE = /^[0-4] \d{13} [0-9a-f]{32}$/

export const isPlace = (text: string): boolean => PLACE.test(text)
