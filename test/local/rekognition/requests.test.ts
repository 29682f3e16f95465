// The API's rules for starting and asking, with a detector that does as it is told.
import { GetContentModerationCommand, StartContentModerationCommand } from '@aws-sdk/client-rekognition'
import type { StartContentModerationCommandInput } from '@aws-sdk/client-rekognition'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { openStudio } from './studio.ts'
import type { Studio } from './studio.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
let lab: Lab
let studio: Studio

beforeAll(async () => {
  process.env['REELGATE_DETECTOR'] = 'scripted'
  lab = await openLab({ virtualClock: true })
  delete process.env['REELGATE_DETECTOR']
  studio = await openStudio(lab.config)
})
afterAll(async () => {
  studio.close()
  await lab.close()
})

async function advance(byMs: number) {
  await fetch(`${lab.cloud.url}/_reelgate/clock`, {
    method: 'POST',
    body: JSON.stringify({ advanceMs: byMs }),
  })
}

async function film(key: string, script?: object) {
  await studio.put(key, 'bytes that nobody decodes')
  if (script) await studio.put(`${key}.labels.json`, JSON.stringify(script))
}

async function ended(key: string, more: object = {}): Promise<string> {
  const jobId = await studio.start(key, more)
  await lab.cloud.activity.idle()
  return jobId
}

describe('ClientRequestToken', () => {
  test('the same request again is the same job, and no second notice', async () => {
    await film('again.mp4')
    const request = { ClientRequestToken: 'again', NotificationChannel: studio.channel, JobTag: 'tag' }
    const first = await ended('again.mp4', request)
    expect(await studio.notices()).toMatchObject([{ JobId: first, JobTag: 'tag' }])
    expect(await ended('again.mp4', request)).toBe(first)
    expect(await studio.notices()).toEqual([])
  })

  test('two requests at once are one job', async () => {
    await film('twice.mp4')
    const ids = await Promise.all(
      [1, 2, 3].map(() => studio.start('twice.mp4', { ClientRequestToken: 'twice' })),
    )
    expect(new Set(ids).size).toBe(1)
  })

  test('another request under the same token is refused', async () => {
    await film('other.mp4')
    await studio.start('other.mp4', { ClientRequestToken: 'other', JobTag: 'a' })
    const again = studio.start('other.mp4', { ClientRequestToken: 'other', JobTag: 'b' })
    await expect(again).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' })
  })

  test('a token is forgotten after seven days, and so are the results', async () => {
    await film('week.mp4')
    const first = await ended('week.mp4', { ClientRequestToken: 'week' })
    await advance(7 * DAY_MS - HOUR_MS)
    expect(await studio.get(first)).toMatchObject({ JobStatus: 'SUCCEEDED' })
    expect(await ended('week.mp4', { ClientRequestToken: 'week' })).toBe(first)
    await advance(HOUR_MS)
    await expect(studio.get(first)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    expect(await ended('week.mp4', { ClientRequestToken: 'week' })).not.toBe(first)
  })
})

test('twenty jobs may be open; the next has to wait until one has ended', async () => {
  await film('slow.mp4', { delayMs: HOUR_MS })
  const ids: string[] = []
  for (let count = 0; count < 20; count++) {
    ids.push(await studio.start('slow.mp4', { ClientRequestToken: `slow-${count}` }))
  }
  await expect(studio.start('slow.mp4')).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: '20 open Jobs for User 000000000000. Maximum limit: 20',
  })
  expect(await studio.start('slow.mp4', { ClientRequestToken: 'slow-3' })).toBe(ids[3])
  expect(await studio.get(ids[0]!)).toMatchObject({ JobStatus: 'IN_PROGRESS', ModerationLabels: [] })
  await advance(HOUR_MS)
  expect(await studio.get(ids[0]!)).toMatchObject({ JobStatus: 'SUCCEEDED' })
  await studio.start('slow.mp4')
  await advance(HOUR_MS)
})

