// A held caption track that somebody lets pass: by the API, then by the step that publishes it.
import { describe, expect, test } from '@jest/globals'
import { ProviderUnavailableError } from '../../lib/errors.ts'
import { choosePolicy } from '../../lib/policies.ts'
import { FRIENDLY, keyOf, openDesk, RELEASED, RUDE, withHeld } from '../support/caption-desk.ts'
import { aWebVtt, type captionWorld } from '../support/caption-world.ts'
import { ASSET_ID } from '../support/records.ts'

const shown = ({ world }: { world: ReturnType<typeof captionWorld> }) => {
  const { hls, dash } = world.manifests()
  return [hls.match(/TYPE=SUBTITLES/g)?.length ?? 0, dash.match(/contentType="text"/g)?.length ?? 0]
}

describe('a held track is released', () => {
  test('by an operator, with a reason: that stands in the record and in the trail, and the workflow is started', async () => {
    const desk = await withHeld()
    const answer = await desk.release()
    expect(answer).toEqual({
      status: 202,
      body: { assetId: ASSET_ID, revision: 0, trackId: 'en', state: 'held', released: RELEASED },
    })
    expect(desk.world.trackOf('en')).toMatchObject({ state: 'held', released: RELEASED })
    expect(desk.audit).toMatchObject([
      {
        subjectId: ASSET_ID,
        ...{ by: 'olga', act: 'captions-released', reason: RELEASED.reason },
        ...{ from: 'captions:en:held', to: 'captions:en:released' },
      },
    ])
    expect(desk.started).toEqual([{ assetId: ASSET_ID, revision: 0 }])
    expect(shown(desk)).toEqual([0, 0])
  })

  test('then published, told, and kept with who released it', async () => {
    const desk = await withHeld()
    await desk.release()
    expect(await desk.refresh()).toMatchObject({
      change: 'changed',
      announcement: { captions: [{ trackId: 'en', state: 'published' }] },
    })
    const track = desk.world.trackOf('en')!
    expect(track).toMatchObject({ state: 'published', released: RELEASED })
    expect(track).not.toHaveProperty('reasons')
    expect(shown(desk)).toEqual([1, 1])
    expect(desk.world.text(`media/${track.vttKey}`)).toContain('I will kill you.')
    expect(await desk.refresh()).toEqual({ change: 'unchanged' })
  })

  test('twice: the answer is the first one, and nothing is written again', async () => {
    const desk = await withHeld()
    const first = await desk.release()
    const again = await desk.release({ by: 'omar', body: { reason: 'Another one.' } })
    expect(again).toEqual(first)
    await desk.refresh()
    const { writes } = desk.world.record
    expect(await desk.release()).toEqual({ status: 202, body: { ...first.body, state: 'published' } })
    expect([desk.audit.length, desk.started.length, desk.world.record.writes]).toEqual([1, 2, writes])
  })

  test('though the workflow could not be started: who asks again starts it', async () => {
    const desk = await withHeld()
    const { startRefresh } = desk.services
    desk.services.startRefresh = () => Promise.reject(new ProviderUnavailableError('Nobody answers.'))
    expect(await desk.release()).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    desk.services.startRefresh = startRefresh
    expect(await desk.release()).toMatchObject({ status: 202, body: { state: 'held' } })
    expect([desk.audit.length, desk.started.length]).toEqual([1, 1])
  })

  test('though the workflow could not be started: the next caption file publishes it', async () => {
    const desk = await withHeld()
    await desk.release()
    await desk.drop('ko.vtt', aWebVtt('여러분, 좋은 아침입니다.'))
    expect([desk.world.trackOf('en')?.state, ...shown(desk)]).toEqual(['published', 2, 2])
    expect(await desk.refresh()).toEqual({ change: 'unchanged' })
  })

  test('also one that nobody could understand', async () => {
    const desk = openDesk()
    desk.world.services.detectSentiments = (texts) =>
      Promise.resolve(texts.map(() => ({ errorCode: 'INTERNAL_SERVER_ERROR', errorMessage: 'Try again.' })))
    await desk.drop('en.vtt', FRIENDLY)
    expect(desk.world.trackOf('en')?.reasons).toMatchObject([{ code: 'detector-could-not-look' }])
    await desk.release()
    await desk.refresh()
    expect(desk.world.trackOf('en')).toMatchObject({ state: 'published', released: RELEASED })
  })

  test('and personal data in it stay masked where the policy masks', async () => {
    const policy = { ...choosePolicy('default'), captions: { maskPii: true } }
    const desk = await withHeld(undefined, policy)
    await desk.release()
    await desk.refresh()
    const track = desk.world.trackOf('en')!
    expect(track).toMatchObject({ state: 'published', masked: true })
    const text = desk.world.text(`media/${track.vttKey}`)
    expect(text).toContain('I will kill you.')
    expect(text).not.toContain('kim@example.com')
  })
})

test('where the policy masks, a released track waits until it is known what is to be masked', async () => {
  const policy = { ...choosePolicy('default'), captions: { maskPii: true } }
  const desk = await withHeld(undefined, policy)
  await desk.release()
  const { detectLanguages, detectSentiments } = desk.world.services
  const fail = (texts: string[]) => Promise.resolve(texts.map(() => ({ errorCode: 'INTERNAL_SERVER_ERROR' })))
  Object.assign(desk.world.services, { detectLanguages: fail, detectSentiments: fail })
  await desk.refresh()
  expect(desk.world.trackOf('en')).toMatchObject({ state: 'held', released: RELEASED })
  Object.assign(desk.world.services, { detectLanguages, detectSentiments })
  await desk.refresh()
  expect(desk.world.trackOf('en')).toMatchObject({ state: 'published', masked: true })
})

