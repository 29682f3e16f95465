// Captions beside films on the deployed workflow: found, understood, judged, in the manifests; early, late, replaced and
// removed.
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { ListExecutionsCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Asset, CaptionInsights, CaptionTrack } from '../../schemas/generated/types.ts'
import { startTestCloud } from '../support/cloud.ts'
import { readProjectFile } from '../support/source-files.ts'
import { eventually, openScene, sampleBytes, statesOf, type Scene } from './scene.ts'

jest.setTimeout(900_000)

let scene: Scene
let folder: string
let film: Buffer
let longFilm: Buffer

const english = readProjectFile('test/fixtures/captions/elephants-dream.en.vtt')
const cues = (...lines: string[]) =>
  `WEBVTT\n\n${lines.map((line, index) => `00:00:0${index}.000 --> 00:00:0${index + 1}.000\n${line}\n`).join('\n')}`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('film-landscape', folder, { durationSeconds: 6 })
  longFilm = await sampleBytes('no-audio', folder, { durationSeconds: 60 })
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function read(key: string): Promise<string> {
  const object = { Bucket: scene.cloud.output('MediaBucketName'), Key: key }
  const answer = await scene.cloud.s3.send(new GetObjectCommand(object))
  return answer.Body!.transformToString()
}

const manifestsOf = async ({ assetId, revision }: Asset) => ({
  hls: await read(`assets/${assetId}/r${revision}/stream/main.m3u8`),
  dash: await read(`assets/${assetId}/r${revision}/stream/main.mpd`),
})

const remove = (key: string) =>
  scene.cloud.s3.send(new DeleteObjectCommand({ Bucket: scene.bucket, Key: key }))

const ids = ({ captions }: Asset) => captions.map(({ trackId }) => trackId)

/** The asset, once its captions are as expected and its manifests say the same. */
const withCaptions = (key: string, expected: (captions: CaptionTrack[]) => boolean): Promise<Asset> =>
  eventually(`captions of ${key}`, async () => {
    const [asset] = await scene.assetsOf(key)
    if (asset === undefined || !expected(asset.captions)) return undefined
    const { hls, dash } = await manifestsOf(asset)
    const shown = asset.captions.filter(({ state }) => state === 'published')
    const named = shown.every(({ trackId }) => hls.includes(`/${trackId}/`) && dash.includes(`/${trackId}/`))
    return named && hls.split('TYPE=SUBTITLES').length - 1 === shown.length ? asset : undefined
  })

