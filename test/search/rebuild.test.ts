import { describe, expect, test } from '@jest/globals'
import {
  rebuildSearchIndex,
  type RebuildDetail,
  type RebuildServices,
} from '../../functions/search/rebuild-search-index.ts'
import type { IndexRequest } from '../../functions/search/rules/index-request.ts'
import { assetIdOf } from './lab.ts'

/** A table of so many assets, by their numbers. */
function openTable(count: number) {
  const ids = Array.from({ length: count }, (_, number) => assetIdOf(number))
  const calls: IndexRequest[][] = []
  const events: RebuildDetail[] = []
  const services: RebuildServices = {
    async listAssets(after, limit) {
      const start = after === undefined ? 0 : ids.indexOf(after) + 1
      const assetIds = ids.slice(start, start + limit)
      const isLast = start + limit >= ids.length
      return { assetIds, ...(!isLast && { next: assetIds.at(-1)! }) }
    },
    send: async (requests) => void calls.push(requests),
    goOn: async (detail) => void events.push(detail),
  }
  return { ids, calls, events, services }
}

describe('a rebuild', () => {
  test('asks once for every asset, ten by ten, to be written anew', async () => {
    const { ids, calls, events, services } = openTable(423)
    await rebuildSearchIndex({ detail: {} }, services)
    expect(calls.flat()).toEqual(ids.map((assetId) => ({ assetId, isForced: true })))
    expect(Math.max(...calls.map(({ length }) => length))).toBe(10)
    expect(events).toEqual([])
  })

  test('of a large table goes on by another event, until it has seen all', async () => {
    const { ids, calls, events, services } = openTable(25_000)
    await rebuildSearchIndex({ detail: {} }, services)
    for (let run = 0; run < events.length && run < 10; run++) {
      await rebuildSearchIndex({ detail: events[run]! }, services)
    }
    expect(events).toEqual([{ after: ids[9_999] }, { after: ids[19_999] }])
    expect(calls.flat().map(({ assetId }) => assetId)).toEqual(ids)
  })

  test('of an empty table ends', async () => {
    const { calls, events, services } = openTable(0)
    await rebuildSearchIndex({ detail: {} }, services)
    expect({ calls, events }).toEqual({ calls: [], events: [] })
  })
})
