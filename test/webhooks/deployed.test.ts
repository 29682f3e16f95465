// Webhooks as they are deployed: API, rule, queues, functions, secrets and their permissions.
import { SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Webhook, WebhookEvent, WebhookTrial } from '../../schemas/generated/types.ts'
import { TEST_REGION } from '../support/serverless.ts'
import { takeMessages } from '../support/take-messages.ts'
import { eventually } from '../workflow/scene.ts'
import { openWebhookLab, outcome, receivedBy, type WebhookLab } from './lab.ts'
import { loadVerifier, type Verify } from './verifier.ts'

jest.setTimeout(900_000)

const HOUR = 3_600_000

let lab: WebhookLab
let verify: Verify
beforeAll(async () => {
  verify = await loadVerifier()
  lab = await openWebhookLab()
})
afterEach(() => lab.tidyUp())
afterAll(() => lab?.close())

describe('an endpoint', () => {
  test('is for operators to register', async () => {
    const answer = await lab.reviewer.ask('POST /webhooks', { url: 'http://127.0.0.1:9/' })
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
  })

  test.each([
    ['without TLS', { url: 'http://example.com/' }, 'url-refused'],
    ['with a password', { url: 'https://me:secret@example.com/' }, 'url-refused'],
    ['with a fragment', { url: 'https://example.com/#part' }, 'url-refused'],
    [
      'for an event that there is not',
      { url: 'https://example.com/', eventTypes: ['asset.x'] },
      'invalid-input',
    ],
    ['for nothing', { url: 'https://example.com/', eventTypes: [] }, 'invalid-input'],
    ['with a URL of 2 KiB', { url: `https://example.com/${'x'.repeat(2048)}` }, 'invalid-input'],
    ['without a URL', {}, 'invalid-input'],
  ])('is not registered %s', async (_, body, code) => {
    const answer = await lab.operator.ask('POST /webhooks', body)
    expect([answer.status, answer.body.code]).toEqual([400, code])
  })

  test('hears of what it wants to hear of, signed; others hear of all', async () => {
    const rejections = await lab.register(['asset.rejected'])
    const everything = await lab.register()
    await lab.announce('asset.published', outcome('One'))
    await lab.announce('asset.rejected', outcome('Two'))
    await receivedBy(everything, 2)
    const [request] = await receivedBy(rejections, 1)
    expect(request!.event).toMatchObject({ type: 'asset.rejected', data: { title: 'Two' } })
    expect(rejections.received).toHaveLength(1)
    expect(verify(request!, { secret: rejections.secret, nowMs: Date.now() })).toEqual(request!.event)
    expect(verify(request!, { secret: everything.secret, nowMs: Date.now() })).toBeUndefined()
    // The receiver has it before the sender notes that it was taken.
    await eventually('The note', async () => (await lab.endpointOf(rejections)).lastDeliveredAt)
  })

  test('can tell a repetition: the same outcome has the same id', async () => {
    const endpoint = await lab.register()
    const detail = outcome('Twice')
    await lab.announce('asset.published', detail)
    await lab.announce('asset.published', detail)
    const [first, second] = await receivedBy(endpoint, 2)
    expect(second!.headers['reelgate-event-id']).toBe(first!.headers['reelgate-event-id'])
    const seen = new Set<string>()
    const options = { secret: endpoint.secret, nowMs: Date.now(), seen }
    expect(verify(first!, options)).toBeDefined()
    expect(verify(second!, options)).toBeUndefined()
  })

  test('is tried out at once, and the answer told', async () => {
    const endpoint = await lab.register()
    const good = await lab.operator.ask<WebhookTrial>(`POST /webhooks/${endpoint.endpointId}/test`)
    expect(good.body).toMatchObject({ delivered: true, status: 200 })
    expect(endpoint.received[0]!.event).toMatchObject({ id: good.body.eventId, type: 'webhook.test' })
    endpoint.answerWith(404)
    const bad = await lab.operator.ask<WebhookTrial>(`POST /webhooks/${endpoint.endpointId}/test`)
    expect(bad.body).toMatchObject({ delivered: false, status: 404, problem: 'It answered 404.' })
  })

  test('is removed with its secret, and what waits for it is dropped', async () => {
    const endpoint = await lab.register()
    endpoint.answerWith(503)
    await lab.announce('asset.published', outcome('Late'))
    await receivedBy(endpoint, 1)
    expect((await lab.operator.ask(`DELETE /webhooks/${endpoint.endpointId}`)).status).toBe(204)
    const ssm = new SSMClient(lab.clientSettings)
    const Name = `/reelgate-local/webhooks/${endpoint.endpointId}`
    await expect(ssm.send(new GetParameterCommand({ Name }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    })
    ssm.destroy()
    await lab.advance(2 * HOUR)
    await eventually('An empty queue', async () =>
      (await lab.countOf('WebhookQueueUrl')) === 0 ? true : undefined,
    )
    expect(await lab.countOf('WebhookDeadLettersUrl')).toBe(0)
    const again = await lab.operator.ask(`DELETE /webhooks/${endpoint.endpointId}`)
    expect([again.status, again.body.code]).toEqual([404, 'no-such-webhook'])
  })
})

describe('an endpoint that is down', () => {
  test('for a day loses nothing, and has everything within an hour of its return', async () => {
    const [down, up] = [await lab.register(), await lab.register()]
    down.answerWith(503)
    const titles = ['Monday', 'Tuesday', 'Wednesday']
    for (const title of titles) await lab.announce('asset.published', outcome(title))
    await receivedBy(up, 3)
    await receivedBy(down, 3)
    await lab.advance(24 * HOUR)
    expect(await lab.endpointOf(down)).toMatchObject({ state: 'enabled', lastFailure: 'It answered 503.' })
    const attempts = down.received.length
    down.answerWith(200)
    await lab.advance(1.3 * HOUR)
    const late = down.received.slice(attempts)
    expect(late.map(({ event }) => event.data['title']).sort()).toEqual([...titles].sort())
    // A day later the signature is of that day: an old one would be refused.
    for (const request of late) {
      const nowMs = Number(request.headers['reelgate-timestamp']) * 1000
      expect(nowMs).toBeGreaterThan(Date.now() + 24 * HOUR)
      expect(verify(request, { secret: down.secret, nowMs })).toEqual(request.event)
      expect(verify(request, { secret: down.secret, nowMs: Date.now() })).toBeUndefined()
    }
    expect(up.received).toHaveLength(3)
    expect(await lab.endpointOf(down)).toMatchObject({ failuresInRow: 0 })
  })

  test('for longer than three days: what it missed lies among the dead letters, and can be sent again', async () => {
    const endpoint = await lab.register()
    endpoint.answerWith(500)
    await lab.announce('asset.published', outcome('Lost for now'))
    await receivedBy(endpoint, 1)
    await lab.advance(74 * HOUR)
    expect(await lab.countOf('WebhookQueueUrl')).toBe(0)
    expect(await lab.countOf('WebhookDeadLettersUrl')).toBe(1)
    endpoint.answerWith(200)
    const attempts = endpoint.received.length
    await lab.operator.ask(`POST /webhooks/${endpoint.endpointId}/enable`)
    const arnOf = async (QueueUrl: string) =>
      (await lab.cloud.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })))
        .Attributes!['QueueArn']!
    await lab.cloud.sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn: await arnOf(lab.cloud.output('WebhookDeadLettersUrl')),
        DestinationArn: await arnOf(lab.cloud.output('WebhookQueueUrl')),
      }),
    )
    const received = await receivedBy(endpoint, attempts + 1)
    expect(received.at(-1)!.event.data['title']).toBe('Lost for now')
    expect(await lab.countOf('WebhookDeadLettersUrl')).toBe(0)
  })
})

