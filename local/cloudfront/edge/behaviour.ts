// A distribution as the edge needs it, read from its configuration.
import {
  CACHE_POLICY,
  DISTRIBUTION,
  FUNCTION,
  KEY_GROUP,
  KEY_VALUE_STORE,
  PUBLIC_KEY,
  RESPONSE_HEADERS_POLICY,
} from '../kinds.ts'
import type { Store } from '../store.ts'
import { at, isTrueAt, itemsAt, parseInner, textAt, type Node } from '../xml.ts'
import type { KeyReader } from './viewer-function.ts'
import { wildcardMatches } from './wildcard.ts'

export interface Site {
  distributionId: string
  config: Node
}

export function findSite({ entity }: Store, distributionId: string): Site | undefined {
  const found = entity(DISTRIBUTION.path, distributionId)
  const config = found && parseInner(found.config)
  return config && isTrueAt(config, 'Enabled') ? { distributionId, config } : undefined
}

/** The first behaviour whose pattern fits; patterns may begin with a slash or not. */
export function chooseBehaviour({ config }: Site, path: string): Node | undefined {
  const plain = path.replace(/^\//, '')
  const fits = (one: Node) => wildcardMatches(textAt(one, 'PathPattern').replace(/^\//, ''), plain)
  return itemsAt(config, 'CacheBehaviors').find(fits) ?? at(config, 'DefaultCacheBehavior')
}

export const originOf = ({ config }: Site, behaviour: Node): Node | undefined =>
  itemsAt(config, 'Origins').find((origin) => textAt(origin, 'Id') === textAt(behaviour, 'TargetOriginId'))

export const methodsOf = (behaviour: Node): string[] => {
  const named = itemsAt(behaviour, 'AllowedMethods').map(({ text }) => text)
  return named.length > 0 ? named : ['GET', 'HEAD']
}

export const isRestricted = (behaviour: Node): boolean => isTrueAt(behaviour, 'TrustedKeyGroups', 'Enabled')

/** The PEM of a public key in one of the behaviour's key groups. */
export const keyFinder =
  ({ entity }: Store, behaviour: Node) =>
  (keyId: string): string | undefined => {
    const isTrusted = itemsAt(behaviour, 'TrustedKeyGroups').some(({ text: groupId }) => {
      const group = entity(KEY_GROUP.path, groupId)
      return group !== undefined && itemsAt(parseInner(group.config)).some(({ text }) => text === keyId)
    })
    const key = isTrusted ? entity(PUBLIC_KEY.path, keyId) : undefined
    return key && textAt(parseInner(key.config), 'EncodedKey')
  }

export interface ViewerFunction {
  code: string
  keys: KeyReader | undefined
}

export function functionOf(store: Store, behaviour: Node): ViewerFunction | undefined {
  const association = itemsAt(behaviour, 'FunctionAssociations')[0]
  const name = textAt(association, 'FunctionARN').split('/').at(-1) ?? ''
  const live = name === '' ? undefined : store.entity(FUNCTION, name)?.live
  if (!live) return undefined
  const arn = textAt(itemsAt(parseInner(live.config), 'KeyValueStoreAssociations')[0], 'KeyValueStoreARN')
  const uuid = store.entities(KEY_VALUE_STORE).find((one) => arn.endsWith(`/${one.uuid}`))?.uuid
  return { code: live.code, keys: uuid === undefined ? undefined : keyReader(store, uuid) }
}

const keyReader = (store: Store, uuid: string): KeyReader => ({
  exists: (key) => store.key(uuid, key) !== undefined,
  get(key) {
    const value = store.key(uuid, key)
    if (value === undefined) throw new Error('KeyNotFound')
    return value
  },
})

const policyOf = ({ entity }: Store, path: string, id: string) => {
  const found = id === '' ? undefined : entity(path, id)
  return found && parseInner(found.config)
}

export const responseHeadersPolicyOf = (store: Store, behaviour: Node) =>
  policyOf(store, RESPONSE_HEADERS_POLICY.path, textAt(behaviour, 'ResponseHeadersPolicyId'))

/** Whether the cache policy, or the lack of one of ours, hands the query on to the origin. */
export function passesQuery(store: Store, behaviour: Node): boolean {
  const cachePolicy = policyOf(store, CACHE_POLICY.path, textAt(behaviour, 'CachePolicyId'))
  const inKey = textAt(
    at(cachePolicy, 'ParametersInCacheKeyAndForwardedToOrigin', 'QueryStringsConfig'),
    'QueryStringBehavior',
  )
  return inKey === 'all'
}
