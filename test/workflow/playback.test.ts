// Nothing unapproved is playable: what viewers, reviewers and strangers get of a deployed Reelgate's distribution.
import { CloudFrontClient, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront'
import { GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import { GetObjectTaggingCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Asset, PlaybackGrant, Problem } from '../../schemas/generated/types.ts'
import { startTestCloud } from '../support/cloud.ts'
import type { Person } from '../support/people.ts'
import { TEST_REGION } from '../support/serverless.ts'
import { openReviewScene, type ReviewScene } from './review-scene.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

let scene: Scene
let reviews: ReviewScene
let film: Buffer
let folder: string
let clean: Asset

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud({ detector: 'scripted', params: { sourceTtl: '90d' } }))
  reviews = await openReviewScene(scene)
  await scene.drop('clean.mp4', film)
  clean = await scene.outcomeOf('clean.mp4')
})
afterAll(async () => {
  reviews?.close()
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Granted {
  status: number
  body: PlaybackGrant & Problem
  cookie: string
}

/** Asked of the distribution itself, so that the cookies are its own. */
async function askToPlay({ assetId }: Asset, by?: Person): Promise<Granted> {
  const answer = await fetch(`${scene.cloud.output('PlaybackUrl')}/assets/${assetId}/playback`, {
    headers: by ? { authorization: `Bearer ${by.tokens().access}` } : {},
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { status: answer.status, body: (await answer.json()) as Granted['body'], cookie }
}

const read = async (url: string, cookie = '') => {
  const answer = await fetch(url, { headers: { cookie } })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}

const addressesIn = ({ text }: { text: string }, url: string) =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => new URL(line, url).href)

const isClosed = (url: string, cookie: string) =>
  eventually(`The closing of ${url}`, async () =>
    (await read(url, cookie)).status === 403 ? true : undefined,
  )

/** The tags of the source of the film, once they say this outcome. */
const tagsOnceSaying = (outcome: string) =>
  eventually(`The tag ${outcome}`, async () => {
    const { TagSet = [] } = await scene.cloud.s3.send(
      new GetObjectTaggingCommand({ Bucket: scene.bucket, Key: 'clean.mp4' }),
    )
    const tags = Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value] as const))
    return tags['reelgate:outcome'] === outcome ? tags : undefined
  })

const clientConfig = () => ({
  endpoint: scene.cloud.url,
  region: TEST_REGION,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
})

describe('given a published film', () => {
  test('when a viewer asks, then playlists and segments play with the cookies and not without', async () => {
    const { status, body, cookie } = await askToPlay(clean, reviews.vera)
    expect({ status, isPreview: body.isPreview }).toEqual({ status: 200, isPreview: false })
    const { hlsUrl, dashUrl } = body.streams
    const multivariant = await read(hlsUrl, cookie)
    expect(multivariant).toMatchObject({ status: 200, text: expect.stringMatching(/^#EXTM3U/) })
    const [playlist = ''] = addressesIn(multivariant, hlsUrl)
    const media = await read(playlist, cookie)
    const [segment = ''] = addressesIn(media, playlist)
    expect(media.headers.get('cache-control')).toBe('private, max-age=60')
    const whole = await read(segment, cookie)
    expect(whole.status).toBe(200)
    expect(whole.headers.get('cache-control')).toMatch(/immutable/)
    expect((await read(dashUrl, cookie)).status).toBe(200)
    for (const url of [hlsUrl, dashUrl, playlist, segment])
      expect(await read(url)).toMatchObject({ status: 403, text: expect.stringContaining('MissingKey') })
  })

  test('when a player seeks, then it gets the part it asks for', async () => {
    const { body, cookie } = await askToPlay(clean, reviews.vera)
    const answer = await fetch(body.streams.hlsUrl, { headers: { cookie, range: 'bytes=1-6' } })
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 206, text: 'EXTM3U' })
    const head = await fetch(body.streams.hlsUrl, { method: 'HEAD', headers: { cookie } })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await fetch(body.streams.hlsUrl, { method: 'POST', headers: { cookie } })).status).toBe(403)
  })

  test('when nobody is signed in, then nothing is given', async () => {
    const { status, cookie } = await askToPlay(clean)
    expect({ status, cookie }).toEqual({ status: 401, cookie: '' })
  })

  test('when the bucket is asked itself, then it is closed', async () => {
    const bucket = `${scene.cloud.url}/${scene.cloud.output('MediaBucketName')}`
    const key = `assets/${clean.assetId}/r${clean.revision}/stream/main.m3u8`
    expect((await read(`${bucket}/${key}`)).status).toBe(403)
    expect((await read(bucket)).status).toBe(403)
  })

  test('when its storage is looked at, then the key of the stage encrypts it, and the source may get colder', async () => {
    const places = [
      [scene.bucket, 'clean.mp4'],
      [scene.cloud.output('MediaBucketName'), `assets/${clean.assetId}/r${clean.revision}/stream/main.m3u8`],
    ] as const
    for (const [Bucket, Key] of places)
      expect(await scene.cloud.s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: scene.cloud.output('MediaKeyArn'),
        BucketKeyEnabled: true,
      })
    expect(await tagsOnceSaying('published')).toEqual({
      'reelgate:outcome': 'published',
      'reelgate:ttl': '90d',
    })
  })

  test('when its key lets the distribution in no more, then cookies open nothing', async () => {
    scene.cloud.expectDenied('kms:Decrypt')
    const { body, cookie } = await askToPlay(clean, reviews.vera)
    const kms = new KMSClient(clientConfig())
    const KeyId = scene.cloud.output('MediaKeyArn')
    const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId }))
    const put = (text: string) => kms.send(new PutKeyPolicyCommand({ KeyId, Policy: text }))
    try {
      await put(Policy.replace('cloudfront.amazonaws.com', 'mediaconvert.amazonaws.com'))
      expect((await read(body.streams.hlsUrl, cookie)).status).toBe(403)
      await put(Policy)
      expect((await read(body.streams.hlsUrl, cookie)).status).toBe(200)
    } finally {
      kms.destroy()
    }
  })

  test('when its cookies are tried on evidence, then they open nothing', async () => {
    const { cookie } = await askToPlay(clean, reviews.vera)
    const base = scene.cloud.output('PlaybackUrl')
    const { assetId, revision } = clean
    for (const path of [
      `evidence/${assetId}/r${revision}/moderation.json`,
      `assets/${assetId}/r${revision + 1}/stream/main.m3u8`,
      '',
    ])
      expect((await read(`${base}/${path}`, cookie)).status).toBe(403)
  })
})

