// GET /assets/{assetId}/captions/{trackId}: what somebody reads before a track is released.
import { describe, expect, test } from '@jest/globals'
import { readLateCaptions } from '../../functions/caption/read-late-captions.ts'
import { FRIENDLY, keyOf, openDesk, withHeld } from '../support/caption-desk.ts'
import { ASSET_ID } from '../support/records.ts'

describe('a track is read before it is released', () => {
  test('with its cues, and what was found in them', async () => {
    const desk = await withHeld()
    const { status, body } = await desk.show({ role: 'reviewer' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{ assetId: ASSET_ID, revision: 0, truncated: false },
      track: { trackId: 'en', state: 'held', origin: 'sidecar', fileName: 'holiday.en.vtt' },
      cues: [
        { startMs: 0, endMs: 1000, text: 'Good morning.', found: [] },
        { text: 'I will kill you.', found: [{ category: 'toxicity', label: 'VIOLENCE_OR_THREAT' }] },
        { text: 'Write to kim@example.com.', found: [{ category: 'pii', label: 'EMAIL' }] },
      ],
    })
    expect((await desk.release({ body: { reason: 'So.', etag: body.track.etag } })).status).toBe(202)
  })

  test('from where somebody says', async () => {
    const desk = await withHeld()
    const { body } = await desk.show({ query: { from: '2' } })
    expect(body.cues.map(({ text }) => text)).toEqual(['Write to kim@example.com.'])
    expect(await desk.show({ query: { from: 'two' } })).toMatchObject({ status: 400 })
  })

  test('in the encoding that its name tells, as it was judged', async () => {
    const desk = openDesk()
    const cp949 = Buffer.from([0xc1, 0xc1, 0xc0, 0xba, 0x20, 0xbe, 0xc6, 0xc4, 0xa7])
    desk.world.put(
      `ingest/${keyOf('ko.srt')}`,
      Buffer.concat([Buffer.from('1\n00:00:01,000 --> 00:00:02,000\n'), cp949, Buffer.from('\n')]),
    )
    await readLateCaptions.run({ bucket: 'ingest', key: keyOf('ko.srt') }, desk.world.services)
    const { body } = await desk.show({ trackId: 'ko' })
    expect(body.cues.map(({ text }) => text)).toEqual(['좋은 아침'])
  })

  test.each(['viewer', 'uploader'] as const)('but not by a %s', async (role) => {
    const desk = await withHeld()
    expect(await desk.show({ role })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  test('but not where there is none', async () => {
    const desk = await withHeld()
    expect(await desk.show({ trackId: 'ko' })).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })

  test('but not where its file is another one since it was judged', async () => {
    const desk = await withHeld()
    desk.world.put(`ingest/${keyOf('en.vtt')}`, FRIENDLY)
    expect(await desk.show()).toMatchObject({ status: 409, body: { code: 'caption-file-changed' } })
  })

  test('also without what was found in it, where that is gone', async () => {
    const desk = await withHeld()
    desk.world.remove(`media/${desk.world.trackOf('en')!.insightsKey}`)
    const { status, body } = await desk.show()
    expect([status, body.cues.flatMap(({ found }) => found)]).toEqual([200, []])
  })
})
