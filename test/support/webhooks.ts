// Endpoints of webhooks: as records, and as real servers that a test holds in its hands.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookEndpoint, WebhookEvent } from '../../schemas/generated/types.ts'

export const ENDPOINT_ID = '0123456789abcdef01234567'

export const anEndpoint = (changes: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  endpointId: ENDPOINT_ID,
  url: 'https://example.com/hook',
  eventTypes: ['asset.*'],
  state: 'enabled',
  createdBy: 'olga',
  createdAt: '2026-11-21T09:00:00.000Z',
  failuresInRow: 0,
  pausedUntilMs: 0,
  slots: [0, 0, 0, 0],
  ...changes,
})

export interface ReceivedRequest {
  headers: Record<string, string>
  body: string
  event: WebhookEvent
}

/** A status to answer; `never` keeps the caller waiting. */
type Manner = number | 'never'

/** A receiver on this machine that keeps what it is sent, and answers as it is told to. */
export async function openReceiver() {
  const received: ReceivedRequest[] = []
  let manner: Manner = 200
  let atOnce = 0
  let mostAtOnce = 0
  const server = createServer((request, response) => {
    atOnce += 1
    mostAtOnce = Math.max(mostAtOnce, atOnce)
    response.on('close', () => (atOnce -= 1))
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const headers = request.headers as Record<string, string>
      received.push({ headers, body, event: JSON.parse(body) as WebhookEvent })
      if (manner !== 'never') response.writeHead(manner).end('thank you')
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** Requests that waited for their answers together. */
    mostAtOnce: () => mostAtOnce,
    answerWith(next: Manner) {
      manner = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
