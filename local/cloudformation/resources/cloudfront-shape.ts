// The template writes CloudFront's configurations a little differently from its API: lists are plain, some names differ,
// and numbers and booleans may be text.
import type { Properties } from './provider.ts'

const RENAMED: Record<string, string> = {
  AcmCertificateArn: 'ACMCertificateArn',
  IamCertificateId: 'IAMCertificateId',
  SslSupportMethod: 'SSLSupportMethod',
  IPV6Enabled: 'IsIPV6Enabled',
  OriginCustomHeaders: 'CustomHeaders',
  OriginSSLProtocols: 'OriginSslProtocols',
}

/** Of a list, whether its API form says `Enabled` beside the quantity. */
const WITH_ENABLED = new Set(['TrustedKeyGroups', 'TrustedSigners'])

const IS_NUMBER = /(TTL|Sec|Port|Timeout|Attempts|ErrorCode|SamplingRate)$/

const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function scalar(name: string, value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true'
  return IS_NUMBER.test(name) && typeof value === 'string' ? Number(value) : value
}

function listed(name: string, values: unknown[]): Properties {
  const Items = values.map((value) => (isObject(value) ? apiShape(value) : value))
  return {
    ...(WITH_ENABLED.has(name) && { Enabled: Items.length > 0 }),
    Quantity: Items.length,
    ...(Items.length > 0 && { Items }),
  }
}

/** `CachedMethods` stand beside the allowed ones in a template, and within them in the API. */
function withCachedMethods({ CachedMethods, ...rest }: Properties): Properties {
  const { AllowedMethods } = rest
  if (!CachedMethods) return rest
  return { ...rest, AllowedMethods: { ...(AllowedMethods as Properties), CachedMethods } }
}

/** A configuration of a template as the API takes it. `Items` that are written out get their quantity. */
export function apiShape(properties: Properties): Properties {
  const entries = Object.entries(properties).map(([name, value]) => {
    const renamed = RENAMED[name] ?? name
    if (name === 'Items' && Array.isArray(value)) return [name, listed(name, value)['Items'] ?? []]
    if (Array.isArray(value)) return [renamed, listed(name, value)]
    return [renamed, isObject(value) ? apiShape(value) : scalar(name, value)]
  })
  const shaped = Object.fromEntries(entries) as Properties
  const { Items } = shaped
  return withCachedMethods(Array.isArray(Items) ? { Quantity: Items.length, ...shaped } : shaped)
}