describe('given a film under review', () => {
  test('when viewers ask, then they are refused; who decides sees it, until it is decided against', async () => {
    const { asset, taskId } = await reviews.doubtful('doubtful.mp4', film)
    expect(await askToPlay(asset, reviews.vera)).toMatchObject({
      ...{ status: 409, cookie: '' },
      body: { code: 'not-published' },
    })
    const { body, cookie } = await askToPlay(asset, reviews.rui)
    expect(body.isPreview).toBe(true)
    expect((await read(body.streams.hlsUrl, cookie)).status).toBe(200)
    const ofClean = await askToPlay(clean, reviews.vera)
    expect((await read(body.streams.hlsUrl, ofClean.cookie)).status).toBe(403)

    await reviews.claim(taskId, reviews.rui)
    await reviews.decide(taskId, reviews.rui, { decision: 'reject' })
    expect((await scene.outcomeOf('doubtful.mp4')).outcome).toBe('quarantined')
    await isClosed(body.streams.hlsUrl, cookie)
    expect((await askToPlay(asset, reviews.rui)).body.code).toBe('not-published')
  })
})

describe('given a film that was withdrawn', () => {
  const withdraw = () =>
    reviews.olga.ask(`POST /assets/${clean.assetId}/withdraw`, { reason: 'Asked by the owner.' })
  const publish = () => reviews.olga.ask(`POST /assets/${clean.assetId}/publish`, { reason: 'Settled.' })

  test('when somebody still has cookies, then they open nothing, and the edges forget', async () => {
    const { body, cookie } = await askToPlay(clean, reviews.vera)
    expect((await read(body.streams.hlsUrl, cookie)).status).toBe(200)
    await withdraw()
    await isClosed(body.streams.hlsUrl, cookie)
    expect((await askToPlay(clean, reviews.vera)).body.code).toBe('not-published')
    const client = new CloudFrontClient(clientConfig())
    const DistributionId = scene.cloud.output('PlaybackDistributionId')
    const made = await eventually('The invalidation', async () => {
      const { InvalidationList } = await client.send(new ListInvalidationsCommand({ DistributionId }))
      return InvalidationList?.Items?.length ? InvalidationList.Items : undefined
    })
    client.destroy()
    expect(made[0]!.Status).toBe('Completed')
    // Nothing deletes the source any more.
    expect(await tagsOnceSaying('quarantined')).toMatchObject({ 'reelgate:outcome': 'quarantined' })
  })

  test('when it is published again, then who asks anew plays it', async () => {
    await publish()
    const { status, body, cookie } = await askToPlay(clean, reviews.vera)
    expect(status).toBe(200)
    expect((await read(body.streams.hlsUrl, cookie)).status).toBe(200)
  })

  test('when it is asked about once more, then it is previewed when all former cookies have ended', async () => {
    const { body, cookie } = await askToPlay(clean, reviews.vera)
    await withdraw()
    await isClosed(body.streams.hlsUrl, cookie)
    const { body: reopened } = await reviews.olga.ask<{ taskId: string }>(
      `POST /assets/${clean.assetId}/reopen`,
      { reason: 'Look again.' },
    )
    await eventually('The review', async () =>
      (await reviews.show(reopened.taskId)).status === 200 ? true : undefined,
    )
    expect((await askToPlay(clean, reviews.rui)).body.code).toBe('preview-later')
    expect((await read(body.streams.hlsUrl, cookie)).status).toBe(403)
  })
})

test('what signs stands in no log and no journal', () => {
  const told = scene.logs() + JSON.stringify(scene.journal())
  const found = [/PRIVATE KEY/, /CloudFront-Signature/].filter((secret) => secret.test(told))
  expect(found).toEqual([])
})