describe('pages', () => {
  const script = {
    durationMs: 60_000,
    labels: [
      { name: 'Smoking', confidence: 81, fromMs: 0, toMs: 20_000 },
      { name: 'Explicit Nudity', confidence: 97, fromMs: 10_000, toMs: 12_000 },
    ],
  }

  test('hold at most what was asked for, and together everything once', async () => {
    await film('long.mp4', script)
    const jobId = await ended('long.mp4')
    const page = await studio.get(jobId, { MaxResults: 7 })
    expect(page.ModerationLabels).toHaveLength(7)
    expect(page.VideoMetadata?.DurationMillis).toBe(60_000)
    const all = await studio.labels(jobId, { MaxResults: 7 })
    // Smoking stands on level 3 and Explicit Nudity on level 2; every level is told.
    expect(all).toHaveLength(20 * 3 + 2 * 2)
    expect(all).toEqual((await studio.get(jobId)).ModerationLabels)
    const times = all.map(({ Timestamp }) => Timestamp!)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('by name: one label after the other, the surest first', async () => {
    const jobId = await ended('long.mp4')
    const names = (await studio.labels(jobId, { SortBy: 'NAME', MaxResults: 9 })).map(
      ({ ModerationLabel }) => ModerationLabel!.Name!,
    )
    expect(names).toEqual(names.toSorted())
    expect(new Set(names)).toEqual(
      new Set([
        ...['Drugs & Tobacco', 'Drugs & Tobacco Paraphernalia & Use', 'Explicit', 'Explicit Nudity'],
        'Smoking',
      ]),
    )
  })

  test('a token of another order, another job, a changed one and an old one are none', async () => {
    const [jobId, otherId] = [await ended('long.mp4'), await ended('long.mp4')]
    const { NextToken = '' } = await studio.get(jobId, { MaxResults: 1 })
    const refused = expect.objectContaining({ name: 'InvalidPaginationTokenException' })
    await expect(studio.get(jobId, { NextToken, SortBy: 'NAME' })).rejects.toEqual(refused)
    await expect(studio.get(otherId, { NextToken })).rejects.toEqual(refused)
    await expect(studio.get(jobId, { NextToken: NextToken.replace('1.', '2.') })).rejects.toEqual(refused)
    await advance(DAY_MS + HOUR_MS)
    await expect(studio.get(jobId, { NextToken })).rejects.toEqual(refused)
  })
})

describe('bad requests', () => {
  test.each([
    ['no such film', { Name: 'nowhere.mp4' }, {}, 'InvalidS3ObjectException'],
    ['no such bucket', { Bucket: 'nobodys' }, {}, 'InvalidS3ObjectException'],
    ['no such version', { Version: 'v1' }, {}, 'InvalidS3ObjectException'],
    ['no name', { Name: undefined }, {}, 'InvalidParameterException'],
    ['confidence over 100', {}, { MinConfidence: 101 }, 'InvalidParameterException'],
    ['a tag with a space', {}, { JobTag: 'a b' }, 'InvalidParameterException'],
    ['a token with a slash', {}, { ClientRequestToken: 'a/b' }, 'InvalidParameterException'],
    [
      'a channel without a topic',
      {},
      { NotificationChannel: { RoleArn: 'arn:aws:iam::000000000000:role/r' } },
      'InvalidParameterException',
    ],
    [
      'a role that is none',
      {},
      { NotificationChannel: { SNSTopicArn: 'arn:aws:sns:us-east-1:000000000000:t', RoleArn: 'r' } },
      'InvalidParameterException',
    ],
  ])('%s', async (_, object, more, name) => {
    await film('fine.mp4')
    const Video = { S3Object: { Bucket: 'films', Name: 'fine.mp4', ...object } }
    const command = new StartContentModerationCommand({
      Video,
      ...more,
    } as StartContentModerationCommandInput)
    await expect(studio.rekognition.send(command)).rejects.toMatchObject({ name })
  })

  test('a job that nobody started is not found, and an order that is none is refused', async () => {
    await expect(studio.get('nothing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const command = new GetContentModerationCommand({ JobId: 'nothing', SortBy: 'SIZE' as never })
    await expect(studio.rekognition.send(command)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })
})
