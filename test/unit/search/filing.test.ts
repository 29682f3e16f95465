import { describe, expect, test } from '@jest/globals'
import { chooseCandidates, type Reading } from '../../../functions/search/rules/candidates.ts'
import { planChanges, readWritten, writtenText } from '../../../functions/search/rules/changes.ts'
import { fileAsset, MOST_TERMS } from '../../../functions/search/rules/file-asset.ts'
import { placeOf, postingKey, type Posting } from '../../../functions/search/rules/postings.ts'
import { anAsset, ASSET_ID } from '../../support/records.ts'

const OWNER = { assetId: ASSET_ID, registeredAt: '2026-11-21T09:00:00.000Z', outcome: 'published' as const }
const posting = (term: string, rank = 4, tracks = ['en']): Posting => ({
  ...postingKey(OWNER, term, rank),
  tracks,
})

describe('filing an asset', () => {
  test('files a word once, at its best field and with the tracks that say it', () => {
    const cues = [{ startMs: 0, endMs: 1000, text: 'Whale, whale!' }]
    const tracks = ['en', 'ko'].map((language) => ({ track: { trackId: language, language }, cues }))
    const { postings } = fileAsset(anAsset({ outcome: 'published', title: 'Sea', tags: ['whale'] }), tracks)
    expect(postings).toEqual([
      { ...postingKey(OWNER, 'sea', 0) },
      { ...postingKey(OWNER, 'whale', 1), tracks: ['en', 'ko'] },
    ])
  })

  test.each(['rejected', 'failed', undefined] as const)('files nothing of an asset that is %s', (outcome) => {
    const { outcome: _, ...open } = anAsset()
    expect(fileAsset({ ...open, ...(outcome && { outcome }) }, []).postings).toEqual([])
  })

  test('leaves out what is said after the most words that an asset may have', () => {
    const words = Array.from({ length: MOST_TERMS + 10 }, (_, index) => `w${index}`)
    const cues = [{ startMs: 0, endMs: 1000, text: words.join(' ') }]
    const filing = fileAsset(anAsset({ outcome: 'published', title: 'sea' }), [
      { track: { trackId: 'en', language: 'en' }, cues },
    ])
    expect(filing.isCut).toBe(true)
    expect(filing.postings).toHaveLength(MOST_TERMS)
  })

  test('sorts by field, then by age, the newest first', () => {
    const older = { ...OWNER, registeredAt: '2026-11-20T09:00:00.000Z' }
    const places = [placeOf(older, 4), placeOf(OWNER, 4), placeOf(older, 0), placeOf(OWNER, 1)]
    expect(places.sort()).toEqual([
      placeOf(older, 0),
      placeOf(OWNER, 1),
      placeOf(OWNER, 4),
      placeOf(older, 4),
    ])
  })
})

describe('changing what is filed', () => {
  const written = planChanges(new Map(), [posting('apple'), posting('pear')], true).after

  test('writes what is new or otherwise, and takes out what is gone', () => {
    const { puts, deletes, meanwhile, after } = planChanges(
      written,
      [posting('apple', 4, ['en', 'ko']), posting('plum')],
      true,
    )
    expect(puts).toEqual([posting('apple', 4, ['en', 'ko']), posting('plum')])
    expect(deletes).toEqual([postingKey(OWNER, 'pear', 4)])
    expect([meanwhile.size, after.size]).toEqual([3, 2])
  })

  test('writes nothing where all is as it was', () => {
    expect(planChanges(written, [posting('pear'), posting('apple')], true)).toMatchObject({
      puts: [],
      deletes: [],
    })
  })

  test('writes everything where nobody knows what was written', () => {
    expect(planChanges(written, [posting('apple')], false)).toMatchObject({
      puts: [posting('apple')],
      deletes: [postingKey(OWNER, 'pear', 4)],
    })
  })

  test('keeps its note through text', () => expect(readWritten(writtenText(written))).toEqual(written))
})

describe('candidates', () => {
  const listed = (assetId: string, rank: number, tracks: string[] = []) => ({
    place: `${rank} 0000000000000 ${assetId}`,
    assetId,
    tracks,
  })
  const reading = (
    term: string,
    found: ReturnType<typeof listed>[],
    isWhole = true,
    isPrefix = false,
  ): Reading => ({
    lookup: { term, isPrefix },
    listed: found,
    isWhole,
  })

  test('stand in every reading, in the order of their weakest word', () => {
    const { candidates, isWhole } = chooseCandidates([
      reading('red', [listed('a', 0, ['en']), listed('b', 0), listed('c', 4)]),
      reading(
        'bal',
        [listed('a', 4, ['en', 'ko']), listed('a', 3), listed('c', 1, ['ko']), listed('d', 0)],
        true,
        true,
      ),
    ])
    expect(isWhole).toBe(true)
    expect(candidates).toEqual([
      { assetId: 'a', place: '3 0000000000000 a', tracks: ['en', 'ko'] },
      { assetId: 'c', place: '4 0000000000000 c', tracks: ['ko'] },
    ])
  })

  test('are not narrowed by a word of which only the beginning was read', () => {
    const { candidates } = chooseCandidates([
      reading('the', [listed('x', 0)], false),
      reading('gnu', [listed('a', 4)]),
    ])
    expect(candidates).toEqual([{ assetId: 'a', place: '4 0000000000000 a', tracks: undefined }])
  })

  test('of common words only are those that come first, and not all', () => {
    const readings = [
      reading('th', [listed('z', 0)], false, true),
      reading('and', [listed('a', 0), listed('b', 1)], false),
    ]
    expect(chooseCandidates(readings)).toEqual({
      isWhole: false,
      candidates: [
        { assetId: 'a', place: '0 0000000000000 a', tracks: undefined },
        { assetId: 'b', place: '1 0000000000000 b', tracks: undefined },
      ],
    })
  })
})
