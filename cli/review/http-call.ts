// Not `fetch`: that refuses a list of ports which browsers must not visit, and a cloud may live on one of them.
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'

export interface Call {
  method: string
  url: string
  headers?: Record<string, string>
  body?: string
  /** An answer that is longer is not read. */
  maxBytes: number
}

export interface Answer {
  status: number
  contentType: string
  /** The moment by the clock of who answers. */
  date: string | undefined
  /** Each `Set-Cookie` line. */
  setCookies: string[]
  body: Buffer
}

// An HTTP API gives its function 29 seconds.
const ANSWER_WITHIN_MS = 35_000

export function callHttp({ method, url, headers = {}, body, maxBytes }: Call): Promise<Answer> {
  const request = url.startsWith('https:') ? secureRequest : plainRequest
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, timeout: ANSWER_WITHIN_MS, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      let sizeBytes = 0
      answer.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length
        if (sizeBytes > maxBytes) answer.destroy(new Error('The answer is too long.'))
        else chunks.push(chunk)
      })
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          contentType: answer.headers['content-type'] ?? '',
          date: answer.headers.date,
          setCookies: answer.headers['set-cookie'] ?? [],
          body: Buffer.concat(chunks),
        }),
      )
    })
    call.on('timeout', () => call.destroy(new Error('The endpoint does not answer.')))
    call.on('error', reject).end(body)
  })
}