describe('given a film with captions beside it', () => {
  test('when it is dropped, then they are read, understood and played, by 20 transitions and 8 invocations', async () => {
    const before = scene.journal().length
    await scene.drop('dream.en.vtt', english)
    await scene.drop('dream.kr.srt', '\ufeff1\n00:00:01,000 --> 00:00:03,000\n정말 멋진 영화입니다.\n')
    await scene.drop('dream.mp4', longFilm)
    const asset = await scene.outcomeOf('dream.mp4')
    expect(asset).toMatchObject({ outcome: 'published', verdict: { decision: 'approve' } })
    expect(asset.captions).toMatchObject([
      { trackId: 'en', language: 'en', name: 'English', state: 'published', kind: 'subtitles' },
      { trackId: 'ko', language: 'ko', name: 'Korean', state: 'published', source: { format: 'srt' } },
    ])
    const { hls, dash } = await manifestsOf(asset)
    expect(hls).toContain('LANGUAGE="ko"')
    expect(hls.match(/#EXT-X-STREAM-INF:.*/g)!.every((line) => line.includes('SUBTITLES="captions"'))).toBe(
      true,
    )
    expect(dash).toContain('lang="ko"')
    const [en] = asset.captions
    expect(await read(en!.vttKey!)).toMatch(/^WEBVTT\n/)
    expect(await read(en!.playlistKey!)).toContain('#EXT-X-ENDLIST')
    const insights = JSON.parse(await read(en!.insightsKey!)) as CaptionInsights
    expect(insights).toMatchObject({ trackId: 'en', summary: { language: 'en' } })
    await scene.endedExecutionsOf('dream.mp4', 1)
    expect(statesOf(await scene.historyOf(asset)).length).toBeLessThanOrEqual(20)
    const calls = scene.journal().slice(before)
    const invoked = calls.filter(
      ({ eventName, userIdentity }) =>
        eventName === 'Invoke' && userIdentity.arn.includes('MediaWorkflowRole'),
    )
    expect(invoked.length).toBe(4)
  })

  test('when a line of it is abusive, then people are asked, with the line as evidence', async () => {
    await scene.drop('rude.en.vtt', cues('What a lovely morning.', 'I will kill you, you stupid bastard.'))
    await scene.drop('rude.mp4', film)
    const asset = await eventually('the findings of rude.mp4', async () =>
      (await scene.assetsOf('rude.mp4')).find(({ verdict }) => verdict !== null),
    )
    expect(asset.verdict).toMatchObject({ decision: 'escalate' })
    expect(asset.findings.map(({ detector }) => detector)).toContain('captions')
    expect(asset.findings[0]!.evidence[0]).toMatchObject({ startMs: 1000, endMs: 2000 })
  })

  test('when a file is damaged, then its good cues are shown; when nothing in it can be used, the film is published without', async () => {
    await scene.drop(
      'damaged.en.vtt',
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nGood.\n\nnonsense --> \nBad.\n',
    )
    await scene.drop('damaged.ko.vtt', Buffer.from([0, 159, 146, 150, 0, 255]))
    await scene.drop('damaged.mp4', film)
    const asset = await scene.outcomeOf('damaged.mp4')
    expect(asset.outcome).toBe('published')
    expect(asset.captions).toMatchObject([
      { trackId: 'en', state: 'published', cueCount: 1, warnings: [{ code: expect.any(String) }] },
      { trackId: 'ko', state: 'unreadable', reasons: [{ code: expect.any(String) }] },
    ])
    expect((await manifestsOf(asset)).hls.split('TYPE=SUBTITLES').length).toBe(2)
  })
})

describe('given a film that is published without captions', () => {
  beforeAll(async () => {
    await scene.drop('plain.mp4', film)
    await scene.outcomeOf('plain.mp4')
  })

  test('when several caption files come at once, then none is lost and nothing is encoded again', async () => {
    const jobs = await scene.jobsOf((await scene.assetsOf('plain.mp4'))[0]!)
    await Promise.all([
      scene.drop('plain.en.vtt', cues('Good morning, dear friends of the sea.')),
      scene.drop('plain.ko.vtt', cues('여러분, 좋은 아침입니다.')),
      scene.drop('plain.fr.srt', '1\n00:00:00,000 --> 00:00:01,000\nBonjour à tous, mes chers amis.\n'),
    ])
    const asset = await withCaptions('plain.mp4', (tracks) => tracks.length === 3)
    expect(ids(asset).toSorted()).toEqual(['en', 'fr', 'ko'])
    expect(asset.outcome).toBe('published')
    expect((await scene.jobsOf(asset)).length).toBe(jobs.length)
  })

  test('when one is replaced, then players get other addresses; when one goes, it is gone', async () => {
    const [before] = await scene.assetsOf('plain.mp4')
    await scene.drop('plain.en.vtt', cues('Good evening, dear friends of the sea.'))
    const keyOf = (tracks: CaptionTrack[]) => tracks.find(({ trackId }) => trackId === 'en')?.vttKey
    const replaced = await withCaptions('plain.mp4', (tracks) => keyOf(tracks) !== keyOf(before!.captions))
    expect(await read(keyOf(replaced.captions)!)).toContain('Good evening')
    await remove('plain.fr.srt')
    const left = await withCaptions('plain.mp4', (tracks) => tracks.length === 2)
    expect(ids(left).toSorted()).toEqual(['en', 'ko'])
  })

  test('when an abusive one comes late, then it is held and stays out of the manifests', async () => {
    await scene.drop('plain.en-GB.vtt', cues('I will kill you, you stupid bastard.'))
    const asset = await withCaptions('plain.mp4', (tracks) => tracks.some(({ state }) => state === 'held'))
    expect(asset.outcome).toBe('published')
    const held = asset.captions.find(({ state }) => state === 'held')
    expect(held).toMatchObject({ trackId: 'en-GB', reasons: [{ message: expect.any(String) }] })
    expect((await manifestsOf(asset)).hls).not.toContain('en-GB')
  })
})

describe('given captions without a film', () => {
  test('when they come, then nothing fails, and the film that comes later has them', async () => {
    await scene.drop('later.ko.vtt', cues('바다는 넓고 푸르다.'))
    await scene.drop('later.mp4', film)
    const asset = await scene.outcomeOf('later.mp4')
    expect(ids(asset)).toEqual(['ko'])
  })

  test('then no execution of the caption workflow has failed', async () => {
    const { executions } = await scene.cloud.stepFunctions.send(
      new ListExecutionsCommand({
        stateMachineArn: scene.cloud.output('CaptionWorkflowArn'),
        statusFilter: 'FAILED',
      }),
    )
    expect(executions).toEqual([])
  })
})

describe('given a film whose job file speaks of captions', () => {
  test('when it is dropped, then named files and the language of the film count', async () => {
    const job = {
      language: 'ko',
      captions: [{ file: 'words.srt', language: 'ko', name: '한국어', kind: 'captions' }],
    }
    await scene.drop('words.srt', '1\n00:00:00,000 --> 00:00:02,000\n(음악) 안녕하세요, 여러분.\n')
    await scene.drop('spoken.en.vtt', cues('Good morning to all of you.'))
    await scene.drop('spoken.job.json', JSON.stringify(job))
    await scene.drop('spoken.mp4', film)
    const asset = await scene.outcomeOf('spoken.mp4')
    expect(asset.captions).toMatchObject([{ trackId: 'ko-sdh', name: '한국어' }, { trackId: 'en' }])
    expect((await manifestsOf(asset)).hls).toContain('public.accessibility.transcribes-spoken-dialog')
  })

  test('when it asks for a transcription that nobody can make, then the film is published without', async () => {
    await scene.drop('silent.job.json', JSON.stringify({ transcribe: true }))
    await scene.drop('silent.mp4', film)
    const asset = await scene.outcomeOf('silent.mp4')
    expect(asset).toMatchObject({
      outcome: 'published',
      captions: [],
      transcript: { reason: { code: 'not-transcribed' } },
    })
    expect(statesOf(await scene.historyOf(asset))).toContain('Transcribe')
  })
})
