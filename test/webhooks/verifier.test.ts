// The check that receivers are given, against signatures that neither it nor Reelgate has made.
import { beforeAll, describe, expect, test } from '@jest/globals'
import { webcrypto } from 'node:crypto'
import { newSecret, sign } from '../../functions/webhooks/sign.ts'
import { loadVerifier, type Verify } from './verifier.ts'

const SECRET = 'whsec_for-this-test'
const NINE = Date.parse('2026-11-21T09:00:00.000Z')
const BODY = '{"id":"e1","type":"asset.published","data":{"title":"학교 🎬"}}'

let verify: Verify
beforeAll(async () => {
  verify = await loadVerifier()
})

/** By Web Crypto: another implementation than the one that signs and the one that checks. */
async function signedElsewhere(secret: string, timestamp: number, body: string): Promise<string> {
  const text = new TextEncoder()
  const key = await webcrypto.subtle.importKey(
    'raw',
    text.encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const mac = await webcrypto.subtle.sign('HMAC', key, text.encode(`${timestamp}.${body}`))
  return `v1=${Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

async function aRequest({ atMs = NINE, secret = SECRET, body = BODY } = {}) {
  const timestamp = Math.floor(atMs / 1000)
  const headers: Record<string, string> = {
    'reelgate-event-id': 'e1',
    'reelgate-timestamp': String(timestamp),
    'reelgate-signature': await signedElsewhere(secret, timestamp, body),
  }
  return { headers, body }
}

const options = { secret: SECRET, nowMs: NINE }

describe('a request', () => {
  test('that is signed is believed', async () => {
    expect(verify(await aRequest(), options)).toEqual(JSON.parse(BODY))
  })

  test('is signed by Reelgate as by anybody else who has the secret', async () => {
    expect(sign(SECRET, 1795251600, BODY)).toBe(await signedElsewhere(SECRET, 1795251600, BODY))
  })

  test('may be five minutes old or early, and no more', async () => {
    const minute = 60_000
    for (const atMs of [NINE - 5 * minute, NINE + 5 * minute])
      expect(verify(await aRequest({ atMs }), options)).toBeDefined()
    for (const atMs of [NINE - 5 * minute - 1000, NINE + 5 * minute + 1000, 0])
      expect(verify(await aRequest({ atMs }), options)).toBeUndefined()
  })

  test('is taken once, whatever its headers say the second time', async () => {
    const seen = new Set<string>()
    const request = await aRequest()
    expect(verify(request, { ...options, seen })).toBeDefined()
    request.headers['reelgate-event-id'] = 'e2'
    expect(verify(request, { ...options, seen })).toBeUndefined()
  })

  test.each<[string, (request: { headers: Record<string, string>; body: string }) => void]>([
    ['another body', (request) => (request.body = BODY.replace('published', 'rejected'))],
    ['a space more', (request) => (request.body += ' ')],
    ['another moment', ({ headers }) => (headers['reelgate-timestamp'] = String(NINE / 1000 + 1))],
    ['no moment', ({ headers }) => delete headers['reelgate-timestamp']],
    ['a moment that is no number', ({ headers }) => (headers['reelgate-timestamp'] = 'NaN')],
    ['no signature', ({ headers }) => delete headers['reelgate-signature']],
    ['half a signature', ({ headers }) => (headers['reelgate-signature'] = 'v1=12ab')],
    ['an empty one', ({ headers }) => (headers['reelgate-signature'] = '')],
    [
      'one digit changed',
      ({ headers }) => {
        const signature = headers['reelgate-signature']!
        headers['reelgate-signature'] = signature.slice(0, -1) + (signature.endsWith('0') ? '1' : '0')
      },
    ],
  ])('with %s is not', async (_, tamper) => {
    const request = await aRequest()
    tamper(request)
    expect(verify(request, options)).toBeUndefined()
  })

  test('that is signed with another secret is not', async () => {
    expect(verify(await aRequest({ secret: 'whsec_of-somebody-else' }), options)).toBeUndefined()
  })
})

describe('a new secret', () => {
  test('is another each time, and long enough that nobody guesses it', () => {
    const secrets = Array.from({ length: 50 }, newSecret)
    expect(new Set(secrets).size).toBe(50)
    expect(secrets.every((secret) => /^whsec_[\w-]{43}$/.test(secret))).toBe(true)
  })
})
