import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud } from '../support/cloud.ts'
import { openOffice } from '../support/people.ts'
import { takeMessages } from '../support/take-messages.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

let scene: Scene
let folder: string
let film: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud())
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const dropJobFile = (source: string, content: unknown) =>
  scene.drop(`${source}.job.json`, typeof content === 'string' ? content : JSON.stringify(content))

describe('given a stage where videos are processed as they come', () => {
  test('when the job file comes before its video, then the asset carries what it says', async () => {
    await dropJobFile('before.mp4', {
      title: 'Before',
      tags: ['a', 'b'],
      metadata: { name: 'reserved', size: 1 },
    })
    await scene.drop('before.mp4', film)
    expect(await scene.outcomeOf('before.mp4')).toMatchObject({
      outcome: 'published',
      title: 'Before',
      tags: ['a', 'b'],
      metadata: { name: 'reserved', size: 1 },
    })
  })

  test('when a job file with words comes after its video, then the published asset learns them', async () => {
    await scene.drop('after.mp4', film)
    const { revision } = await scene.outcomeOf('after.mp4')
    await dropJobFile('after.mp4', { title: 'After' })
    const asset = await eventually('The title', async () =>
      (await scene.assetsOf('after.mp4')).find(({ title }) => title === 'After'),
    )
    expect(asset).toMatchObject({ outcome: 'published', revision })
  })

  test('when a job file that wants other renditions comes after its video, then the asset is made anew', async () => {
    await scene.drop('remade.mp4', film)
    const first = await scene.outcomeOf('remade.mp4')
    expect(first.playback?.mp4Url).toBeDefined()
    await dropJobFile('remade.mp4', { options: { mp4: false } })
    const second = await eventually('The second making', async () =>
      (await scene.assetsOf('remade.mp4')).find(
        ({ revision, outcome }) => revision > first.revision && outcome !== undefined,
      ),
    )
    expect(second).toMatchObject({ assetId: first.assetId, outcome: 'published' })
    expect(second.playback?.mp4Url).toBeUndefined()
  })

  test('when it is made anew after an operator has withdrawn it, then it stays withdrawn', async () => {
    await scene.drop('withdrawn.mp4', film)
    const first = await scene.outcomeOf('withdrawn.mp4')
    const office = openOffice(scene.cloud)
    const olga = await office.hire('olga', 'operator')
    const reason = 'The owner has asked for it.'
    const answer = await olga.ask(`POST /assets/${first.assetId}/withdraw`, { reason })
    office.close()
    expect(answer.status).toBe(200)
    await dropJobFile('withdrawn.mp4', { options: { mp4: false } })
    const second = await eventually('The second making', async () =>
      (await scene.assetsOf('withdrawn.mp4')).find(
        ({ revision, outcome }) => revision > first.revision && outcome !== undefined,
      ),
    )
    expect(second).toMatchObject({
      outcome: 'quarantined',
      reasons: [{ code: 'withdrawn', message: reason }],
      verdict: { decision: 'reject', decidedBy: 'operator', by: 'olga' },
      verdictHistory: [{ decidedBy: 'policy' }, { decidedBy: 'policy', decision: 'approve' }],
    })
    expect(second.playback?.mp4Url).toBeUndefined()
  })

  const INVALID: [what: string, content: unknown, names: RegExp][] = [
    ['is not JSON', '{ "title": ', /JSON/],
    ['has a wrong type', { title: 5 }, /title/],
    ['has an unknown field', { titel: 'x' }, /titel/],
    ['wants a profile that does not exist', { profile: 'cinema' }, /cinema/],
    ['is nested without end', { metadata: nested(200) }, /metadata/],
  ]

  test.each(INVALID)(
    'when the job file %s, then the video is rejected and the reason names the field',
    async (what, content, names) => {
      const key = `invalid ${what}.mp4`
      await dropJobFile(key, content)
      await scene.drop(key, film)
      const asset = await scene.outcomeOf(key)
      expect(asset.outcome).toBe('rejected')
      expect(JSON.stringify(asset.reasons)).toMatch(names)
    },
  )
})

describe('given somebody who listens to the event bus', () => {
  let queueUrl: string
  beforeAll(async () => (queueUrl = await subscribe(['job-file.rejected', 'job-file.waiting'])), 60_000)

  const NOWHERE: [what: string, key: string, source: string, told: object][] = [
    ['bears the name of a video that is not there', 'absent.mp4', 'absent.mp4', { waiting: true }],
    ['names a video of another name', 'named.mp4', 'other.mp4', { waiting: false, field: '/source' }],
  ]

  test.each(NOWHERE)('when a job file %s, then the bus is told', async (_what, key, source, told) => {
    await dropJobFile(key, { source, title: 'Nobody' })
    expect(await announcementOf(`${key}.job.json`, queueUrl)).toEqual(told)
    expect(await scene.assetsOf(key)).toEqual([])
  })
})

interface Announcement {
  source: string
  'detail-type': string
  detail: { bucket: string; jobFileKey: string; reasons: { field?: string }[] }
}

/** What the bus told of a job file, and of its reasons the field. Of those of other scenarios it may still be telling. */
function announcementOf(jobFileKey: string, queueUrl: string) {
  return eventually(`An announcement of ${jobFileKey}`, async () => {
    const events = (await takeMessages(scene.cloud.sqs, queueUrl)).map(
      (body) => JSON.parse(body) as Announcement,
    )
    const event = events.find(({ detail }) => detail.jobFileKey === jobFileKey)
    if (event === undefined) return undefined
    const { bucket, reasons } = event.detail
    expect({ source: event.source, bucket }).toEqual({ source: 'reelgate', bucket: scene.bucket })
    const [field] = reasons.map((reason) => reason.field)
    return { waiting: event['detail-type'] === 'job-file.waiting', ...(field && { field }) }
  })
}

/** A queue that the bus of the stack fills with events of these kinds, as an owner of the account would make it. */
async function subscribe(kinds: string[]): Promise<string> {
  const { sqs, events } = scene.cloud
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'listener' }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  const queueArn = Attributes!['QueueArn']!
  const allowed = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Resource: queueArn }
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ ...allowed, Action: 'sqs:SendMessage' }],
  })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  const rule = { EventBusName: scene.cloud.output('EventBusName') }
  const EventPattern = JSON.stringify({ 'detail-type': kinds })
  await events.send(new PutRuleCommand({ ...rule, Name: 'listener', EventPattern }))
  await events.send(
    new PutTargetsCommand({ ...rule, Rule: 'listener', Targets: [{ Id: 'queue', Arn: queueArn }] }),
  )
  return QueueUrl!
}

function nested(depth: number): unknown {
  return depth === 0 ? 'deep' : { deeper: nested(depth - 1) }
}
