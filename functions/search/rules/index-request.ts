// What a message of the search queue asks for.

export interface IndexRequest {
  assetId: string
  /** Write everything anew, whatever is said to have been written. */
  isForced: boolean
}

const ASSET_ID = /^[0-9a-f]{32}$/

/** @param body an event of the asset bus as EventBridge puts it into a queue, or a request of a rebuild */
export function readRequest(body: string): IndexRequest | undefined {
  try {
    const { assetId, isForced, detail } = JSON.parse(body) as Partial<IndexRequest> & {
      detail?: { assetId?: unknown }
    }
    const named: unknown = detail?.assetId ?? assetId
    if (typeof named !== 'string' || !ASSET_ID.test(named)) return undefined
    return { assetId: named, isForced: isForced === true }
  } catch {
    return undefined
  }
}
