// The index as a collection of OpenSearch Serverless: asked as the service wants to be asked, and finding what the table
// finds. The service itself is not here; a strict stand-in checks signatures, mappings and queries.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { openCollection, type Collection } from './collection.ts'
import { aMessage, anEvent, assetIdOf, openSearchLab, type SearchLab } from './lab.ts'

let collection: Collection
let lab: SearchLab
let table: SearchLab
beforeAll(async () => {
  table = await openSearchLab()
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = process.env as Record<string, string>
  collection = await openCollection({
    accessKeyId: AWS_ACCESS_KEY_ID!,
    secretAccessKey: AWS_SECRET_ACCESS_KEY!,
    region: AWS_REGION!,
    service: 'aoss',
  })
  lab = await openSearchLab(collection.url)
}, 60_000)
beforeEach(async () => {
  collection.empty()
  for (const list of [collection.requests, collection.complaints, collection.faults]) list.length = 0
  await lab.beginAnew()
})
afterAll(async () => {
  await lab.close()
  await table.close()
  await collection.close()
})

const [ONE, TWO, THREE] = [assetIdOf(1), assetIdOf(2), assetIdOf(3)]
const DONE = { batchItemFailures: [] }
const AGAIN = { batchItemFailures: [{ itemIdentifier: 'message' }] }

describe('filing', () => {
  test('makes the index once, with its mapping, and replaces a document whole', async () => {
    await lab.addFilm(1, { en: ['The train to Busan leaves at nine.'] }, { tags: ['night'] })
    await lab.addFilm(2, { ko: ['부산행 열차'] })
    const made = collection.requests.filter((request) => request === 'PUT /assets-v1')
    expect(made).toHaveLength(1)
    expect(collection.documents()[0]).toMatchObject({
      ...{ assetId: ONE, outcome: 'published', title: ['Film 1'], tag: ['night'] },
      caption: ['The train to Busan leaves at nine.'],
    })
    await lab.addFilm(1, { en: ['Another text.'] })
    expect(await lab.find('train')).toEqual([])
    expect(await lab.find('another')).toEqual([ONE])
    expect(collection.complaints).toEqual([])
  })

  test('takes out what nobody may find any more, and does not mind what was never there', async () => {
    const asset = await lab.addFilm(1, { en: ['gone tomorrow'] })
    await lab.putAsset({ ...asset, outcome: 'failed' })
    expect(await lab.index(anEvent(ONE, 'asset.failed'))).toEqual(DONE)
    expect(collection.documents()).toEqual([])
    expect(await lab.index(aMessage({ assetId: TWO, isForced: true }))).toEqual(DONE)
  })

  test.each([[429], [503]])('comes again when the collection answers %p', async (status) => {
    await lab.addFilm(1, {})
    collection.faults.push(status)
    expect(await lab.index(anEvent(ONE))).toEqual(AGAIN)
    expect(await lab.index(anEvent(ONE))).toEqual(DONE)
  })

  test('signs the token of a session too', async () => {
    process.env['AWS_SESSION_TOKEN'] = 'of a session'
    try {
      await lab.addFilm(1, {})
    } finally {
      delete process.env['AWS_SESSION_TOKEN']
    }
    expect(collection.documents()).toHaveLength(1)
    expect(collection.complaints).toEqual([])
  })

  test('fails in the open when the collection refuses', async () => {
    await lab.putAsset({ assetId: ONE })
    collection.faults.push(403)
    expect(await lab.index(anEvent(ONE))).toEqual(AGAIN)
    expect(await lab.index(anEvent(ONE))).toEqual(DONE)
  })
})

describe('searching', () => {
  test('finds nothing, and says so, while nothing has been filed', async () => {
    const { status, body } = await lab.search('anything')
    expect([status, body]).toEqual([200, { hits: [], isWhole: true }])
  })

  test('ranks titles over tags over captions, and the newer of equals first', async () => {
    await lab.addFilm(1, { en: ['a storm is coming'] }, { registeredAt: '2026-11-21T08:00:00.000Z' })
    await lab.addFilm(2, { en: ['a storm is coming'] })
    await lab.addFilm(3, {}, { title: 'The storm' })
    expect(await lab.find('storm')).toEqual([THREE, TWO, ONE])
  })

  test('never shows viewers what is quarantined, even while the index lags behind', async () => {
    const asset = await lab.addFilm(1, { en: ['withdrawn words'] })
    await lab.putAsset({ ...asset, outcome: 'quarantined' })
    expect(await lab.find('withdrawn')).toEqual([])
    await lab.index(anEvent(ONE, 'asset.quarantined'))
    expect(await lab.find('withdrawn', { role: 'reviewer' })).toEqual([ONE])
  })

  test('goes on from page to page by what the collection sorts by', async () => {
    for (let number = 1; number <= 5; number++) await lab.addFilm(number, { en: ['the same words'] })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await lab.search('same words', { limit: '2', cursor })
      seen.push(...body.hits.map(({ assetId }) => assetId))
      cursor = body.cursor
    } while (cursor !== undefined)
    expect(seen).toEqual([1, 2, 3, 4, 5].map(assetIdOf))
  })

  test.each([['[1,2,"x"]'], ['0 1234567890123 ' + ONE], ['{}'], ['nonsense']])(
    'refuses a cursor that is none of its own: %s',
    async (place) => {
      const cursor = Buffer.from(place).toString('base64url')
      expect(await lab.search('word', { cursor })).toMatchObject({ status: 400 })
    },
  )

  test.each([[429], [500]])('answers 503 when the collection answers %p', async (status) => {
    collection.faults.push(status)
    expect((await lab.search('word')).status).toBe(503)
  })
})

test('finds what the table finds', async () => {
  await table.beginAnew()
  for (const one of [lab, table]) {
    await one.addFilm(
      1,
      { ko: ['우리는 고등학교에서 만났다', '서울의 5시'] },
      { title: 'Spider-Man', tags: ['학교'] },
    )
    await one.addFilm(2, { en: ["The café's open", 'to be or not', 'to be'] }, { title: '부산행 열차' })
    await one.addFilm(3, { en: ['Stations of the night train'], ko: ['밤 기차의 역'] })
  }
  const queries =
    '학교 학교는 고등학교 등학 "고등학교" 우리 spider-man spid man cafe "to be or" "or not to be" sta station 5시 부산 ' +
    '열차 밤 기차 기차역 night 역 stations"'
  const asked = [
    ...new Set([...queries.split(' '), '"to be or not to be"', 'night train', '학교 서울', 'cafe open']),
  ]
  for (const query of asked) {
    const [found, wanted] = [await lab.search(query), await table.search(query)]
    const ids = ({ body }: typeof found) => (body.hits ?? []).map(({ assetId }) => assetId).sort()
    expect([query, found.status, ids(found)]).toEqual([query, wanted.status, ids(wanted)])
  }
  expect(collection.complaints).toEqual([])
})
