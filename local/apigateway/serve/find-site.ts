// Which API and stage a request is for, and what is deployed there.
import type { Address } from '../address.ts'
import type { ApiRecord, Definition, StageRecord } from '../records.ts'
import { DEFAULT_ROUTE } from '../route-key.ts'
import type { Store } from '../store.ts'

export interface Site {
  api: ApiRecord
  stage: StageRecord
  definition: Definition
  /** Decoded, without the stage: what routes are matched with. */
  path: string
  /** Decoded, as the event says it. */
  rawPath: string
}

/** Undefined when there is no such API, or no stage that would answer. */
export function findSite(store: Store, address: Address | undefined): Site | undefined {
  const api = address && store.api(address.apiId)
  if (!api || api.disableExecuteApiEndpoint) return undefined
  const rawPath = decodePath(address.path)
  const [, first = ''] = rawPath.split('/')
  const named = first === DEFAULT_STAGE ? undefined : store.part(api.apiId, 'stage', first)
  const stage = named ?? store.part(api.apiId, 'stage', DEFAULT_STAGE)
  const definition = stage && definitionOf(store, api, stage)
  if (!definition) return undefined
  const path = named ? rawPath.slice(first.length + 1) || '/' : rawPath
  return { api, stage, definition, path, rawPath }
}

const DEFAULT_STAGE = DEFAULT_ROUTE

function definitionOf(store: Store, api: ApiRecord, stage: StageRecord): Definition | undefined {
  if (stage.autoDeploy) return store.definition(api)
  if (stage.deploymentId === undefined) return undefined
  const deployment = store.part(api.apiId, 'deployment', stage.deploymentId)
  return deployment?.autoDeployed ? store.definition(api) : deployment?.definition
}

// A path that is no valid UTF-8 is passed on as it is.
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
