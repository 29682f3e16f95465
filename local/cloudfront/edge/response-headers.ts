// What a response headers policy adds to an answer of the origin.
import { at, isTrueAt, itemsAt, textAt, type Node } from '../xml.ts'
import { wildcardMatches } from './wildcard.ts'

type Headers = Record<string, string>

const list = (node: Node | undefined, name: string) => itemsAt(node, name).map(({ text }) => text)

function corsHeaders(cors: Node | undefined, origin: string | undefined): Headers {
  if (!cors || origin === undefined) return {}
  const allowed = list(cors, 'AccessControlAllowOrigins')
  if (!allowed.some((one) => wildcardMatches(one, origin))) return {}
  const exposed = list(cors, 'AccessControlExposeHeaders')
  const isForAll = allowed.includes('*') && !isTrueAt(cors, 'AccessControlAllowCredentials')
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    ...(!isForAll && { vary: 'Origin' }),
    ...(isTrueAt(cors, 'AccessControlAllowCredentials') && { 'access-control-allow-credentials': 'true' }),
    ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(', ') }),
  }
}

function transportSecurity(node: Node): string {
  const parts = [`max-age=${textAt(node, 'AccessControlMaxAgeSec')}`]
  if (isTrueAt(node, 'IncludeSubdomains')) parts.push('includeSubDomains')
  if (isTrueAt(node, 'Preload')) parts.push('preload')
  return parts.join('; ')
}

const SECURITY: [member: string, header: string, value: (node: Node) => string][] = [
  ['StrictTransportSecurity', 'strict-transport-security', transportSecurity],
  ['ContentTypeOptions', 'x-content-type-options', () => 'nosniff'],
  ['FrameOptions', 'x-frame-options', (node) => textAt(node, 'FrameOption')],
  ['ReferrerPolicy', 'referrer-policy', (node) => textAt(node, 'ReferrerPolicy')],
  ['ContentSecurityPolicy', 'content-security-policy', (node) => textAt(node, 'ContentSecurityPolicy')],
]

interface Addition {
  name: string
  value: string
  /** Also where the origin has said it. */
  override: boolean
}

function additions(policy: Node): Addition[] {
  const security = SECURITY.flatMap(([member, name, value]): Addition[] => {
    const node = at(policy, 'SecurityHeadersConfig', member)
    return node ? [{ name, value: value(node), override: isTrueAt(node, 'Override') }] : []
  })
  const own = itemsAt(policy, 'CustomHeadersConfig').map((node) => ({
    name: textAt(node, 'Header').toLowerCase(),
    value: textAt(node, 'Value'),
    override: isTrueAt(node, 'Override'),
  }))
  return [...security, ...own]
}

/** The headers of the origin with those of the policy. */
export function applyPolicy(policy: Node | undefined, headers: Headers, origin: string | undefined): Headers {
  if (!policy) return headers
  const removed = itemsAt(policy, 'RemoveHeadersConfig').map((node) => textAt(node, 'Header').toLowerCase())
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !removed.includes(name)))
  const added = additions(policy).filter(({ name, override }) => override || !(name in kept))
  return {
    ...kept,
    ...Object.fromEntries(added.map(({ name, value }) => [name, value])),
    ...corsHeaders(at(policy, 'CorsConfig'), origin),
  }
}
