import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MOST_LISTED } from '../../functions/search/index-store.ts'
import { planChanges } from '../../functions/search/rules/changes.ts'
import { MOST_TERMS } from '../../functions/search/rules/file-asset.ts'
import { postingKey } from '../../functions/search/rules/postings.ts'
import { ProviderUnavailableError } from '../../lib/errors.ts'
import { aMessage, anEvent, assetIdOf, aTrack, openSearchLab, vttOf, type SearchLab } from './lab.ts'

let lab: SearchLab
beforeAll(async () => {
  lab = await openSearchLab()
}, 60_000)
beforeEach(() => lab.beginAnew())
afterAll(() => lab.close())

const ONE = assetIdOf(1)
const EN = `assets/${ONE}/r0/captions/en.vtt`
const DONE = { batchItemFailures: [] }
const AGAIN = { batchItemFailures: [{ itemIdentifier: 'message' }] }

/** What a search reads: without the notes about the asset itself. */
const postings = async () =>
  (await lab.entries()).filter(({ bucket }) => !String(bucket).startsWith('asset#'))

describe('an asset that is announced', () => {
  test('twice is written once', async () => {
    await lab.addFilm(1, { en: ['one two three'] })
    const before = await lab.entries()
    expect(await lab.index(anEvent(ONE))).toEqual(DONE)
    expect(await lab.entries()).toEqual(before)
    expect(await postings()).toHaveLength(5)
  })

  test('late, after it has changed once more, is filed as it is now', async () => {
    const film = await lab.addFilm(1, { en: ['first'] })
    await lab.putAsset({ ...film, outcome: 'quarantined' })
    await lab.index(anEvent(ONE, 'asset.quarantined'))
    await lab.index(anEvent(ONE, 'asset.published'))
    expect(await lab.find('first')).toEqual([])
    expect(await lab.find('first', { role: 'operator' })).toEqual([ONE])
  })

  test('with other captions loses the words that are no longer said', async () => {
    const film = await lab.addFilm(1, { en: ['apple pear'], ko: ['사과'] })
    await lab.putFile(EN, vttOf(['apple plum']))
    await lab.putAsset({ ...film, captions: [aTrack(ONE)], title: 'Fruit' })
    await lab.index(anEvent(ONE, 'asset.captions-changed'))
    const terms = (await postings()).map(({ entry }) => String(entry).split(' ')[0])
    expect(terms.sort()).toEqual(['apple', 'fruit', 'plum'])
    expect(await lab.find('pear')).toEqual([])
    expect(await lab.find('plum')).toEqual([ONE])
  })

  test('and is gone, or was never published, leaves nothing behind', async () => {
    const film = await lab.addFilm(1, { en: ['gone'] })
    await lab.putAsset({ ...film, outcome: 'failed' })
    await lab.index(anEvent(ONE, 'asset.failed'))
    expect(await lab.entries()).toEqual([])
    await lab.addFilm(1, { en: ['gone'] })
    await lab.removeAsset(ONE)
    await lab.index(anEvent(ONE))
    expect(await lab.entries()).toEqual([])
  })

  test('whose caption file is missing is found by the rest', async () => {
    await lab.putAsset({ assetId: ONE, title: 'Title', captions: [aTrack(ONE)] })
    expect(await lab.index(anEvent(ONE))).toEqual(DONE)
    expect(await lab.find('title')).toEqual([ONE])
  })

  test('while somebody else indexes it waits, and not for ever', async () => {
    await lab.addFilm(1, { en: ['before'] })
    await lab.store.takeLease(ONE, lab.world.nowMs, 200_000)
    await lab.putFile(EN, vttOf(['after']))
    expect(await lab.index(anEvent(ONE))).toEqual(AGAIN)
    expect(lab.world.hidden).toEqual(['receipt'])
    lab.world.nowMs += 200_000
    expect(await lab.index(anEvent(ONE))).toEqual(DONE)
    expect(await lab.find('after')).toEqual([ONE])
  })

  test('and interrupted in the middle of writing is made good by the next one', async () => {
    const film = await lab.addFilm(1, { en: ['first words'] })
    await lab.putFile(EN, vttOf(['second words']))
    const { store } = lab
    const { write } = store
    store.write = async ({ puts }) => {
      await write({ puts, deletes: [] })
      throw new ProviderUnavailableError('The table does not answer.')
    }
    expect(await lab.index(anEvent(ONE))).toEqual(AGAIN)
    store.write = write
    await lab.putFile(EN, vttOf(['third words']))
    await lab.putAsset({ ...film, title: 'Third' })
    expect(await lab.index(anEvent(ONE))).toEqual(DONE)
    const terms = (await postings()).map(({ entry }) => String(entry).split(' ')[0])
    expect(terms.sort()).toEqual(['third', 'words'])
  })

  test('by a rebuild is written anew, whatever was lost', async () => {
    await lab.addFilm(1, { en: ['lost'] })
    const [{ bucket, entry } = {}] = (await postings()).filter((one) =>
      String(one['entry']).startsWith('lost'),
    )
    await lab.store.write({ puts: [], deletes: [{ bucket: String(bucket), entry: String(entry) }] })
    await lab.index(anEvent(ONE))
    expect(await lab.find('lost')).toEqual([])
    await lab.index(aMessage({ assetId: ONE, isForced: true }))
    expect(await lab.find('lost')).toEqual([ONE])
  })
})

