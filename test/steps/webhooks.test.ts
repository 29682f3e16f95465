// What is told of an event, and what the API does when something fails on the way.
import { describe, expect, test } from '@jest/globals'
import type { SQSEvent } from 'aws-lambda'
import { spreadAssetEvent, type SpreadServices } from '../../functions/webhooks/spread-asset-event.ts'
import { responders, type WebhookApiServices } from '../../functions/webhooks/webhook-api.ts'
import type { RegisteredWebhook, WebhookDelivery, WebhookEndpoint } from '../../schemas/generated/types.ts'
import { ASSET_ID } from '../support/records.ts'
import { anEndpoint, ENDPOINT_ID } from '../support/webhooks.ts'

const OTHER_ID = 'f'.repeat(24)

const aBusEvent = (detail: object = { assetId: ASSET_ID }, type = 'asset.captions-changed') => ({
  ...{ version: '0', id: 'b1', source: 'reelgate', account: '1', region: 'x', resources: [] },
  ...{ 'detail-type': type, time: '2026-11-21T09:00:07Z', detail },
})

const messages = (...bodies: (object | string)[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: `r${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ...{ SentTimestamp: '0', ApproximateReceiveCount: '1' },
      ...{ SenderId: 'x', ApproximateFirstReceiveTimestamp: '0' },
    },
    ...{ messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs', awsRegion: 'x' },
    eventSourceARN: 'arn:aws:sqs:x:0:q',
  })),
})

function spreading(endpoints: WebhookEndpoint[]) {
  const delivered: WebhookDelivery[] = []
  const published: [string, Record<string, string>][] = []
  const services: SpreadServices = {
    webhooks: { list: async () => endpoints },
    publish: async (text, attributes) => void published.push([text, attributes]),
    deliver: async (delivery) => void delivered.push(delivery),
  }
  return { services, delivered, published }
}

describe('an asset event', () => {
  test('is told to the topic, and to the endpoints that want to hear of it, in the same words', async () => {
    const { services, delivered, published } = spreading([
      anEndpoint(),
      anEndpoint({ endpointId: OTHER_ID, eventTypes: ['asset.published'] }),
    ])
    expect(await spreadAssetEvent(messages(aBusEvent()), services)).toEqual({ batchItemFailures: [] })
    const body = JSON.stringify({
      id: 'b1',
      type: 'asset.captions-changed',
      occurredAt: '2026-11-21T09:00:07.000Z',
      data: { assetId: ASSET_ID },
    })
    expect(published).toEqual([[body, { eventType: 'asset.captions-changed' }]])
    expect(delivered).toEqual([
      { endpointId: ENDPOINT_ID, eventId: 'b1', eventType: 'asset.captions-changed', body },
    ])
  })

  test('that cannot be told stays in the queue, and no other of its batch', async () => {
    const { services, delivered } = spreading([anEndpoint()])
    const answer = await spreadAssetEvent(messages('not JSON', {}, aBusEvent()), services)
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }, { itemIdentifier: 'm1' }])
    expect(delivered).toHaveLength(1)
  })

  test('too long for the topic is told to endpoints all the same', async () => {
    const { services, delivered, published } = spreading([anEndpoint()])
    const long = aBusEvent({ assetId: ASSET_ID, reasons: ['x'.repeat(263_000)] })
    expect(await spreadAssetEvent(messages(long), services)).toEqual({ batchItemFailures: [] })
    expect([delivered.length, published.length]).toEqual([1, 0])
  })
})

/** The API with endpoints and secrets in memory. */
function api(endpoints: WebhookEndpoint[] = []) {
  const secrets = new Map<string, string>()
  const services: WebhookApiServices = {
    webhooks: {
      list: async () => endpoints,
      load: async (id) => endpoints.find(({ endpointId }) => endpointId === id),
      add: async (endpoint) => void endpoints.push(endpoint),
      remove: async (id) =>
        void endpoints.splice(
          endpoints.findIndex((one) => one.endpointId === id),
          1,
        ),
      enable: async () => undefined,
    },
    secrets: {
      save: async (id, secret) => void secrets.set(id, secret),
      remove: async (id) => void secrets.delete(id),
    },
    secretOf: async (id) => secrets.get(id)!,
    post: async () => ({ status: 200 }),
    now: () => Date.parse('2026-11-21T09:00:00.000Z'),
    targets: 'public',
  }
  const request = { by: { name: 'olga', role: 'operator' as const }, query: {} }
  return {
    endpoints,
    secrets,
    services,
    register: (body: object) => responders['POST /webhooks']({ ...request, path: {}, body }, services),
    remove: (endpointId: string) =>
      responders['DELETE /webhooks/{endpointId}']({ ...request, path: { endpointId }, body: {} }, services),
  }
}

describe('the API of webhooks', () => {
  test('keeps the secret that it tells, and nothing of it in the record', async () => {
    const { register, endpoints, secrets } = api()
    const { status, body } = await register({ url: 'https://EXAMPLE.com/hook' })
    const { webhook, secret } = body as RegisteredWebhook
    expect(status).toBe(201)
    expect(webhook).toMatchObject({
      url: 'https://example.com/hook',
      eventTypes: ['asset.*'],
      createdBy: 'olga',
    })
    expect(secrets).toEqual(new Map([[webhook.endpointId, secret]]))
    expect(JSON.stringify(endpoints)).not.toContain(secret)
    expect(webhook).not.toHaveProperty('slots')
  })

  test('leaves no secret behind when the endpoint cannot be written', async () => {
    const { register, services, secrets } = api()
    services.webhooks.add = () => Promise.reject(new Error('no table'))
    await expect(register({ url: 'https://example.com/' })).rejects.toThrow('no table')
    expect(secrets.size).toBe(0)
  })

  test('registers fifty and no more', async () => {
    const { register } = api(Array.from({ length: 50 }, () => anEndpoint()))
    expect(await register({ url: 'https://example.com/' })).toMatchObject({
      status: 409,
      body: { code: 'too-many-webhooks' },
    })
  })

  test('removes an endpoint only when its secret is gone, so that it can be removed again', async () => {
    const { remove, services, endpoints } = api([anEndpoint()])
    services.secrets.remove = () => Promise.reject(new Error('no answer'))
    await expect(remove(ENDPOINT_ID)).rejects.toThrow('no answer')
    expect(endpoints).toHaveLength(1)
  })
})
