// What oidc-provider keeps between two requests of a browser: sessions, interactions, grants, codes. It judges ages by
// the machine's own time.
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Client } from '../records.ts'
import type { Store } from '../store.ts'
import { clientMetadata } from './client-metadata.ts'

/** Tokens are the pool's own (see `grants.ts`): what the provider would issue is never kept. */
const NOT_KEPT = ['AccessToken', 'RefreshToken']

export const createAdapters =
  (store: Store, poolId: string) =>
  (model: string): Adapter =>
    model === 'Client' ? clientAdapter(store, poolId) : recordAdapter(store, poolId, model)

function recordAdapter({ db }: Store, poolId: string, model: string): Adapter {
  const key = [poolId, model] as const
  const find = (column: 'id' | 'uid', value: string) =>
    db.one<AdapterPayload>(
      `SELECT doc FROM browser WHERE pool = ? AND model = ? AND ${column} = ? AND expires_ms > ?`,
      ...key,
      value,
      Date.now(),
    )
  return {
    async upsert(id, payload, expiresInSeconds = 86_400) {
      if (NOT_KEPT.includes(model)) return
      db.run('DELETE FROM browser WHERE expires_ms <= ?', Date.now())
      db.run(
        'INSERT OR REPLACE INTO browser VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...key,
        id,
        payload.uid ?? null,
        payload.grantId ?? null,
        Date.now() + expiresInSeconds * 1000,
        JSON.stringify(payload),
      )
    },
    find: async (id) => find('id', id),
    findByUid: async (uid) => find('uid', uid),
    findByUserCode: async () => undefined,
    async consume(id) {
      const consumedAt = Math.floor(Date.now() / 1000)
      db.run(
        `UPDATE browser SET doc = json_set(doc, '$.consumed', ?) WHERE pool = ? AND model = ? AND id = ?`,
        consumedAt,
        ...key,
        id,
      )
    },
    async destroy(id) {
      db.run('DELETE FROM browser WHERE pool = ? AND model = ? AND id = ?', ...key, id)
    },
    async revokeByGrantId(grantId) {
      db.run('DELETE FROM browser WHERE pool = ? AND model = ? AND grant_id = ?', ...key, grantId)
    },
  }
}

/** The pool's own clients, read anew each time: an update counts at once. */
function clientAdapter(store: Store, poolId: string): Adapter {
  const isOpen = (client: Client | undefined): client is Client =>
    client?.poolId === poolId && (client.settings.AllowedOAuthFlows?.includes('code') ?? false)
  const nothing = async () => undefined
  return {
    async find(id) {
      const client = store.client(id)
      return isOpen(client) ? clientMetadata(client) : undefined
    },
    upsert: nothing,
    findByUid: nothing,
    findByUserCode: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  }
}