test.each(['{', '[]', 'null', '{}', '{"assetId":"../x"}', '{"detail":{"assetId":1}}'])(
  'the message %j goes to the dead letters in the end',
  async (body) => expect(await lab.index(aMessage(body))).toEqual(AGAIN),
)

test('a film of 5,000 cues is filed and found', async () => {
  const cues = Array.from({ length: 5000 }, (_, index) => `word${index % 900} 이름${index} said again`)
  await lab.addFilm(1, { en: cues })
  const { body } = await lab.search('"이름4321 said"')
  expect(body.hits[0]?.places).toMatchObject([{ field: 'caption', startMs: 8_642_000 }])
}, 120_000)

test('of a caption file that is larger than any film needs, the begin is searched', async () => {
  const cues = Array.from({ length: 600 }, (_, index) => `말${index} ${'가나다 '.repeat(800)}`)
  await lab.addFilm(1, { ko: cues })
  expect(await lab.find('말7')).toEqual([ONE])
  expect(await lab.find('"말599"')).toEqual([])
}, 120_000)

test('the note of an asset with the most words there may be, while all of them change, fits into an item', async () => {
  const random = fc.sample(
    fc.tuple(fc.integer({ min: 0, max: 11_171 }), fc.integer({ min: 0, max: 11_171 })),
    {
      numRuns: 2 * MOST_TERMS,
      seed: 1,
    },
  )
  const owner = { assetId: ONE, registeredAt: '2026-11-21T09:00:00.000Z', outcome: 'published' as const }
  const postings = random.map((signs) => ({
    ...postingKey(owner, String.fromCodePoint(...signs.map((sign) => 0xac00 + sign)), 4),
    tracks: ['ko'],
  }))
  const { after } = planChanges(new Map(), postings, true)
  await lab.store.noteWritten(ONE, { written: after, isSure: true })
  expect(await lab.store.loadWritten(ONE)).toEqual({ written: after, isSure: true })
}, 60_000)

test('words so common that not all assets are looked at still find the rare one beside them', async () => {
  const write = (count: number, term: string, first: number) =>
    lab.store.write({
      deletes: [],
      puts: Array.from({ length: count }, (_, number) => ({
        bucket: `published#${term.slice(0, 2)}`,
        entry: `${term} 0 0000000000000 ${assetIdOf(first + number)}`,
      })),
    })
  await write(MOST_LISTED + 1, 'the', 10)
  await lab.addFilm(1, { en: ['the capybara'] })
  expect(await lab.find('the capybara')).toEqual([ONE])
  const { body } = await lab.search('the')
  expect(body).toMatchObject({ isWhole: false, cursor: expect.any(String) })
}, 60_000)

test('every word of every cue is found by each of its beginnings, in the tables of the cloud', async () => {
  const hangul = fc.integer({ min: 0xac00, max: 0xac40 }).map((code) => String.fromCodePoint(code))
  const word = fc.oneof(
    fc.stringMatching(/^[a-z]{2,8}$/),
    fc.string({ unit: hangul, minLength: 2, maxLength: 6 }),
  )
  let number = 0
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 6 }), async (words) => {
      const { assetId } = await lab.addFilm(++number, { ko: words })
      for (const one of words) {
        for (let length = 2; length <= one.length; length++) {
          const found = await lab.find(one.slice(0, length), { limit: '50' })
          expect([one.slice(0, length), found]).toEqual([
            one.slice(0, length),
            expect.arrayContaining([assetId]),
          ])
        }
      }
    }),
    { numRuns: 15 },
  )
}, 120_000)
