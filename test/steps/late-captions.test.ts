import { describe, expect, test } from '@jest/globals'
import { readLateCaptions } from '../../functions/caption/read-late-captions.ts'
import { ThrottledError } from '../../lib/errors.ts'
import { OUTPUT } from '../../lib/output-layout.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import { aWebVtt, captionWorld, inMedia } from '../support/caption-world.ts'

type World = ReturnType<typeof captionWorld>

const FRIENDLY = aWebVtt('Good morning, dear friends.')
const RUDE = aWebVtt('I will kill you.')

const keyOf = (suffix: string) => `films/holiday.${suffix}`
const tell = (world: World, suffix: string) =>
  readLateCaptions.run({ bucket: 'ingest', key: keyOf(suffix) }, world.services)

/** A file comes, and the workflow is told. */
async function drop(world: World, suffix: string, body: string) {
  world.put(`ingest/${keyOf(suffix)}`, body)
  return tell(world, suffix)
}

async function withEnglish(changes: Partial<Asset> = {}) {
  const world = captionWorld(changes)
  await drop(world, 'en.vtt', FRIENDLY)
  return world
}

const idsOf = ({ record }: World) => record.asset.captions.map(({ trackId }) => trackId)
const shown = (world: World) => {
  const { hls, dash } = world.manifests()
  return [hls.match(/TYPE=SUBTITLES/g)?.length ?? 0, dash.match(/contentType="text"/g)?.length ?? 0]
}

