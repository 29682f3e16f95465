import { request } from 'node:http'

export interface Health {
  /** `ours` answers as the local cloud does; `other` is some other program on that port. */
  kind: 'ours' | 'other' | 'none'
  pid?: number
}

const ANSWER_WITHIN_MS = 3000

// Not `fetch`: that refuses a list of ports which browsers must not visit, and a cloud may live on one of them.
function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { timeout: ANSWER_WITHIN_MS }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve(text)).on('error', reject)
    })
    call.on('timeout', () => call.destroy(new Error('No answer')))
    call.on('error', reject).end()
  })
}

/** Who listens at `url`. */
export async function readHealth(url: string): Promise<Health> {
  try {
    const body = JSON.parse(await get(`${url}/_reelgate/health`)) as Record<string, unknown>
    if (body['status'] !== 'ok' || !Array.isArray(body['services'])) return { kind: 'other' }
    return { kind: 'ours', ...(typeof body['pid'] === 'number' ? { pid: body['pid'] } : {}) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Port 0 stands for any free one: nobody can listen there.
    return { kind: code === 'ECONNREFUSED' || code === 'EADDRNOTAVAIL' ? 'none' : 'other' }
  }
}
