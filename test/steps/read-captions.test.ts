import { describe, expect, test } from '@jest/globals'
import { readCaptions } from '../../functions/caption/read-captions.ts'
import { ConflictError } from '../../lib/errors.ts'
import { embeddedCaptionsKey } from '../../lib/output-layout.ts'
import { choosePolicy } from '../../lib/policies.ts'
import type { Policy } from '../../schemas/generated/types.ts'
import { aWebVtt, captionWorld } from '../support/caption-world.ts'
import { anInspection, aSource, ASSET_ID } from '../support/records.ts'

const input = { assetId: ASSET_ID, revision: 0, source: aSource(), inspection: anInspection() }

type World = ReturnType<typeof captionWorld>

const EN = 'ingest/films/holiday.en.vtt'
const read = (world: World, changes: object = {}) =>
  readCaptions.run({ ...input, ...changes }, world.services)

const idsOf = ({ record }: World) => record.asset.captions.map(({ trackId }) => trackId)

describe('the captions of a film that is transcoded', () => {
  test('are understood, cut, put into both manifests, and noted with the time', async () => {
    const world = captionWorld()
    world.put(EN, aWebVtt('Emo follows Proog.', 'Goodbye.'))
    expect(await read(world)).toEqual({ report: { looked: true, detector: 'captions', findings: [] } })
    const track = world.trackOf('en')!
    expect(track).toMatchObject({ state: 'published', cueCount: 2, insights: { language: 'en' } })
    expect(world.text(`media/${track.vttKey}`)).toContain('Emo follows Proog.')
    expect(JSON.parse(world.text(`media/${track.insightsKey}`))).toMatchObject({ trackId: 'en' })
    const { hls, dash } = world.manifests()
    expect(hls).toContain(track.playlistKey!.replace(`assets/${ASSET_ID}/r0/`, '../'))
    expect(dash).toContain(track.vttKey!.replace(`assets/${ASSET_ID}/r0/`, '../'))
    expect(world.record.asset).toMatchObject({
      'timings.captionsReadAt': '2026-11-21T09:00:00.000Z',
    })
  })

  test('are none where there are none, and nobody is asked anything', async () => {
    const world = captionWorld()
    const before = world.manifests()
    expect(await read(world)).toEqual({ report: { looked: true, detector: 'captions', findings: [] } })
    expect(Object.values(world.asked).flat()).toEqual([])
    expect([world.manifests(), world.record.writes]).toEqual([before, 0])
  })

  test('are shown whatever they say, for the verdict decides on the film; it hears what they say', async () => {
    const world = captionWorld()
    world.put(EN, aWebVtt('Hello.', 'I will kill you.'))
    const { report } = await read(world)
    expect(report.findings.map(({ category }) => category)).toEqual(['toxicity'])
    expect(world.trackOf('en')?.state).toBe('published')
  })

  test('that the service fails on leave the verdict without a look, and are shown nevertheless', async () => {
    const world = captionWorld()
    world.put(EN, aWebVtt('Hello.'))
    world.services.detectSentiments = (texts) =>
      Promise.resolve(texts.map(() => ({ errorCode: 'INTERNAL_SERVER_ERROR', errorMessage: 'no' })))
    const { report } = await read(world)
    expect(report).toMatchObject({ looked: false, reason: { code: 'captions-not-understood' } })
    expect(idsOf(world)).toEqual(['en'])
  })

  test('are the same after a second run', async () => {
    const world = captionWorld()
    world.put(EN, aWebVtt('Hello.'))
    await read(world)
    const [captions, manifests] = [world.record.asset.captions, world.manifests()]
    await read(world)
    expect([world.record.asset.captions, world.manifests()]).toEqual([captions, manifests])
  })

  test('of a newer processing are not touched', async () => {
    const world = captionWorld({ revision: 1 })
    world.put(EN, aWebVtt('Hello.'))
    await expect(read(world)).rejects.toBeInstanceOf(ConflictError)
    expect(world.record.writes).toBe(0)
  })

  test('are left to a newer processing that takes over while they are read', async () => {
    const world = captionWorld()
    world.put(EN, aWebVtt('Hello.'))
    world.record.meanwhile = [() => (world.record.asset = { ...world.record.asset, revision: 1 })]
    await expect(read(world)).rejects.toBeInstanceOf(ConflictError)
    expect(world.record.writes).toBe(0)
  })
})

