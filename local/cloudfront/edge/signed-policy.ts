// The policy that was signed: for what address, until when, from when, for whom.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-setting-signed-cookie-custom-policy.html
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { wildcardMatches } from './wildcard.ts'

export interface SignedPolicy {
  /** Absent: everything that the key may open. */
  resource?: string
  /** Seconds since the epoch. */
  expiresAt: number
  startsAt?: number
  /** An address or a range in CIDR. */
  sourceIp?: string
}

export interface Visit {
  /** As the viewer asked for it, without what the signature added to its query. */
  url: string
  ip: string
  /** Seconds since the epoch. */
  now: number
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const epochIn = (condition: unknown): number | undefined => {
  const time = isObject(condition) ? condition['AWS:EpochTime'] : undefined
  return typeof time === 'number' && Number.isSafeInteger(time) ? time : undefined
}

/** The one statement of a policy. */
function statementOf(text: string): Record<string, unknown> | undefined {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  const statements = isObject(document) ? document['Statement'] : undefined
  const [statement, ...others] = Array.isArray(statements) ? (statements as unknown[]) : []
  return isObject(statement) && others.length === 0 ? statement : undefined
}

/** The member as `read` takes it; false where there is one that it cannot take. */
const optional = <T>(value: unknown, read: (value: unknown) => T | undefined): T | undefined | false =>
  value === undefined ? undefined : (read(value) ?? false)

const textIn = (value: unknown) => (typeof value === 'string' ? value : undefined)
const addressIn = (value: unknown) => (isObject(value) ? textIn(value['AWS:SourceIp']) : undefined)

/** Undefined for what is no policy of one statement with an end. */
export function readPolicy(text: string): SignedPolicy | undefined {
  const statement = statementOf(text)
  const condition = statement?.['Condition']
  if (!isObject(condition)) return undefined
  const expiresAt = epochIn(condition['DateLessThan'])
  const resource = optional(statement?.['Resource'], textIn)
  const startsAt = optional(condition['DateGreaterThan'], epochIn)
  const sourceIp = optional(condition['IpAddress'], addressIn)
  if (expiresAt === undefined || resource === false || startsAt === false || sourceIp === false)
    return undefined
  return {
    expiresAt,
    ...(resource !== undefined && { resource }),
    ...(startsAt !== undefined && { startsAt }),
    ...(sourceIp !== undefined && { sourceIp }),
  }
}

function isWithin(range: string, ip: string): boolean {
  const [network = '', bits] = range.split('/')
  const family = isIPv4(network) ? 'ipv4' : 'ipv6'
  const length = Number(bits ?? (family === 'ipv4' ? 32 : 128))
  const isFit = family === 'ipv4' ? isIPv4(ip) : isIPv6(network) && isIPv6(ip)
  if (!isFit || !Number.isInteger(length) || length < 0 || length > (family === 'ipv4' ? 32 : 128))
    return false
  const list = new BlockList()
  list.addSubnet(network, length, family)
  return list.check(ip, family)
}

/** Whether the policy lets this visit in. */
export const admits = (
  { resource, expiresAt, startsAt, sourceIp }: SignedPolicy,
  { url, ip, now }: Visit,
): boolean =>
  now < expiresAt &&
  (startsAt === undefined || now >= startsAt) &&
  (resource === undefined || wildcardMatches(resource, url)) &&
  (sourceIp === undefined || isWithin(sourceIp, ip))