describe('a caption file that comes late', () => {
  test('is shown, and whoever listens is told of all tracks', async () => {
    const world = captionWorld({ outcome: 'published' })
    const answer = await drop(world, 'en.vtt', FRIENDLY)
    expect(answer).toMatchObject({
      change: 'changed',
      announcement: { revision: 0, captions: [{ trackId: 'en', state: 'published' }] },
    })
    expect(shown(world)).toEqual([1, 1])
  })

  test('is not read again while it is the same, nor are others', async () => {
    const world = await withEnglish()
    const reads = () => world.reads.filter((key) => key === keyOf('en.vtt')).length
    const asked = () => Object.values(world.asked).flat().length
    const before = [reads(), asked()]
    expect(await tell(world, 'en.vtt')).toEqual({ change: 'unchanged' })
    expect([reads(), asked()]).toEqual(before)
    await drop(world, 'ko.vtt', aWebVtt('여러분, 좋은 아침입니다.'))
    expect([reads(), idsOf(world).toSorted()]).toEqual([before[0], ['en', 'ko']])
  })

  test('repairs the manifests that somebody was stopped before writing, though nothing has changed', async () => {
    const world = await withEnglish()
    const whole = world.manifests()
    world.put(inMedia(OUTPUT.hls), whole.hls.replace(/#EXT-X-MEDIA:TYPE=SUBTITLES.*\n/, ''))
    expect(await tell(world, 'en.vtt')).toEqual({ change: 'unchanged' })
    expect(world.manifests()).toEqual(whole)
  })

  test('has other addresses once it says something else', async () => {
    const world = await withEnglish()
    const before = world.trackOf('en')!
    await drop(world, 'en.vtt', aWebVtt('Good evening, dear friends.'))
    const after = world.trackOf('en')!
    expect(after.vttKey).not.toBe(before.vttKey)
    expect(world.manifests().hls).not.toContain(before.playlistKey!.slice(-30))
    expect(shown(world)).toEqual([1, 1])
  })

  test('that the policy would not let pass is held, with the reason, and not shown', async () => {
    const world = await withEnglish()
    const answer = await drop(world, 'en-GB.vtt', RUDE)
    expect(answer).toMatchObject({
      change: 'changed',
      announcement: { captions: expect.arrayContaining([{ trackId: 'en-GB', state: 'held' }]) },
    })
    expect(world.trackOf('en-GB')?.reasons).toMatchObject([{ message: expect.any(String) }])
    expect(shown(world)).toEqual([1, 1])
  })

  test('that was held stays held when others come, and is shown when it is put right', async () => {
    const world = captionWorld()
    await drop(world, 'en.vtt', RUDE)
    await drop(world, 'ko.vtt', aWebVtt('여러분, 좋은 아침입니다.'))
    expect(world.trackOf('en')?.state).toBe('held')
    await drop(world, 'en.vtt', FRIENDLY)
    expect(world.trackOf('en')).not.toHaveProperty('reasons')
    expect([world.trackOf('en')?.state, ...shown(world)]).toEqual(['published', 2, 2])
  })

  test('that is held because nobody could understand it is read again when another one comes', async () => {
    const world = captionWorld()
    const { detectSentiments } = world.services
    world.services.detectSentiments = (texts) =>
      Promise.resolve(texts.map(() => ({ errorCode: 'INTERNAL_SERVER_ERROR', errorMessage: 'Try again.' })))
    await drop(world, 'en.vtt', FRIENDLY)
    expect(world.trackOf('en')).toMatchObject({
      state: 'held',
      reasons: [{ code: 'detector-could-not-look' }],
    })
    world.services.detectSentiments = detectSentiments
    await drop(world, 'ko.vtt', aWebVtt('여러분, 좋은 아침입니다.'))
    expect([world.trackOf('en')?.state, ...shown(world)]).toEqual(['published', 2, 2])
    expect(world.trackOf('en')).not.toHaveProperty('reasons')
  })

  test('of which nothing can be used is in the record and not shown', async () => {
    const world = await withEnglish()
    await drop(world, 'ko.vtt', '\0\0\0')
    expect(world.trackOf('ko')).toMatchObject({ state: 'unreadable', cueCount: 0 })
    expect(shown(world)).toEqual([1, 1])
  })
})

describe('a caption file that goes', () => {
  test('is gone from record and manifests', async () => {
    const world = await withEnglish()
    world.remove(`ingest/${keyOf('en.vtt')}`)
    expect(await tell(world, 'en.vtt')).toMatchObject({ change: 'changed', announcement: { captions: [] } })
    expect([idsOf(world), shown(world)]).toEqual([[], [0, 0]])
  })

  test('leaves its place to the next of its language', async () => {
    const world = await withEnglish()
    await drop(world, 'en.srt', '1\n00:00:01,000 --> 00:00:02,000\nFrom SubRip.\n')
    expect(world.trackOf('en')?.source.format).toBe('webvtt')
    world.remove(`ingest/${keyOf('en.vtt')}`)
    await tell(world, 'en.vtt')
    expect(world.trackOf('en')?.source.format).toBe('srt')
  })
})

describe('a caption file is left alone', () => {
  test('without a film', async () => {
    const world = captionWorld()
    world.put('ingest/films/other.en.vtt', FRIENDLY)
    const told = { bucket: 'ingest', key: 'films/other.en.vtt' }
    expect(await readLateCaptions.run(told, world.services)).toEqual({ change: 'none' })
  })

  test('before the film has manifests: the film reads it itself', async () => {
    const world = captionWorld()
    world.remove(inMedia(OUTPUT.hls))
    expect([await drop(world, 'en.vtt', FRIENDLY), world.record.writes]).toEqual([{ change: 'none' }, 0])
  })

  test.each(['rejected', 'failed'] as const)('where the film is %s', async (outcome) => {
    const world = captionWorld({ outcome })
    expect([await drop(world, 'en.vtt', FRIENDLY), world.record.writes]).toEqual([{ change: 'none' }, 0])
  })

  test('once a newer processing has begun, which reads it itself', async () => {
    const world = captionWorld()
    world.record.meanwhile = [() => (world.record.asset = { ...world.record.asset, revision: 1 })]
    expect([await drop(world, 'en.vtt', FRIENDLY), world.record.writes]).toEqual([{ change: 'none' }, 0])
  })
})

describe('when several files come at once', () => {
  test('then who is too late does it again upon the new tracks, and none is lost', async () => {
    const world = captionWorld()
    for (const language of ['en', 'fr', 'de']) world.put(`ingest/${keyOf(`${language}.vtt`)}`, FRIENDLY)
    world.put(`ingest/${keyOf('ko.vtt')}`, aWebVtt('여러분, 좋은 아침입니다.'))
    const answers = await Promise.all(
      ['en', 'fr', 'de', 'ko'].map((language) => tell(world, `${language}.vtt`)),
    )
    expect(idsOf(world).toSorted()).toEqual(['de', 'en', 'fr', 'ko'])
    expect(shown(world)).toEqual([4, 4])
    // Whoever was first did it for all, and told it once.
    expect(answers.map(({ change }) => change).toSorted()).toEqual([
      'changed',
      'unchanged',
      'unchanged',
      'unchanged',
    ])
  })

  test('then what another has written meanwhile is kept', async () => {
    const world = await withEnglish()
    world.put(`ingest/${keyOf('ko.vtt')}`, aWebVtt('여러분, 좋은 아침입니다.'))
    let other: Promise<unknown> | undefined
    const { listVersions } = world.services
    world.services.listVersions = async (bucket, prefix) => {
      const listed = await listVersions(bucket, prefix)
      if (other === undefined && prefix === keyOf('')) {
        // Another file comes after this listing, and is done before this one writes.
        world.put(`ingest/${keyOf('fr.vtt')}`, FRIENDLY)
        other = Promise.resolve()
        await tell(world, 'fr.vtt')
      }
      return listed
    }
    await tell(world, 'ko.vtt')
    expect([idsOf(world).toSorted(), shown(world)]).toEqual([
      ['en', 'fr', 'ko'],
      [3, 3],
    ])
  })

  test('then manifests are written again when the record moves while they are written', async () => {
    const world = await withEnglish()
    const { writeObject } = world.services
    let isOvertaken = false
    world.services.writeObject = async (object, body, type) => {
      if (!isOvertaken && object.key.endsWith(OUTPUT.hls)) {
        isOvertaken = true
        world.put(`ingest/${keyOf('fr.vtt')}`, FRIENDLY)
        await tell(world, 'fr.vtt')
      }
      await writeObject(object, body, type)
    }
    await drop(world, 'de.vtt', FRIENDLY)
    expect([idsOf(world).toSorted(), shown(world)]).toEqual([
      ['de', 'en', 'fr'],
      [3, 3],
    ])
  })

  test('again and again, then the state asks later', async () => {
    const world = captionWorld()
    const touch = () => {
      const { captionsVersion = 0 } = world.record.asset
      world.record.asset = { ...world.record.asset, captionsVersion: captionsVersion + 1 }
    }
    world.record.meanwhile = Array.from({ length: 10 }, () => touch)
    await expect(drop(world, 'en.vtt', FRIENDLY)).rejects.toBeInstanceOf(ThrottledError)
  })
})
