// The table of the endpoints on the local cloud's DynamoDB.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { WebhookStore } from '../../functions/webhooks/webhook-store.ts'
import { openRoomCloud } from '../support/room-cloud.ts'
import { tableSettings } from '../support/room-tables.ts'
import { anEndpoint } from '../support/webhooks.ts'

const NOW = Date.parse('2026-11-21T09:00:00.000Z')

let cloud: Awaited<ReturnType<typeof openRoomCloud>>
let store: WebhookStore
beforeAll(async () => {
  cloud = await openRoomCloud()
  const client = new DynamoDBClient(cloud.config)
  await client.send(
    new CreateTableCommand({ TableName: 'webhooks', ...tableSettings('webhooks', 'WebhooksTable') }),
  )
  client.destroy()
  const { webhookStore } = await import('../../functions/webhooks/webhook-store.ts')
  store = webhookStore('webhooks')
}, 60_000)
afterAll(() => cloud?.close())

let count = 0
async function anotherEndpoint() {
  const endpoint = anEndpoint({ endpointId: (count += 1).toString(16).padStart(24, '0') })
  await store.add(endpoint)
  return endpoint
}

describe('places for deliveries', () => {
  test('are four, however many ask at the same moment', async () => {
    const endpoint = await anotherEndpoint()
    const taken = await Promise.all(Array.from({ length: 12 }, () => store.takeSlot(endpoint, NOW)))
    const places = taken.flatMap((slot) => (slot ? [slot.index] : []))
    expect(places.sort()).toEqual([0, 1, 2, 3])
  })

  test('are given back, and taken from whoever has died with one', async () => {
    const endpoint = await anotherEndpoint()
    for (let turn = 0; turn < 4; turn++) await store.takeSlot((await store.load(endpoint.endpointId))!, NOW)
    const full = (await store.load(endpoint.endpointId))!
    expect(await store.takeSlot(full, NOW)).toBeUndefined()
    await store.settle(endpoint.endpointId, { index: 2, untilMs: full.slots[2]! }, { failuresInRow: 0 })
    const left = (await store.load(endpoint.endpointId))!
    expect(left.slots.map((untilMs) => untilMs > NOW)).toEqual([true, true, false, true])
    const later = await Promise.all([1, 2, 3, 4, 5].map(() => store.takeSlot(left, NOW + 36_000)))
    expect(later.filter((slot) => slot !== undefined)).toHaveLength(4)
  })
})

describe('an endpoint', () => {
  test('that was removed while something was delivered stays removed', async () => {
    const endpoint = await anotherEndpoint()
    const slot = (await store.takeSlot(endpoint, NOW))!
    await store.remove(endpoint.endpointId)
    await store.settle(endpoint.endpointId, slot, { failuresInRow: 1, state: 'disabled' })
    expect(await store.load(endpoint.endpointId)).toBeUndefined()
    expect(await store.enable(endpoint.endpointId)).toBeUndefined()
    expect((await store.list()).map(({ endpointId }) => endpointId)).not.toContain(endpoint.endpointId)
  })

  test('that is enabled begins anew', async () => {
    const endpoint = await anotherEndpoint()
    const slot = (await store.takeSlot(endpoint, NOW))!
    const at = '2026-11-21T09:00:00.000Z'
    await store.settle(endpoint.endpointId, slot, { state: 'disabled', disabledAt: at, failuresInRow: 9 })
    expect(await store.enable(endpoint.endpointId)).toEqual({ ...endpoint, slots: [0, 0, 0, 0] })
  })

  test('is not written over by another of its id', async () => {
    const endpoint = await anotherEndpoint()
    await expect(store.add({ ...endpoint, url: 'https://other.example/' })).rejects.toMatchObject({
      name: 'ConflictError',
    })
  })
})
