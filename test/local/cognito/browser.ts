// A browser as far as a sign-in needs one: it keeps cookies by name and path, follows redirects on this machine, and
// sends forms as a browser does, with the page's origin.
import { createHash, randomBytes } from 'node:crypto'

interface Cookie {
  path: string
  value: string
}

export interface Page {
  status: number
  url: string
  html: string
  headers: Headers
}

export function openBrowser(endpoint: string) {
  const jar = new Map<string, Cookie>()

  const keep = (headers: Headers, pathname: string) => {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((one) => one.trim())
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? pathname
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      const isOver = attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one))
      if (isOver) jar.delete(`${path} ${name}`)
      else jar.set(`${path} ${name}`, { path, value })
    }
  }
  const cookiesFor = (pathname: string) =>
    [...jar]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')))
      .map(([key, { value }]) => `${key.slice(key.indexOf(' ') + 1)}=${value}`)
      .join('; ')

  /** Stops at the first page, or at a redirect that leads away from the local cloud. */
  async function go(url: string, init: RequestInit = {}): Promise<Page> {
    const { pathname } = new URL(url)
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: cookiesFor(pathname), accept: 'text/html' },
    })
    keep(response.headers, pathname)
    const html = await response.text()
    const location = response.headers.get('location')
    if (!location) return { status: response.status, url, html, headers: response.headers }
    const next = new URL(location, url).href
    if (!next.startsWith(endpoint))
      return { status: response.status, url: next, html, headers: response.headers }
    return go(next)
  }

  /** Sends the form of a page with its hidden fields and what is typed in. */
  async function submit(page: Page, typed: Record<string, string>, origin = endpoint): Promise<Page> {
    const action = /<form [^>]*action="([^"]+)"/.exec(page.html)?.[1]
    if (!action) throw new Error(`No form on ${page.url}: ${page.html}`)
    const hidden = [...page.html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const body = new URLSearchParams(
      hidden.map(([, name = '', value = '']): [string, string] => [name, value]),
    )
    Object.entries(typed).forEach(([name, value]) => body.set(name, value))
    return go(new URL(action, page.url).href, { method: 'POST', body, headers: { origin } })
  }
  return { go, submit }
}

export function pkcePair() {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}
