// Held captions on the deployed stack: read and released by people, through the API and at the command line, and then played.
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Asset, CaptionReading, CaptionTrack, ReleasedCaptions } from '../../schemas/generated/types.ts'
import { runCli } from '../cli/run-cli.ts'
import { startTestCloud } from '../support/cloud.ts'
import { openReviewScene, listen, type ReviewScene } from './review-scene.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(300_000)

const REASON = 'He says so in the film.'

let scene: Scene
let people: ReviewScene
let folder: string
let film: Asset

const cues = (...lines: string[]) =>
  `WEBVTT\n\n${lines.map((line, index) => `00:00:0${index}.000 --> 00:00:0${index + 1}.000\n${line}\n`).join('\n')}`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
  people = await openReviewScene(scene)
  await scene.drop('night.mp4', await sampleBytes('embedded-captions', folder, { durationSeconds: 4 }))
  film = await scene.outcomeOf('night.mp4')
})
afterAll(async () => {
  people?.close()
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const mediaBucket = () => scene.cloud.output('MediaBucketName')

async function read(key: string): Promise<string> {
  const answer = await scene.cloud.s3.send(new GetObjectCommand({ Bucket: mediaBucket(), Key: key }))
  return answer.Body!.transformToString()
}

/** The tracks that players see, by their ids in both manifests. */
async function played(trackId: string): Promise<boolean[]> {
  const prefix = `assets/${film.assetId}/r${film.revision}/stream/`
  const manifests = [await read(`${prefix}main.m3u8`), await read(`${prefix}main.mpd`)]
  return manifests.map((text) => text.includes(`/${trackId}/`))
}

const trackOf = (trackId: string, state: CaptionTrack['state']): Promise<CaptionTrack> =>
  eventually(`${trackId} ${state}`, async () => {
    const [asset] = await scene.assetsOf('night.mp4')
    return asset?.captions.find((track) => track.trackId === trackId && track.state === state)
  })

/** A track that comes late and does not pass. */
async function hold(trackId: string, ...lines: string[]): Promise<CaptionTrack> {
  await scene.drop(`night.${trackId}.vtt`, cues(...lines))
  return trackOf(trackId, 'held')
}

const routeOf = (trackId: string) => `/assets/${film.assetId}/captions/${trackId}`

describe('given a late caption file that the policy does not let pass', () => {
  let held: CaptionTrack
  beforeAll(async () => {
    held = await hold('en-GB', 'Good morning.', 'I will kill you, you stupid bastard.')
  })

  test('then whoever may not decide neither reads nor releases it', async () => {
    for (const route of [`GET ${routeOf('en-GB')}`, `POST ${routeOf('en-GB')}/release`]) {
      const body = route.startsWith('POST') ? { reason: REASON } : undefined
      expect((await people.office.ask(undefined, route, body)).status).toBe(401)
      expect((await people.vera.ask(route, body)).status).toBe(403)
    }
    const byReviewer = await people.rui.ask(`POST ${routeOf('en-GB')}/release`, { reason: REASON })
    expect(byReviewer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await played('en-GB')).toEqual([false, false])
  })

  test('then a reviewer reads what it says, and where something was found', async () => {
    const { status, body } = await people.rui.ask<CaptionReading>(`GET ${routeOf('en-GB')}`)
    expect(status).toBe(200)
    expect(body.track).toMatchObject({ state: 'held', etag: held.source.etag, fileName: 'night.en-GB.vtt' })
    expect(body.cues.map(({ text, found }) => [text, found.length > 0])).toEqual([
      ['Good morning.', false],
      ['I will kill you, you stupid bastard.', true],
    ])
  })

  test('when an operator releases it, then it is played, and whoever listens is told', async () => {
    const bus = await listen(scene.cloud, 'asset.captions-changed')
    const release = () =>
      people.olga.ask<ReleasedCaptions>(`POST ${routeOf('en-GB')}/release`, {
        reason: REASON,
        etag: held.source.etag,
      })
    const first = await release()
    expect(first).toMatchObject({
      status: 202,
      body: { assetId: film.assetId, trackId: 'en-GB', released: { by: 'olga', reason: REASON } },
    })
    await trackOf('en-GB', 'published')
    expect(await bus.told(film.assetId, 1)).toEqual(['asset.captions-changed'])
    expect(await played('en-GB')).toEqual([true, true])
    expect(await release()).toEqual({ ...first, body: { ...first.body, state: 'published' } })
  })

  test('when another file takes its place, then that one is judged anew', async () => {
    await scene.drop('night.en-GB.vtt', cues('I will kill you, and you as well.'))
    const track = await trackOf('en-GB', 'held')
    expect(track).not.toHaveProperty('released')
    const late = { reason: REASON, etag: held.source.etag }
    const answer = await people.olga.ask(`POST ${routeOf('en-GB')}/release`, late)
    expect(answer).toMatchObject({ status: 409, body: { code: 'caption-file-changed' } })
    await eventually('manifests without it', async () =>
      (await played('en-GB')).includes(true) ? undefined : true,
    )
  })
})

describe('given tracks that are played', () => {
  test('then one inside the film is read too, and one without insights, and none is released', async () => {
    const ko = await trackOf('ko', 'published')
    const key = { Bucket: mediaBucket(), Key: ko.insightsKey }
    await scene.cloud.s3.send(new DeleteObjectCommand(key))
    const { status, body } = await people.rui.ask<CaptionReading>(`GET ${routeOf('ko')}`)
    expect([status, body.track.origin, body.cues.length]).toEqual([200, 'embedded', ko.cueCount])
    const answer = await people.olga.ask(`POST ${routeOf('ko')}/release`, { reason: REASON })
    expect(answer).toMatchObject({ status: 409, body: { code: 'not-held' } })
  })
})

describe('given people at the command line', () => {
  const reelgateAs =
    (person: string) =>
    (...args: string[]) =>
      runCli([...args, '--port', new URL(scene.cloud.url).port], { XDG_CONFIG_HOME: join(folder, person) })
  const kim = reelgateAs('kim')
  const rita = reelgateAs('rita')
  beforeAll(async () => {
    await kim('login', '--as', 'kim')
    await kim('user', 'add', 'rita', '--role', 'reviewer')
    await rita('login', '--as', 'rita')
    await hold('en-AU', 'Good evening.', 'I will kill you, you stupid bastard.\u001b[2J')
  })

  test('when a reviewer reads it, then every cue is there, with how to release it', async () => {
    const shown = await rita('captions', 'show', film.assetId, 'en-AU')
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    expect(shown.stdout).toMatch(/0:00-0:01 +Good evening\./)
    expect(shown.stdout).toMatch(/! 0:01-0:02 +I will kill you.*\[.*toxicity/)
    expect(shown.stdout).not.toContain('\u001b')
    expect(shown.stdout).toContain(`reelgate captions release ${film.assetId} en-AU --etag`)
    const { stdout } = await rita('captions', 'show', film.assetId, 'en-AU', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ track: { trackId: 'en-AU', state: 'held' }, truncated: false })
  })

  test('when it is not to be released so, then it is said why, and what to do', async () => {
    const release = (...args: string[]) => kim('captions', 'release', ...args)
    const silent = await release(film.assetId, 'en-AU')
    expect([silent.code, silent.stderr]).toEqual([2, expect.stringContaining('--reason')])
    const missing = await release(film.assetId, 'de', '--reason', REASON)
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('en-GB')])
    const other = await release(film.assetId, 'en-AU', '--reason', REASON, '--etag', 'another')
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('reelgate captions show')])
    const unfit = await release(film.assetId, 'f/r', '--reason', REASON)
    expect([unfit.code, unfit.stderr]).toEqual([2, expect.stringContaining('pt-BR')])
    const notHers = await rita('captions', 'release', film.assetId, 'en-AU', '--reason', REASON)
    expect([notHers.code, notHers.stderr]).toEqual([1, expect.stringContaining('operator')])
  })

  test('when an operator releases it, then it is played, and the asset tells by whom', async () => {
    const released = await kim('captions', 'release', film.assetId.slice(0, 8), 'en-AU', '--reason', REASON)
    expect(released).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('kim') })
    await trackOf('en-AU', 'published')
    // The record comes first, the manifests a moment after it.
    await eventually('manifests with it', async () =>
      (await played('en-AU')).includes(false) ? undefined : true,
    )
    const { stdout } = await kim('asset', film.assetId)
    expect(stdout).toMatch(/en-AU · .* · published/)
    expect(stdout).toContain(`released by kim`)
    const again = await kim('captions', 'release', film.assetId, 'en-AU', '--reason', REASON, '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({ trackId: 'en-AU', state: 'published' })
  })
})
