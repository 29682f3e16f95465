import type { Target } from '../target.ts'
import { createAssetStore } from './assets.ts'
import { createClients } from './clients.ts'
import { loadStack } from './stack.ts'

const WHOLE_ID = /^[0-9a-f]{32}$/

/** Whole ids need no AWS credentials; beginnings are looked up in the table. */
export async function findAssetId(idOrPrefix: string, target: Target): Promise<string> {
  if (WHOLE_ID.test(idOrPrefix)) return idOrPrefix
  const clients = createClients(target)
  try {
    const store = createAssetStore(clients, await loadStack(clients, target))
    return (await store.find(idOrPrefix)).assetId
  } finally {
    clients.close()
  }
}
