import { describe, expect, test } from '@jest/globals'
import type { SQSEvent } from 'aws-lambda'
import { deliverEvent, type DeliverServices } from '../../functions/webhooks/deliver-event.ts'
import type { Post } from '../../functions/webhooks/post.ts'
import type { Answer } from '../../functions/webhooks/rules/reception.ts'
import type { WebhookDelivery, WebhookEndpoint } from '../../schemas/generated/types.ts'
import { anEndpoint, ENDPOINT_ID } from '../support/webhooks.ts'

const NINE = Date.parse('2026-11-21T09:00:00.000Z')
const HOUR = 3_600_000
const SECRET = 'whsec_test'

const delivery: WebhookDelivery = {
  endpointId: ENDPOINT_ID,
  eventId: 'e1',
  eventType: 'asset.published',
  body: '{"id":"e1"}',
}

/** One endpoint, and how it answers. */
function world(endpoint: WebhookEndpoint | undefined, answer: Answer = { status: 200 }) {
  const posted: Post[] = []
  const hidden: number[] = []
  const dead: WebhookDelivery[] = []
  const told: [string, unknown][] = []
  const measured: object[] = []
  const services: DeliverServices = {
    webhooks: {
      load: async () => endpoint,
      takeSlot: async ({ slots }, nowMs) => {
        const index = slots.findIndex((until) => until <= nowMs)
        return index < 0 ? undefined : { index, untilMs: nowMs + 35_000 }
      },
      settle: async (_id, _slot, changes) => void Object.assign(endpoint!, changes),
    },
    secretOf: async () => SECRET,
    post: async (post) => {
      posted.push(post)
      return answer
    },
    hide: async (_handle, seconds) => hidden.push(seconds),
    keepAsDead: async (one) => void dead.push(one),
    announce: async (type, notice) => void told.push([type, notice]),
    measure: (numbers) => void measured.push(numbers),
    dice: () => 1,
    now: () => NINE,
  }
  const message = (ageMs = 0, body = JSON.stringify(delivery)): SQSEvent => ({
    Records: [
      {
        messageId: 'm1',
        receiptHandle: 'r1',
        body,
        attributes: {
          ...{ SentTimestamp: String(NINE - ageMs), ApproximateReceiveCount: '3' },
          ...{ SenderId: 'x', ApproximateFirstReceiveTimestamp: String(NINE) },
        },
        ...{ messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs', awsRegion: 'x' },
        eventSourceARN: 'arn:aws:sqs:x:0:q',
      },
    ],
  })
  const run = async (ageMs?: number, body?: string) => {
    const { batchItemFailures } = await deliverEvent(message(ageMs, body), services)
    return batchItemFailures.length === 0 ? 'left the queue' : 'stays'
  }
  return { run, services, posted, hidden, dead, told, measured, endpoint }
}

describe('a delivery', () => {
  test('is posted with its id, its moment and its signature, and leaves the queue', async () => {
    const { run, posted, endpoint, dead, measured } = world(anEndpoint({ failuresInRow: 7 }))
    expect(await run()).toBe('left the queue')
    expect(posted).toEqual([
      {
        url: 'https://example.com/hook',
        body: '{"id":"e1"}',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'reelgate-webhooks/1',
          'reelgate-event-id': 'e1',
          'reelgate-event-type': 'asset.published',
          'reelgate-timestamp': '1795251600',
          // printf '%s' '1795251600.{"id":"e1"}' | openssl dgst -sha256 -hmac whsec_test
          'reelgate-signature': 'v1=c231ae2533cbd74e105d53b6e20927a2bcba5eb1500874b246632e7bd4b6f6d7',
        },
      },
    ])
    expect(endpoint).toMatchObject({ lastDeliveredAt: '2026-11-21T09:00:00.000Z', failuresInRow: 0 })
    expect(dead).toEqual([])
    expect(measured).toEqual([{ WebhookDeliveries: 1 }])
  })

  test('that is not taken stays in the queue, out of sight for about as long as it is old', async () => {
    const { run, hidden, endpoint, told, measured } = world(anEndpoint(), { status: 503 })
    expect(await run(0)).toBe('stays')
    expect(await run(600_000)).toBe('stays')
    expect(await run(24 * HOUR)).toBe('stays')
    expect(hidden).toEqual([10, 600, 3600])
    expect(endpoint).toMatchObject({ lastFailure: 'It answered 503.', failuresInRow: 3 })
    expect(told).toEqual([])
    expect(measured).toEqual([{ WebhookFailures: 1 }, { WebhookFailures: 1 }, { WebhookFailures: 1 }])
  })

  test('is not given up before three days are over, and then kept among the dead letters and told', async () => {
    const { run, hidden, dead, told } = world(anEndpoint(), { problem: 'It refuses the connection.' })
    expect(await run(72 * HOUR - 5000)).toBe('stays')
    expect(hidden).toEqual([5])
    expect(await run(72 * HOUR)).toBe('left the queue')
    expect(dead).toEqual([delivery])
    expect(told).toEqual([
      ['webhook.given-up', { endpointId: ENDPOINT_ID, eventId: 'e1', reason: 'It refuses the connection.' }],
    ])
  })

  test('whose endpoint answers 410 disables it; what waits for it goes to the dead letters unsent', async () => {
    const { run, posted, dead, told, endpoint } = world(anEndpoint(), { status: 410 })
    expect(await run()).toBe('left the queue')
    expect(endpoint).toMatchObject({ state: 'disabled', disabledAt: '2026-11-21T09:00:00.000Z' })
    expect(told.map(([type]) => type)).toEqual(['webhook.disabled', 'webhook.given-up'])
    expect(await run()).toBe('left the queue')
    expect(posted).toHaveLength(1)
    expect(dead).toHaveLength(2)
  })

  test('for an endpoint that was removed is dropped', async () => {
    const { run, posted, dead } = world(undefined)
    expect(await run()).toBe('left the queue')
    expect([posted, dead]).toEqual([[], []])
  })

  test('waits unsent while its endpoint rests after many failures, but is tried once more at its end', async () => {
    const resting = () => anEndpoint({ pausedUntilMs: NINE + 300_000, failuresInRow: 9 })
    const early = world(resting(), { status: 503 })
    expect(await early.run(60_000)).toBe('stays')
    expect([early.posted, early.hidden]).toEqual([[], [300]])
    const late = world(resting())
    expect(await late.run(72 * HOUR)).toBe('left the queue')
    expect(late.posted).toHaveLength(1)
  })

  test('rests its endpoint from the fifth failure in a row', async () => {
    const { run, endpoint } = world(anEndpoint({ failuresInRow: 4 }), { status: 500 })
    await run()
    expect(endpoint).toMatchObject({ failuresInRow: 5, pausedUntilMs: NINE + 30_000 })
  })

  test('comes back soon when its endpoint has its hands full', async () => {
    const { run, posted, hidden } = world(anEndpoint({ slots: Array.from({ length: 4 }, () => NINE + 9000) }))
    expect(await run(24 * HOUR)).toBe('stays')
    expect([posted, hidden]).toEqual([[], [20]])
  })

  test('without its secret fails, and is tried again', async () => {
    const { run, services, posted, endpoint } = world(anEndpoint())
    services.secretOf = () => Promise.reject(new Error('no such parameter'))
    expect(await run()).toBe('stays')
    expect(posted).toEqual([])
    expect(endpoint).toMatchObject({ lastFailure: 'Its secret cannot be read.' })
  })

  test('that nobody can read stays for the dead letters of the queue', async () => {
    const { run } = world(anEndpoint())
    expect(await run(0, 'not JSON')).toBe('stays')
    expect(await run(0, '{"endpointId":"../../other"}')).toBe('stays')
  })
})
