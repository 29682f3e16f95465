// What AWS's own signer signs, judged by the local edge.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { getSignedCookies, getSignedUrl, type CloudfrontSignerAlgorithm } from '@aws-sdk/cloudfront-signer'
import { makeKeys, openLab, type Lab } from './lab.ts'

const PLAYLIST = 'assets/one/r1/stream/main.m3u8'
const HOUR_S = 3600

let lab: Lab
const stranger = makeKeys()
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

interface Ticket {
  resource?: string
  expiresInS?: number
  startsInS?: number
  ip?: string
  privateKey?: string
  keyPairId?: string
  algorithm?: CloudfrontSignerAlgorithm
}

function cookies({ resource = `${lab.base}/assets/one/r1/*`, expiresInS = HOUR_S, ...rest }: Ticket = {}) {
  const condition = {
    DateLessThan: { 'AWS:EpochTime': lab.now() + expiresInS },
    ...(rest.startsInS !== undefined && {
      DateGreaterThan: { 'AWS:EpochTime': lab.now() + rest.startsInS },
    }),
    ...(rest.ip !== undefined && { IpAddress: { 'AWS:SourceIp': rest.ip } }),
  }
  return getSignedCookies({
    policy: JSON.stringify({ Statement: [{ Resource: resource, Condition: condition }] }),
    keyPairId: rest.keyPairId ?? lab.keyId,
    privateKey: rest.privateKey ?? lab.privateKey,
    ...(rest.algorithm && { algorithm: rest.algorithm }),
  }) as unknown as Record<string, string>
}

const header = (given: Record<string, string>) => ({
  cookie: Object.entries(given)
    .map(([name, value]) => `${name}=${value}`)
    .join('; '),
})

async function verdict(path: string, headers: Record<string, string>) {
  const answer = await lab.get(path, headers)
  const code = /<Code>(\w+)</.exec(await answer.text())?.[1]
  return code === undefined ? answer.status : `${answer.status} ${code}`
}

const reencode = (policy: string) =>
  Buffer.from(policy).toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~')
const decode = (text = '') =>
  Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64').toString()

const tamper = (change: (policy: string) => string) => {
  const signed = cookies()
  return { ...signed, 'CloudFront-Policy': reencode(change(decode(signed['CloudFront-Policy']))) }
}

const without = (name: string) =>
  Object.fromEntries(Object.entries(cookies()).filter(([key]) => key !== `CloudFront-${name}`))