describe('an endpoint that says it is gone', () => {
  test('is disabled until an operator enables it', async () => {
    const endpoint = await lab.register()
    endpoint.answerWith(410)
    await lab.announce('asset.published', outcome('Gone'))
    await eventually('A disabled endpoint', async () =>
      (await lab.endpointOf(endpoint)).state === 'disabled' ? true : undefined,
    )
    endpoint.answerWith(200)
    const enabled = await lab.operator.ask<Webhook>(`POST /webhooks/${endpoint.endpointId}/enable`)
    expect(enabled.body).toMatchObject({ state: 'enabled' })
    await lab.announce('asset.published', outcome('Back'))
    expect((await receivedBy(endpoint, 2)).at(-1)!.event.data['title']).toBe('Back')
  })
})

describe('an endpoint that is slow', () => {
  test('has four requests at once and no more, and holds nobody up', async () => {
    const [slow, quick] = [await lab.register(), await lab.register()]
    slow.answerWith('never')
    for (let film = 1; film <= 12; film++) await lab.announce('asset.published', outcome(`Film ${film}`))
    await receivedBy(quick, 12)
    // It has taken none of the twelve, and was asked all the while.
    expect(slow.mostAtOnce()).toBeGreaterThan(0)
    expect(slow.mostAtOnce()).toBeLessThanOrEqual(4)
    expect(await lab.endpointOf(slow)).not.toHaveProperty('lastDeliveredAt')
  })
})

describe('the topic', () => {
  test('tells subscribers the same, and lets them choose by the type', async () => {
    const sns = new SNSClient(lab.clientSettings)
    const Endpoint = `arn:aws:sqs:${TEST_REGION}:000000000000:subscriber`
    const TopicArn = lab.cloud.output('AssetTopicArn')
    const Statement = {
      ...{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' },
      ...{ Resource: Endpoint, Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } } },
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
    const { QueueUrl } = await lab.cloud.sqs.send(
      new CreateQueueCommand({ QueueName: 'subscriber', Attributes: { Policy } }),
    )
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, ReturnSubscriptionArn: true }),
    )
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }))
    await set('FilterPolicy', JSON.stringify({ eventType: ['asset.failed'] }))
    await set('RawMessageDelivery', 'true')
    sns.destroy()
    await lab.announce('asset.published', outcome('Well'))
    await lab.announce('asset.failed', outcome('Badly'))
    const notice = await eventually(
      'The notice',
      async () => (await takeMessages(lab.cloud.sqs, QueueUrl!))[0],
    )
    const event = JSON.parse(notice) as WebhookEvent
    expect(event).toMatchObject({ type: 'asset.failed', data: { title: 'Badly' } })
  })
})

describe('a secret', () => {
  test('stands in no log and not in the journal', () => {
    const texts = readdirSync(lab.cloud.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(log|jsonl|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'utf8')] as const)
    expect(texts.length).toBeGreaterThan(3)
    expect(lab.secrets.length).toBeGreaterThan(3)
    const leaks = texts.filter(([, text]) => lab.secrets.some((secret) => text.includes(secret)))
    expect(leaks.map(([path]) => path)).toEqual([])
  })
})
