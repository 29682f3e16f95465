// From what a function gives back to what the client reads, by the rules of payload format 2.0.
import { randomBytes } from 'node:crypto'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { ServerResponse } from 'node:http'

export interface Reply {
  statusCode: number
  /** Names in lower case. */
  headers: Record<string, string | string[]>
  body: Buffer
}

/** As API Gateway itself says it: `{"message":"Not Found"}`. */
export const message = (statusCode: number, text: string, headers: Record<string, string> = {}): Reply => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify({ message: text })),
})

export const internalServerError = () => message(500, 'Internal Server Error')

interface FunctionResponse {
  statusCode: unknown
  headers?: unknown
  cookies?: unknown
  body?: unknown
  isBase64Encoded?: unknown
}

const hasStatusCode = (value: unknown): value is FunctionResponse =>
  typeof value === 'object' && value !== null && 'statusCode' in value

/** `payload` is the JSON that the function gave back. What cannot be understood is the function's fault: 500. */
export function replyOf(payload: string): Reply {
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    return internalServerError()
  }
  if (hasStatusCode(value)) return explicitReply(value) ?? internalServerError()
  const body = Buffer.from(typeof value === 'string' ? value : payload)
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
}

/** Set by the server for the connection at hand. */
const NOT_THE_FUNCTIONS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
])

function explicitReply({
  statusCode,
  headers,
  cookies,
  body,
  isBase64Encoded,
}: FunctionResponse): Reply | undefined {
  if (typeof statusCode !== 'number' || !Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599)
    return undefined
  const named = readHeaders(headers ?? {})
  const lines = cookies ?? []
  if (!named || !Array.isArray(lines) || !lines.every((line) => isSendable('set-cookie', line)))
    return undefined
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined
  return {
    statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...named, ...setCookies(named, lines) },
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  }
}

const setCookies = (headers: Record<string, string>, cookies: unknown[]) => {
  const all = [headers['set-cookie'] ?? [], cookies.map(String)].flat()
  return all.length > 0 ? { 'set-cookie': all } : {}
}

/** One line of text, a number or a boolean, under a name that HTTP has. */
function isSendable(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, String(value))
    return ['string', 'number', 'boolean'].includes(typeof value)
  } catch {
    return false
  }
}

function readHeaders(given: unknown): Record<string, string> | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
  const entries = Object.entries(given).map(
    ([name, value]) => [name.toLowerCase(), value as unknown] as const,
  )
  if (!entries.every(([name, value]) => isSendable(name, value))) return undefined
  return Object.fromEntries(
    entries.filter(([name]) => !NOT_THE_FUNCTIONS.has(name)).map(([name, value]) => [name, String(value)]),
  )
}

/** Ids as API Gateway makes them, for instance `JKJaXmPLvHcESHA=`. */
export const makeRequestId = () => randomBytes(11).toString('base64')

/** Also drains what the client still sends, so that it reads the answer instead of a broken connection. */
export function sendReply(response: ServerResponse, reply: Reply, requestId: string): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  response.req.resume()
  const bodiless = reply.statusCode === 204 || reply.statusCode === 304
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value)
  if (bodiless) response.removeHeader('content-type')
  else response.setHeader('content-length', reply.body.length)
  response.setHeader('apigw-requestid', requestId)
  response.writeHead(reply.statusCode)
  response.end(bodiless || response.req.method === 'HEAD' ? undefined : reply.body)
}
