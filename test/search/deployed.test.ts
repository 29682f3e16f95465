// Search as it is deployed: rules, queue, functions and their permissions.
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Asset, SearchResults } from '../../schemas/generated/types.ts'
import { startTestCloud, type TestCloud } from '../support/cloud.ts'
import { openOffice, type Office, type Person } from '../support/people.ts'
import { anAsset } from '../support/records.ts'
import { eventually } from '../workflow/scene.ts'
import { assetIdOf, aTrack, vttOf } from './lab.ts'

jest.setTimeout(900_000)

let cloud: TestCloud
let office: Office
let viewer: Person
let reviewer: Person
beforeAll(async () => {
  cloud = await startTestCloud()
  // The assets here are made up, and so is the bucket of their sources, which nobody may tag.
  cloud.expectDenied('s3:GetObjectTagging')
  office = openOffice(cloud)
  viewer = await office.hire('vera', 'viewer')
  reviewer = await office.hire('rita', 'reviewer')
})
afterAll(async () => {
  office?.close()
  await cloud?.stop()
})

async function put(asset: Partial<Asset> & { assetId: string }): Promise<void> {
  await cloud.documents.send(
    new PutCommand({ TableName: cloud.output('AssetsTableName'), Item: anAsset(asset) }),
  )
}

/** A published film that says one thing. */
async function putFilm(number: number, words: string): Promise<Partial<Asset> & { assetId: string }> {
  const assetId = assetIdOf(number)
  const track = aTrack(assetId)
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: cloud.output('MediaBucketName'),
      Key: track.vttKey,
      Body: vttOf([words]),
    }),
  )
  const film = { assetId, outcome: 'published' as const, title: `Film ${number}`, captions: [track] }
  await put(film)
  return film
}

const announce = (name: string, detail: object) =>
  cloud.events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: cloud.output('EventBusName'),
          Source: 'reelgate',
          DetailType: name,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  )

async function find(person: Person, q: string): Promise<string[]> {
  const { status, body } = await person.ask<SearchResults>(
    `GET /search?${new URLSearchParams({ q }).toString()}`,
  )
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.hits.map(({ assetId }) => assetId)
}

/** Until the index has heard of it: queues and functions take their time. */
const findSoon = (person: Person, q: string, expected: string[]) =>
  eventually(
    `${expected.join()} for ${q}`,
    async () => (await find(person, q)).join() === expected.join() || undefined,
  )

const [ONE, TWO] = [assetIdOf(1), assetIdOf(2)]

describe('search in the deployed stack', () => {
  test('finds what is announced as published, and hides it once it is withdrawn', async () => {
    const film = await putFilm(1, 'A hedgehog crosses the road.')
    await announce('asset.published', { assetId: ONE })
    await findSoon(viewer, 'hedgehog ro', [ONE])
    await put({ ...film, outcome: 'quarantined' })
    expect(await find(viewer, 'hedgehog')).toEqual([])
    await announce('asset.quarantined', { assetId: ONE })
    await findSoon(reviewer, 'hedgehog', [ONE])
    expect(await find(viewer, 'hedgehog')).toEqual([])
  })

  test('finds after a rebuild what was never announced', async () => {
    await putFilm(2, '너구리가 길을 건넌다')
    expect(await find(viewer, '너구리')).toEqual([])
    await announce('search.rebuild-requested', {})
    await findSoon(viewer, '너구리', [TWO])
  })

  test('keeps nothing among the dead letters', async () => {
    const { Attributes } = await cloud.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: cloud.output('SearchDeadLettersUrl'),
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    )
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0' })
  })
})