describe('a release is refused', () => {
  test.each([
    ['for no asset', { assetId: 'f'.repeat(32) }, 404, 'not-found'],
    ['for no track', { trackId: 'ko' }, 404, 'not-found'],
    ['without a reason', { body: {} }, 400, 'invalid-input'],
    ['for an empty reason', { body: { reason: ' ' } }, 400, 'invalid-input'],
    ['with what nobody knows', { body: { reason: 'So.', force: true } }, 400, 'invalid-input'],
    ['to a reviewer', { role: 'reviewer' as const }, 403, 'forbidden'],
    ['to a viewer', { role: 'viewer' as const }, 403, 'forbidden'],
    ['to an uploader', { role: 'uploader' as const }, 403, 'forbidden'],
    ['for another file than was read', { body: { reason: 'So.', etag: 'x' } }, 409, 'caption-file-changed'],
    ['for another processing', { body: { reason: 'So.', revision: 7 } }, 409, 'caption-file-changed'],
  ])('%s', async (_what, asked, status, code) => {
    const desk = await withHeld()
    if ('assetId' in asked) desk.services.assets = { load: () => Promise.resolve(undefined) }
    expect(await desk.release(asked)).toMatchObject({ status, body: { code } })
    expect([desk.audit, desk.started]).toEqual([[], []])
    expect(desk.world.trackOf('en')).not.toHaveProperty('released')
  })

  test.each([
    ['of a track that has passed by itself', FRIENDLY, 'not-held'],
    ['of a file of which nothing can be used', '\0\0\0', 'unreadable'],
  ])('%s', async (_what, body, code) => {
    const desk = openDesk()
    await desk.drop('en.vtt', body)
    expect(await desk.release()).toMatchObject({ status: 409, body: { code } })
    expect([desk.audit, desk.started]).toEqual([[], []])
  })

  test('where the film has failed since', async () => {
    const desk = await withHeld()
    desk.world.record.asset.outcome = 'failed'
    expect(await desk.release()).toMatchObject({ status: 409, body: { code: 'nothing-to-publish' } })
  })

  test.each([
    ['has come', (world: ReturnType<typeof captionWorld>) => world.put(`ingest/${keyOf('en.vtt')}`, RUDE)],
    ['is gone', (world: ReturnType<typeof captionWorld>) => world.remove(`ingest/${keyOf('en.vtt')}`)],
  ])('where a newer file %s that nobody has judged', async (_what, change) => {
    const desk = await withHeld()
    change(desk.world)
    expect(await desk.release()).toMatchObject({ status: 409, body: { code: 'caption-file-changed' } })
    expect(desk.audit).toEqual([])
  })
})

describe('when others are at the tracks too', () => {
  test('then a newer file that is judged in the middle of a release is not released', async () => {
    const desk = await withHeld()
    const { decideCaptions } = desk.services
    desk.services.decideCaptions = async (...decision) => {
      desk.services.decideCaptions = decideCaptions
      await desk.drop('en.vtt', aWebVtt('I will kill you. And you, too: I will kill you.'))
      await decideCaptions(...decision)
    }
    expect(await desk.release()).toMatchObject({ status: 409, body: { code: 'caption-file-changed' } })
    expect(desk.world.trackOf('en')).toMatchObject({ state: 'held' })
    expect([desk.audit, desk.started]).toEqual([[], []])
  })

  test('then a change of another track is no reason to refuse', async () => {
    const desk = await withHeld()
    const { decideCaptions } = desk.services
    desk.services.decideCaptions = async (...decision) => {
      desk.services.decideCaptions = decideCaptions
      await desk.drop('fr.vtt', FRIENDLY)
      await decideCaptions(...decision)
    }
    expect((await desk.release()).status).toBe(202)
    await desk.refresh()
    expect([desk.world.trackOf('en')?.state, ...shown(desk)]).toEqual(['published', 2, 2])
  })

  test('then a newer file is judged anew, though the one before it was released', async () => {
    const desk = await withHeld()
    await desk.release()
    await desk.drop('en.vtt', aWebVtt('I will kill you.'))
    expect(desk.world.trackOf('en')).toMatchObject({ state: 'held', reasons: expect.any(Array) })
    expect(desk.world.trackOf('en')).not.toHaveProperty('released')
    await desk.refresh()
    expect(shown(desk)).toEqual([0, 0])
  })

  test('then a file that comes after it was listed is not published in the name of the released one', async () => {
    const desk = await withHeld()
    await desk.release()
    const { readObject } = desk.world.services
    let isReplaced = false
    desk.world.services.readObject = (object, enough) => {
      if (!isReplaced)
        desk.world.put(`ingest/${keyOf('en.vtt')}`, aWebVtt('I will kill you, and nobody has read this.'))
      isReplaced = true
      return readObject(object, enough)
    }
    await desk.refresh()
    expect(desk.world.trackOf('en')).toMatchObject({ state: 'held' })
    expect(desk.world.trackOf('en')).not.toHaveProperty('released')
    expect(shown(desk)).toEqual([0, 0])
  })

  test('then a release of an earlier processing changes nothing', async () => {
    const desk = await withHeld()
    await desk.release()
    desk.world.record.asset = { ...desk.world.record.asset, revision: 1, captions: [] }
    expect(await desk.refresh()).toEqual({ change: 'none' })
  })
})
