// The things that CloudFront configures, each by the path under which its API knows it.

export interface Kind {
  /** As in the path: `key-group`. */
  path: string
  /** The element of a whole one in an answer. */
  element: string
  /** The element of its configuration. */
  config: string
  /** Of its operations: `CreateKeyGroup`. */
  noun: string
  /** What an update is sent to: `/{id}` or `/{id}/config`. */
  updatesAt: 'id' | 'config'
  /** When it is not there. */
  missing: string
  /** When something else still names it. */
  inUse: string
  idPrefix: string
}

const kind = (path: string, noun: string, more: Partial<Kind> = {}): Kind => ({
  path,
  noun,
  element: noun,
  config: `${noun}Config`,
  updatesAt: 'config',
  missing: `NoSuch${noun}`,
  inUse: `${noun}InUse`,
  idPrefix: 'E',
  ...more,
})

export const DISTRIBUTION = kind('distribution', 'Distribution', { inUse: 'DistributionNotDisabled' })
export const ORIGIN_ACCESS_CONTROL = kind('origin-access-control', 'OriginAccessControl')
export const PUBLIC_KEY = kind('public-key', 'PublicKey', { idPrefix: 'K' })
export const KEY_GROUP = kind('key-group', 'KeyGroup', {
  updatesAt: 'id',
  missing: 'NoSuchResource',
  inUse: 'ResourceInUse',
})
export const CACHE_POLICY = kind('cache-policy', 'CachePolicy', { updatesAt: 'id' })
export const ORIGIN_REQUEST_POLICY = kind('origin-request-policy', 'OriginRequestPolicy', { updatesAt: 'id' })
export const RESPONSE_HEADERS_POLICY = kind('response-headers-policy', 'ResponseHeadersPolicy', {
  updatesAt: 'id',
})

export const CONFIG_KINDS = [
  DISTRIBUTION,
  ORIGIN_ACCESS_CONTROL,
  PUBLIC_KEY,
  KEY_GROUP,
  CACHE_POLICY,
  ORIGIN_REQUEST_POLICY,
  RESPONSE_HEADERS_POLICY,
]

export const FUNCTION = 'function'
export const KEY_VALUE_STORE = 'key-value-store'

/** Policies that AWS has made: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const MANAGED_POLICIES = {
  cachingDisabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  cachingOptimized: '658327ea-f89d-4fab-a63d-7e88639e58f6',
  allViewerExceptHostHeader: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
}