const CASES: [name: string, given: () => Record<string, string>, answer: number | string, path?: string][] = [
  ['the right ones', () => cookies(), 200],
  [
    'the right ones, on a segment whose name is escaped',
    () => cookies(),
    200,
    'assets/one/r1/stream/video%201.m4s',
  ],
  ['SHA-256 signatures', () => cookies({ algorithm: 'SHA256' }), 200],
  [
    'SHA-256 signatures that call themselves SHA-1',
    () => ({ ...cookies({ algorithm: 'SHA256' }), 'CloudFront-Hash-Algorithm': 'SHA1' }),
    '403 AccessDenied',
  ],
  ['no cookies', () => ({}), '403 MissingKey'],
  ['no key id', () => without('Key-Pair-Id'), '403 MissingKey'],
  ['no policy', () => without('Policy'), '403 MalformedPolicy'],
  ['no signature', () => without('Signature'), '403 AccessDenied'],
  ['expired ones', () => cookies({ expiresInS: -1 }), '403 AccessDenied'],
  ['ones that are not valid yet', () => cookies({ startsInS: 60 }), '403 AccessDenied'],
  ['ones that have begun', () => cookies({ startsInS: -60 }), 200],
  ['those of another asset', () => cookies(), '403 AccessDenied', 'assets/two/r1/stream/main.m3u8'],
  [
    'those of another revision',
    () => cookies({ resource: `${lab.base}/assets/one/r2/*` }),
    '403 AccessDenied',
  ],
  ['those of another host', () => cookies({ resource: 'http://elsewhere.example/*' }), '403 AccessDenied'],
  ['a question mark for one character', () => cookies({ resource: `${lab.base}/assets/one/r?/*` }), 200],
  [
    'a policy made wider',
    () => tamper((policy) => policy.replace('assets/one/r1/*', '*')),
    '403 AccessDenied',
  ],
  [
    'a policy made longer',
    () => tamper((policy) => policy.replace(/:(\d{10})/, ':9999999999')),
    '403 AccessDenied',
  ],
  ['a policy that is no JSON', () => tamper(() => 'nonsense'), '403 MalformedPolicy'],
  [
    'a policy of two statements',
    () => tamper((policy) => policy.replace(/\[(.*)\]/, '[$1,$1]')),
    '403 MalformedPolicy',
  ],
  [
    'a signature in another alphabet',
    () => ({ ...cookies(), 'CloudFront-Signature': 'a+b/c=' }),
    '403 AccessDenied',
  ],
  ['an unknown key id', () => cookies({ keyPairId: 'KNOBODY' }), '403 InvalidKey'],
  ['the key of a stranger', () => cookies({ privateKey: stranger.privateKey }), '403 AccessDenied'],
  ['ones for this address', () => cookies({ ip: '127.0.0.0/8' }), 200],
  ['ones for another address', () => cookies({ ip: '203.0.113.0/24' }), '403 AccessDenied'],
  [
    'ones for everything, on what the bucket keeps from the distribution',
    () => cookies({ resource: `${lab.base}/*` }),
    '403 AccessDenied',
    'evidence/one/r1/moderation.json',
  ],
  [
    'ones for everything, on what is not there',
    () => cookies({ resource: `${lab.base}/*` }),
    '403 AccessDenied',
    'assets/none',
  ],
  [
    'a path that climbs',
    () => cookies(),
    '403 AccessDenied',
    'assets/one/r1/..%2f..%2f..%2fevidence/one/r1/moderation.json',
  ],
]

describe('the edge answers to signed cookies:', () => {
  test.each(CASES)('%s', async (_name, given, answer, path = PLAYLIST) => {
    expect(await verdict(path, header(given()))).toBe(answer)
  })

  test('until they expire in the time of the cloud', async () => {
    const given = header(cookies({ expiresInS: 60 }))
    expect(await verdict(PLAYLIST, given)).toBe(200)
    await fetch(`${lab.cloud.url}/_reelgate/clock`, { method: 'POST', body: '{"advanceMs":61000}' })
    expect(await verdict(PLAYLIST, given)).toBe('403 AccessDenied')
  })
})

describe('the edge answers to signed URLs:', () => {
  const dateLessThan = () => new Date((lab.now() + HOUR_S) * 1000).toISOString()
  const sign = (url: string) =>
    getSignedUrl({ url, keyPairId: lab.keyId, privateKey: lab.privateKey, dateLessThan: dateLessThan() })
  const read = async (url: string) => (await fetch(url)).status

  test('with a canned policy, also with a query of its own', async () => {
    expect(await read(sign(`${lab.base}/${PLAYLIST}`))).toBe(200)
    expect(await read(sign(`${lab.base}/${PLAYLIST}?take=2`))).toBe(200)
  })
  test('not for another address, nor for another query', async () => {
    const signed = sign(`${lab.base}/${PLAYLIST}?take=2`)
    expect(await read(signed.replace('/one/', '/two/'))).toBe(403)
    expect(await read(signed.replace('take=2', 'take=3'))).toBe(403)
  })
  test('with a custom policy; a URL counts before cookies', async () => {
    const policy = (resource: string) =>
      JSON.stringify({
        Statement: [{ Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': lab.now() + 60 } } }],
      })
    const url = `${lab.base}/${PLAYLIST}`
    const signed = (resource: string) =>
      getSignedUrl({ url, policy: policy(resource), keyPairId: lab.keyId, privateKey: lab.privateKey })
    expect(await read(signed(`${lab.base}/assets/*`))).toBe(200)
    const wrong = await fetch(signed(`${lab.base}/other/*`), { headers: header(cookies()) })
    expect(wrong.status).toBe(403)
  })
})
