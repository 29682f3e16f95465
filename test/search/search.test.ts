import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { aFinding } from '../support/records.ts'
import { anEvent, assetIdOf, aTrack, openSearchLab, vttOf, type SearchLab } from './lab.ts'

let lab: SearchLab
beforeAll(async () => {
  lab = await openSearchLab()
}, 60_000)
beforeEach(() => lab.beginAnew())
afterAll(() => lab.close())

const [ONE, TWO, THREE] = [assetIdOf(1), assetIdOf(2), assetIdOf(3)]

describe('a search', () => {
  test('answers asset, cue and time', async () => {
    await lab.addFilm(1, { en: ['Hello there.', 'The train to Busan\nleaves at nine.'], ko: ['부산행 열차'] })
    await lab.addFilm(2, { en: ['Nothing of the kind.'] })
    const { status, body } = await lab.search('train bus')
    expect(status).toBe(200)
    expect(body).toEqual({
      isWhole: true,
      hits: [
        {
          assetId: ONE,
          title: 'Film 1',
          outcome: 'published',
          registeredAt: '2026-11-21T09:00:00.000Z',
          places: [
            {
              field: 'caption',
              text: 'The train to Busan\nleaves at nine.',
              trackId: 'en',
              language: 'en',
              startMs: 2000,
              endMs: 4000,
            },
          ],
        },
      ],
    })
  })

  test('finds Korean words with and without their particles, and within longer ones', async () => {
    await lab.addFilm(1, { ko: ['우리는 고등학교에서 만났다'] })
    for (const query of ['학교', '학교는', '고등학교', '고등', '만났', '"고등학교"', '우리 학교']) {
      expect([query, await lab.find(query)]).toEqual([query, [ONE]])
    }
    for (const query of ['대학교', '고등교학', '"고등"', '학교장']) {
      expect([query, await lab.find(query)]).toEqual([query, []])
    }
  })

  test('asks for all words, wherever in the asset they stand', async () => {
    await lab.addFilm(
      1,
      { en: ['a red balloon', 'over the sea'] },
      { title: 'Morning', tags: ['Holiday 2026'] },
    )
    expect(await lab.find('balloon sea')).toEqual([ONE])
    expect(await lab.find('morning balloon holiday')).toEqual([ONE])
    expect(await lab.find('balloon mountain')).toEqual([])
  })

  test('finds phrases in quotes, also when they go on in the next cue', async () => {
    await lab.addFilm(1, { en: ['to be or', 'not to be', 'that is it'] })
    await lab.addFilm(2, { en: ['be or to', 'it is that'] })
    expect(await lab.find('"to be or not to be"')).toEqual([ONE])
    expect(await lab.find('"that is it')).toEqual([ONE])
    expect(await lab.find('that is it')).toEqual([ONE, TWO])
  })

  test('finds titles, file names, tags, entities and moderation categories, and says which', async () => {
    const insights = { language: 'en', topEntities: [{ text: 'Lee Sun-shin', type: 'PERSON', count: 3 }] }
    const summary = { keyPhrases: [], piiTypes: [], isToxic: false, ...insights }
    await lab.putFile(`assets/${ONE}/r0/captions/en.vtt`, vttOf(['nobody']))
    await lab.putAsset({
      assetId: ONE,
      tags: ['바다'],
      captions: [aTrack(ONE, { insights: summary })],
      findings: [aFinding()],
    })
    await lab.index(anEvent(ONE))
    const fieldOf = async (query: string) => (await lab.search(query)).body.hits[0]?.places[0]?.field
    expect(await fieldOf('holiday')).toBe('title')
    expect(await fieldOf('바다')).toBe('tag')
    expect(await fieldOf('"sun-shin"')).toBe('entity')
    expect(await fieldOf('violence')).toBe('category')
    expect(await fieldOf('nobody')).toBe('caption')
  })

  test('answers titles before tags before captions, and of each the newest first', async () => {
    const at = (day: number) => ({ registeredAt: `2026-11-${day}T09:00:00.000Z` })
    await lab.addFilm(1, { en: ['whale'] }, at(20))
    await lab.addFilm(2, { en: ['whale'] }, at(21))
    await lab.addFilm(3, {}, { ...at(10), tags: ['whale'] })
    await lab.addFilm(4, {}, { ...at(9), title: 'Whale' })
    expect(await lab.find('whale')).toEqual([assetIdOf(4), THREE, TWO, ONE])
  })

  test('answers page by page, each asset once', async () => {
    for (let number = 1; number <= 7; number++) await lab.addFilm(number, { en: ['a lighthouse'] })
    const found: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await lab.search('light', { limit: '3', cursor })
      expect(body.hits.length).toBeLessThanOrEqual(3)
      found.push(...body.hits.map(({ assetId }) => assetId))
      cursor = body.cursor
    } while (cursor !== undefined)
    expect(found).toEqual([1, 2, 3, 4, 5, 6, 7].map(assetIdOf))
  })

  test('reads no more caption files than a page may, and goes on by the cursor', async () => {
    for (let number = 1; number <= 11; number++) {
      const texts = Object.fromEntries(
        ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt', 'sv', 'da'].map((one) => [one, ['sea green']]),
      )
      await lab.addFilm(number, number === 11 ? { en: ['green sea'] } : texts)
    }
    lab.world.filesRead = 0
    const first = await lab.search('"green sea"')
    expect(lab.world.filesRead).toBeLessThanOrEqual(100)
    expect(first.body).toMatchObject({ hits: [], cursor: expect.any(String) })
    expect(await lab.find('"green sea"', { cursor: first.body.cursor })).toEqual([assetIdOf(11)])
  }, 60_000)

  test('shows a withdrawn asset to no viewer, even before the index hears of it', async () => {
    const film = await lab.addFilm(1, { en: ['a secret'] })
    await lab.putAsset({ ...film, outcome: 'quarantined' })
    expect(await lab.find('secret')).toEqual([])
    await lab.index(anEvent(ONE, 'asset.quarantined'))
    expect(await lab.find('secret')).toEqual([])
    const { body } = await lab.search('secret', { role: 'reviewer' })
    expect(body.hits).toMatchObject([{ assetId: ONE, outcome: 'quarantined' }])
  })

  test('trusts the caption file, not an entry of the index that is out of date', async () => {
    await lab.addFilm(1, { en: ['old words'] })
    await lab.putFile(`assets/${ONE}/r0/captions/en.vtt`, vttOf(['new words']))
    expect(await lab.find('old')).toEqual([])
    expect(await lab.find('words')).toEqual([ONE])
  })

  test('says nothing of tracks that are held', async () => {
    await lab.putFile(`assets/${ONE}/r0/captions/en.vtt`, vttOf(['insult']))
    await lab.putAsset({ assetId: ONE, captions: [aTrack(ONE, { state: 'held' })] })
    await lab.index(anEvent(ONE))
    expect(await lab.find('insult', { role: 'operator' })).toEqual([])
  })

  test.each([
    ['nothing', { q: '' }, 'query-empty'],
    ['control characters only', { q: ' \0\u0007 ' }, 'query-empty'],
    ['punctuation only', { q: '?!…' }, 'query-without-words'],
    ['10,000 characters', { q: 'x'.repeat(10_000) }, 'query-too-long'],
    ['fourteen words', { q: 'a b c d e f g h i j k l m n' }, 'query-too-many-words'],
    ['no hits at most', { q: 'sea', limit: '0' }, 'invalid-input'],
    ['too many hits', { q: 'sea', limit: '1000' }, 'invalid-input'],
    ['a cursor that is none', { q: 'sea', cursor: 'none of ours' }, 'invalid-input'],
    ['a cursor of nowhere', { q: 'sea', cursor: Buffer.from('9 x').toString('base64url') }, 'invalid-input'],
    ['what it does not know', { q: 'sea', page: '2' }, 'invalid-input'],
  ])('for %s is refused', async (_, { q, ...query }, code) => {
    const { status, body } = await lab.search(q, query)
    expect([status, body.code]).toEqual([400, code])
  })

  test.each([
    '"unbalanced',
    '"',
    'tab\tnul\0bell\u0007',
    '<script>alert(1)</script>',
    "'; DROP TABLE assets --",
    '👩‍👩‍👧 film',
  ])('%j is answered', async (query) => {
    const { status } = await lab.search(query)
    expect(status).toBe(query === '"' ? 400 : 200)
  })
})
