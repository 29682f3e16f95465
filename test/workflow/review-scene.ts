// The words of the scenarios in which people decide: what they ask of the API, what the bus tells the others.
import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import type { Asset, AuditTrail, ReviewDetail, ReviewSummary } from '../../schemas/generated/types.ts'
import type { TestCloud } from '../support/cloud.ts'
import { openOffice, type ApiReply, type Person } from '../support/people.ts'
import { takeMessages } from '../support/take-messages.ts'
import { eventually, type Scene } from './scene.ts'

/** A summary, or a refusal with its code. */
export type Reply = ApiReply<Partial<ReviewSummary> & { code?: string; detail?: string }>

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS

/** What a scripted detector says of a film that people have to look at. */
export const DOUBTFUL = {
  durationMs: 60_000,
  labels: [{ name: 'Self-Harm', confidence: 93.5, fromMs: 0, toMs: 5000 }],
}

export type ReviewScene = Awaited<ReturnType<typeof openReviewScene>>

/** Two reviewers, two operators and one who only looks, signed in at the deployed pool. */
export async function openReviewScene(scene: Scene) {
  const { cloud } = scene
  const office = openOffice(cloud)
  const people = {
    vera: await office.hire('vera', 'viewer'),
    rui: await office.hire('rui', 'reviewer'),
    rosa: await office.hire('rosa', 'reviewer'),
    olga: await office.hire('olga', 'operator'),
    omar: await office.hire('omar', 'operator'),
  }
  const taskIdOf = ({ assetId, revision }: Asset) => `${assetId}-r${revision}-escalated`

  return {
    ...people,
    office,

    /** Drops a film, with what the scripted detector sees in it and what its job file says. */
    async dropDoubtful(
      key: string,
      film: Buffer,
      { script = DOUBTFUL, job }: { script?: object; job?: object } = {},
    ) {
      await scene.drop(`${key}.labels.json`, JSON.stringify(script))
      if (job) await scene.drop(`${key}.job.json`, JSON.stringify(job))
      await scene.drop(key, film)
    },

    /** The asset of a film and its review task, once people are asked. */
    asked: (key: string): Promise<{ asset: Asset; taskId: string }> =>
      eventually(`The review of ${key}`, async () => {
        const [asset] = await scene.assetsOf(key)
        if (asset === undefined) return undefined
        const taskId = taskIdOf(asset)
        const { status } = await people.vera.ask(`GET /reviews/${taskId}`)
        return status === 200 ? { asset, taskId } : undefined
      }),

    /** A film that waits for people. */
    async doubtful(key: string, film: Buffer, more: { script?: object; job?: object } = {}) {
      await this.dropDoubtful(key, film, more)
      return this.asked(key)
    },

    /** As it is now. */
    assetOf: async (key: string): Promise<Asset> => (await scene.assetsOf(key))[0]!,
    show: (taskId: string, by: Person = people.rui) => by.ask<ReviewDetail>(`GET /reviews/${taskId}`),
    claim: (taskId: string, by: Person): Promise<Reply> => by.ask(`POST /reviews/${taskId}/claim`),
    decide: (taskId: string, by: Person, said: { decision: string; reason?: string }): Promise<Reply> =>
      by.ask(`POST /reviews/${taskId}/decision`, { reason: 'As I see it.', ...said }),
    /** Who did what, in order. */
    async trail(taskId: string): Promise<string[]> {
      const { body } = await people.vera.ask<AuditTrail>(`GET /reviews/${taskId}/audit`)
      return body.entries.map(({ act, by }) => `${act} ${by}`)
    },

    /** Lets time pass, and those whose tokens have run out sign in again. */
    async wait(ms: number) {
      await cloud.advance(ms)
      if (ms >= 50 * MINUTE_MS) for (const person of Object.values(people)) await person.signInAgain()
    },
    close: () => office.close(),
  }
}

/** What the bus of the stack tells from now on, as an owner of the account would listen. */
export async function listen(cloud: TestCloud, prefix: string) {
  const { sqs, events } = cloud
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'listener' }))
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
  const queueArn = (await sqs.send(asked)).Attributes!['QueueArn']!
  const allowed = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Resource: queueArn }
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ ...allowed, Action: 'sqs:SendMessage' }],
  })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  const rule = { EventBusName: cloud.output('EventBusName'), Name: 'listener' }
  await events.send(
    new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ 'detail-type': [{ prefix }] }) }),
  )
  const { Name: Rule, EventBusName } = rule
  await events.send(new PutTargetsCommand({ EventBusName, Rule, Targets: [{ Id: 'queue', Arn: queueArn }] }))
  const heard: { kind: string; assetId: string }[] = []
  const hear = async () => {
    for (const body of await takeMessages(sqs, QueueUrl!)) {
      const event = JSON.parse(body) as { 'detail-type': string; detail: { assetId: string } }
      heard.push({ kind: event['detail-type'], assetId: event.detail.assetId })
    }
  }
  return {
    /** What was told of an asset, in no order, once there is `count`. */
    told: (assetId: string, count: number): Promise<string[]> =>
      eventually(`${count} announcements of ${assetId}`, async () => {
        await hear()
        const kinds = heard.filter((one) => one.assetId === assetId).map(({ kind }) => kind)
        return kinds.length >= count ? kinds.sort() : undefined
      }),
  }
}

/** The dead letters of the review queues, taken away; `meanwhile` happens until there are as many. */
export async function deadLetters({ sqs, output }: TestCloud, meanwhile: () => Promise<void>, count: number) {
  const QueueUrl = output('ReviewDeadLettersUrl')
  const bodies: string[] = []
  for (let round = 0; round < 30 && bodies.length < count; round++) {
    await meanwhile()
    bodies.push(...(await takeMessages(sqs, QueueUrl)))
  }
  return bodies
}
