// Which assets may be hits, by what was read of the index, in the order in which they are answered.
import { InvalidInputError } from '../../../lib/errors.ts'
import type { Listed } from './postings.ts'
import type { Lookup } from './terms.ts'

/** What was read for a lookup; of very common terms only the beginning is. */
export interface Reading {
  lookup: Lookup
  listed: Listed[]
  isWhole: boolean
}

export interface Candidate {
  assetId: string
  /** Where it stands in the answer, as the index says it; a cursor carries it. */
  place: string
  /** Caption tracks that have the words, those with most of them first. Undefined: nobody knows, look at all. */
  tracks: string[] | undefined
}

export interface Candidates {
  candidates: Candidate[]
  /** Whether every asset that may be a hit is among them. */
  isWhole: boolean
}

/** The weakest field counts: an asset is no better than the place of its worst word. */
const weakest = (places: string[]) => places.reduce((worst, place) => (place > worst ? place : worst))

/** A prefix has many entries of an asset: the best one speaks for it. */
const best = (places: string[]) => places.reduce((first, place) => (place < first ? place : first))

function byAsset({ listed }: Reading): Map<string, Listed[]> {
  const groups = new Map<string, Listed[]>()
  for (const one of listed) {
    const group = groups.get(one.assetId)
    if (group === undefined) groups.set(one.assetId, [one])
    else group.push(one)
  }
  return groups
}

function mostNamed(tracks: string[]): string[] {
  const counts = new Map<string, number>()
  for (const track of tracks) counts.set(track, (counts.get(track) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([track]) => track)
}

function toCandidate(assetId: string, groups: Listed[][], areAllWhole: boolean): Candidate {
  return {
    assetId,
    place: weakest(groups.map((group) => best(group.map(({ place }) => place)))),
    tracks: areAllWhole
      ? mostNamed(groups.flatMap((group) => group.flatMap(({ tracks }) => tracks)))
      : undefined,
  }
}

/**
 * Assets that stand in all readings that are whole. Where none is, those of the first one that is no prefix: its
 * entries were read in the order of the answer.
 */
export function chooseCandidates(readings: Reading[]): Candidates {
  const whole = readings.filter(({ isWhole }) => isWhole)
  const leading = readings.find(({ lookup }) => !lookup.isPrefix) ?? readings[0]
  const used = whole.length > 0 ? whole : leading === undefined ? [] : [leading]
  const [first, ...rest] = used.map(byAsset)
  const candidates = [...(first ?? [])].flatMap(([assetId, group]) => {
    const others = rest.map((groups) => groups.get(assetId))
    const found = others.filter((one) => one !== undefined)
    const areAllWhole = whole.length === readings.length
    return found.length < others.length ? [] : [toCandidate(assetId, [group, ...found], areAllWhole)]
  })
  candidates.sort((a, b) => (a.place < b.place ? -1 : 1))
  return { candidates, isWhole: whole.length > 0 }
}

export const encodeCursor = (place: string): string => Buffer.from(place).toString('base64url')

/** @returns the place after which the page begins @throws InvalidInputError */
export function decodeCursor(cursor: string | undefined, isPlace: (text: string) => boolean): string {
  if (cursor === undefined) return ''
  const place = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!isPlace(place)) throw new InvalidInputError('The cursor is none of ours; begin again without it.')
  return place
}
