// Which addresses may be registered, as far as their text tells; where a name leads is looked at when it is called.

/** `public`: https to the internet. `loopback`: this machine besides, without TLS too; for the local cloud. */
export type Targets = 'public' | 'loopback'

const LOOPBACK_HOSTS = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

const mayBePlain = ({ hostname }: URL, targets: Targets) =>
  targets === 'loopback' && LOOPBACK_HOSTS.test(hostname)

/** Why an address is not taken, as a sentence; undefined when it is. */
export function whyUrlIsRefused(text: string, targets: Targets): string | undefined {
  // A URL parser drops line breaks and tabs without a word.
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) return 'That is not a URL.'
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBePlain(url, targets)))
    return 'The URL must begin with https://.'
  if (url.username !== '' || url.password !== '')
    return 'The URL must not hold a user name or a password: the signature tells who calls.'
  if (text.includes('#')) return 'The URL must not have a fragment (#…): it is never sent.'
  return undefined
}
