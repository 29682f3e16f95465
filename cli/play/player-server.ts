// A player for one asset on this machine. Cookies of the distribution stay in this process: the page, ffplay and curl ask
// here, and what they ask for is fetched with them.
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createServer, request as plainRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { prefixOf, type Grant } from './grant.ts'
import { playerPage } from './player-page.ts'

export interface Player {
  pageUrl: string
  hlsUrl: string
  close(): Promise<void>
}

export interface PlayerOptions {
  title: string
  /** A grant that is good for a while yet. */
  grant: () => Promise<Grant>
}

const FORWARDED = ['range', 'if-none-match', 'if-modified-since']
const GIVEN_BACK = /^(content-(type|length|range)|accept-ranges|etag|last-modified)$/
const SCRIPT = fileURLToPath(import.meta.resolve('hls.js/dist/hls.min.js'))

function fetchMedia(url: string, cookie: string, asked: IncomingMessage): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? secureRequest : plainRequest
  const kept = FORWARDED.flatMap((name) =>
    asked.headers[name] ? [[name, asked.headers[name]] as const] : [],
  )
  const headers = { cookie, ...Object.fromEntries(kept) }
  return new Promise((resolve, reject) => {
    request(url, { method: asked.method, headers, agent: false }, resolve).on('error', reject).end()
  })
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
}

async function serveMedia(path: string, grant: Grant, { request, response }: Exchange) {
  const answer = await fetchMedia(prefixOf(grant) + path, grant.cookie, request)
  const headers = Object.entries(answer.headers).filter(([name]) => GIVEN_BACK.test(name))
  response.writeHead(answer.statusCode ?? 502, {
    ...Object.fromEntries(headers),
    'cache-control': 'no-store',
  })
  // A player that seeks drops what it has asked for.
  await pipeline(answer, response).catch(() => response.destroy())
}

async function servePage({ title, grant }: PlayerOptions, response: ServerResponse) {
  const granted = await grant()
  const playlist = `media/${granted.streams.hlsUrl.slice(prefixOf(granted).length)}`
  const nonce = randomBytes(12).toString('base64')
  const page = { title, isPreview: granted.isPreview, playlist, script: 'hls.js' }
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; media-src 'self' blob:; worker-src blob:; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  response.end(playerPage(page, nonce))
}

async function answer(options: PlayerOptions, path: string, { request, response }: Exchange) {
  if (path === '') return servePage(options, response)
  if (path === 'hls.js') {
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' })
    return pipeline(createReadStream(SCRIPT), response)
  }
  const media = /^media\/([\w./-]+)$/.exec(path)?.[1]
  if (media === undefined || media.includes('..')) return void response.writeHead(404).end()
  await serveMedia(media, await options.grant(), { request, response })
}

/** Answers on loopback only, below a path that nobody can guess, and to no other host's name. */
export async function startPlayer(options: PlayerOptions): Promise<Player> {
  const secret = randomBytes(16).toString('hex')
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    const [path = ''] = (request.url ?? '').split('?')
    const isOurs = request.headers.host === `127.0.0.1:${port}` && path.startsWith(`/${secret}/`)
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isOurs || !isRead) return void response.writeHead(isOurs ? 405 : 404).end()
    answer(options, path.slice(secret.length + 2), { request, response }).catch(() => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end()
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const pageUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}/`
  const first = await options.grant()
  return {
    pageUrl,
    hlsUrl: `${pageUrl}media/${first.streams.hlsUrl.slice(prefixOf(first).length)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