describe('of several caption files', () => {
  test('for one language one is chosen: the readable, then WebVTT, then the newest; the others are named', async () => {
    const world = captionWorld()
    world.put('ingest/films/holiday.en.srt', '1\n00:00:01,000 --> 00:00:02,000\nFrom SubRip.\n')
    world.put(EN, aWebVtt('From WebVTT.'))
    world.put('ingest/films/holiday.ko.vtt', Buffer.from([0, 159, 146, 150, 0, 255]))
    world.put('ingest/films/holiday.ko.srt', '1\n00:00:01,000 --> 00:00:02,000\n안녕하세요.\n')
    await read(world)
    expect(idsOf(world).toSorted()).toEqual(['en', 'ko'])
    expect(world.trackOf('en')).toMatchObject({ source: { format: 'webvtt' } })
    expect(world.trackOf('ko')).toMatchObject({ source: { format: 'srt' }, state: 'published' })
    const warned = ['en', 'ko'].map((id) => world.trackOf(id)!.warnings.map(({ code }) => code))
    expect(warned).toEqual([['another-sidecar'], ['another-sidecar']])
  })

  test('a file beside the film counts before a track inside it', async () => {
    const captionTracks = [{ trackNumber: 1, language: 'en', format: 'tx3g' as const }]
    const world = captionWorld({ inspection: anInspection({ captionTracks }) })
    world.put(`media/${embeddedCaptionsKey(ASSET_ID, 0, 1)}`, aWebVtt('From inside.'))
    await read(world)
    expect(world.trackOf('en')?.source.origin).toBe('embedded')
    world.put(EN, aWebVtt('From beside.'))
    await read(world)
    expect(world.trackOf('en')?.source.origin).toBe('sidecar')
  })

  test('a track that the encoder has not found is left out', async () => {
    const captionTracks = [{ trackNumber: 1, language: 'ko', format: 'tx3g' as const }]
    const world = captionWorld({ inspection: anInspection({ captionTracks }) })
    expect((await read(world)).report.looked).toBe(true)
    expect(idsOf(world)).toEqual([])
  })

  test('what was heard by machine is a track like others', async () => {
    const world = captionWorld()
    world.put('media/heard.vtt', aWebVtt('여러분, 좋은 아침입니다.'))
    await read(world, { transcript: { key: 'heard.vtt', language: 'ko-KR' } })
    expect(world.record.asset.captions).toMatchObject([
      { trackId: 'ko-KR', source: { origin: 'transcribed' }, state: 'published' },
    ])
  })

  test('what was heard by machine gives way to a file in the same language', async () => {
    const world = captionWorld()
    world.put('media/heard.vtt', aWebVtt('여러분, 좋은 아침입니다.'))
    world.put('ingest/films/holiday.ko.vtt', aWebVtt('여러분, 좋은 저녁입니다.'))
    await read(world, { transcript: { key: 'heard.vtt', language: 'ko-KR' } })
    expect(world.record.asset.captions).toMatchObject([{ trackId: 'ko', source: { origin: 'sidecar' } }])
  })

  test('what was heard by machine stays beside a file of which nobody knows the language', async () => {
    const world = captionWorld()
    world.put('media/heard.vtt', aWebVtt('Good morning, dear friends.'))
    world.put('ingest/films/holiday.vtt', aWebVtt('♪ ♪'))
    world.services.detectLanguages = (texts) => Promise.resolve(texts.map(() => ({ answer: [] })))
    await read(world, { transcript: { key: 'heard.vtt', language: 'en-US' } })
    expect(idsOf(world).toSorted()).toEqual(['en-US', 'und'])
  })

  test('one whose language nobody states is heard, all such in one request', async () => {
    const world = captionWorld()
    world.put('ingest/films/holiday.vtt', aWebVtt('여러분, 좋은 아침입니다.'))
    world.put('ingest/films/holiday.srt', '1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n')
    await read(world)
    expect(idsOf(world).toSorted()).toEqual(['en', 'ko'])
    expect(world.asked.detectLanguages[0]).toHaveLength(2)
  })
})

describe('personal data', () => {
  const masking: Policy = { ...choosePolicy('default'), captions: { maskPii: true } }
  const spoken = aWebVtt('Write to emo@dream.example.', 'Goodbye.')

  test('are masked in everything that is played where the policy says so, and the track says it', async () => {
    const world = captionWorld({}, masking)
    world.put(EN, spoken)
    await read(world)
    expect(world.trackOf('en')?.masked).toBe(true)
    const written = [...world.objects].filter(([name]) => name.startsWith('media/assets/'))
    expect(written.map(([, { body }]) => Buffer.from(body).toString()).join('\n')).not.toContain('emo@')
    expect(world.text(`media/${world.trackOf('en')!.vttKey}`)).toContain('Goodbye.')
  })

  test('stay where it does not', async () => {
    const world = captionWorld()
    world.put(EN, spoken)
    await read(world)
    expect(world.trackOf('en')).not.toHaveProperty('masked')
    expect(world.text(`media/${world.trackOf('en')!.vttKey}`)).toContain('emo@dream.example')
  })
})
