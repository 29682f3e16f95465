// Bytes of a file on their way to S3: streamed, counted, and answered with what S3 says. Not `fetch`: that cannot send a
// stream of known length, and refuses ports on which a local cloud may live.
import { createReadStream } from 'node:fs'
import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface FileRange {
  path: string
  startByte: number
  sizeBytes: number
}

export interface Sending {
  method: 'POST' | 'PUT'
  url: string
  headers: Record<string, string>
  range: FileRange
  /** What stands before and after the range. */
  head?: Buffer
  tail?: Buffer
  signal: AbortSignal
  /** Hears of every few bytes of the range that were given to the network. */
  onBytes: (sizeBytes: number) => void
}

/** S3 has refused, or could not be reached: `status` is absent then. */
export class SendError extends Error {
  override readonly name = 'SendError'
  readonly status: number | undefined
  readonly code: string

  constructor(message: string, { status, code, cause }: { status?: number; code: string; cause?: unknown }) {
    super(message, { cause })
    this.status = status
    this.code = code
  }
}

const IDLE_MS = 60_000
const LONGEST_ANSWER_BYTES = 64 * 1024

const agents = {
  'http:': new PlainAgent({ keepAlive: true }),
  'https:': new SecureAgent({ keepAlive: true }),
}

export const readRange = ({ path, startByte, sizeBytes }: FileRange) =>
  createReadStream(path, { start: startByte, end: startByte + sizeBytes - 1, highWaterMark: 256 * 1024 })

async function* bodyOf({ range, head, tail, onBytes }: Sending): AsyncGenerator<Buffer> {
  if (head) yield head
  for await (const chunk of readRange(range) as AsyncIterable<Buffer>) {
    yield chunk
    onBytes(chunk.length)
  }
  if (tail) yield tail
}

function open({ method, url, headers, range, head, tail, signal }: Sending): ClientRequest {
  const isSecure = url.startsWith('https:')
  const length = range.sizeBytes + (head?.length ?? 0) + (tail?.length ?? 0)
  return (isSecure ? secureRequest : plainRequest)(url, {
    ...{ method, signal, timeout: IDLE_MS },
    headers: { ...headers, 'content-length': length },
    agent: isSecure ? agents['https:'] : agents['http:'],
  })
}

async function readAnswer(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
    if (text.length < LONGEST_ANSWER_BYTES) text += chunk
  }
  return text
}

const wordOf = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]

/** @throws SendError, or the reason of `signal` */
export async function sendBytes(sending: Sending): Promise<void> {
  const call = open(sending)
  call.on('timeout', () => call.destroy(new Error('The endpoint does not take any more.')))
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    call.on('response', resolve)
    call.on('error', reject)
  })
  // An answer that comes before the end of the body is a refusal: it counts, not the connection that breaks then.
  const sent = pipeline(Readable.from(bodyOf(sending), { objectMode: false }), call)
  sent.catch(() => undefined)
  try {
    const answer = await answered
    const status = answer.statusCode ?? 0
    const text = await readAnswer(answer).catch(() => '')
    if (status < 300) return await sent
    const code = wordOf(text, 'Code') ?? `status-${status}`
    throw new SendError(wordOf(text, 'Message') ?? `S3 answers with status ${status}.`, { status, code })
  } catch (error) {
    call.destroy()
    if (sending.signal.aborted) throw sending.signal.reason
    if (error instanceof SendError) throw error
    const { message, code = 'unreachable' } = error as NodeJS.ErrnoException
    throw new SendError(message || 'The endpoint cannot be reached.', { code, cause: error })
  }
}

/** Connections that are kept would keep the process. */
export const closeConnections = () => Object.values(agents).forEach((agent) => agent.destroy())
