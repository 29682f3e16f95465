// Where a browser may be sent after signing in or out.
import { invalidParameter } from './errors.ts'
import type { ClientSettings } from './records.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
/** Schemes that a browser would run or show instead of following. */
const DANGEROUS = ['javascript:', 'data:', 'file:', 'vbscript:', 'blob:', 'about:']

/** https, http on this machine only, or the scheme of an app; never with a fragment. Throws `InvalidParameterException`. */
export function checkCallbacks(settings: ClientSettings): void {
  const { CallbackURLs = [], LogoutURLs = [], DefaultRedirectURI } = settings
  for (const text of [...CallbackURLs, ...LogoutURLs]) {
    const url = URL.parse(text)
    if (!url || DANGEROUS.includes(url.protocol))
      throw invalidParameter(`${text} is not a valid redirect URL.`)
    if (text.includes('#')) throw invalidParameter(`${text} cannot have a fragment component.`)
    if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname))
      throw invalidParameter(`${text} cannot use the HTTP protocol.`)
  }
  if (DefaultRedirectURI && !CallbackURLs.includes(DefaultRedirectURI))
    throw invalidParameter('DefaultRedirectURI must be in the list of CallbackURLs.')
  if (settings.AllowedOAuthFlows?.includes('code') && CallbackURLs.length === 0)
    throw invalidParameter('CallbackURLs are required for the code flow.')
}

/**
 * A callback must be registered letter by letter, as on AWS. One that is registered on this machine without a port
 * takes any port (RFC 8252, 7.3); that is wider than AWS.
 */
export function callbackAllowed({ CallbackURLs = [] }: ClientSettings, wanted: string): boolean {
  if (CallbackURLs.includes(wanted)) return true
  const url = URL.parse(wanted)
  if (url?.protocol !== 'http:' || !LOOPBACK.includes(url.hostname) || url.username || url.password)
    return false
  url.port = ''
  const portless = CallbackURLs.filter((text) => URL.parse(text)?.port === '')
  return portless.some((text) => URL.parse(text)?.href === url.href)
}
