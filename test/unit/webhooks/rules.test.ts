import { describe, expect, test } from '@jest/globals'
import { isAllowedAddress } from '../../../functions/webhooks/public-address.ts'
import { describeEvent } from '../../../functions/webhooks/rules/event.ts'
import { wantsEvent } from '../../../functions/webhooks/rules/interest.ts'
import { judgeAnswer } from '../../../functions/webhooks/rules/reception.ts'
import {
  GIVE_UP_AFTER_MS,
  pauseMs,
  retryAfterSeconds,
  turnAfterSeconds,
} from '../../../functions/webhooks/rules/timing.ts'
import { whyUrlIsRefused } from '../../../functions/webhooks/rules/url.ts'
import type { WebhookEndpoint } from '../../../schemas/generated/types.ts'
import { anEndpoint } from '../../support/webhooks.ts'

const ASSET = '0123456789abcdef0123456789abcdef'
const CLOSED = '2026-11-21T09:00:00.000Z'

const busEvent = (detail: Record<string, unknown>, type = 'asset.published') => ({
  id: '6f1c1c1e-0000-4000-8000-000000000001',
  'detail-type': type,
  time: '2026-11-21T09:00:07Z',
  detail,
})

describe('an event as it is told', () => {
  test('has one id for an outcome, whichever announcement of it arrives', () => {
    const detail = { assetId: ASSET, revision: 2, closedAt: CLOSED }
    const again = { ...busEvent(detail), id: 'another-one', time: '2026-11-21T09:03:00Z' }
    expect(describeEvent(busEvent(detail))).toEqual({
      id: `asset.published:${ASSET}:r2:${CLOSED}`,
      type: 'asset.published',
      occurredAt: CLOSED,
      data: detail,
    })
    expect(describeEvent(again)).toEqual(describeEvent(busEvent(detail)))
  })

  test('has the id of the bus where it is no outcome, or claims to be one with odd values', () => {
    const { id, time } = busEvent({})
    expect(describeEvent(busEvent({ assetId: ASSET }, 'asset.captions-changed'))).toMatchObject({
      id,
      occurredAt: new Date(time).toISOString(),
    })
    const odd = { assetId: 'a\r\nreelgate-signature: v1=0', revision: 0, closedAt: CLOSED }
    expect(describeEvent(busEvent(odd)).id).toBe(id)
  })
})

describe('who hears of an event', () => {
  test.each<[Partial<WebhookEndpoint>, string, boolean]>([
    [{ eventTypes: ['asset.*'] }, 'asset.stuck', true],
    [{ eventTypes: ['asset.published'] }, 'asset.published', true],
    [{ eventTypes: ['asset.published'] }, 'asset.rejected', false],
    [{ eventTypes: ['asset.*'], state: 'disabled' }, 'asset.published', false],
  ])('%j and %s: %s', (endpoint, type, expected) => {
    expect(wantsEvent(anEndpoint(endpoint), type)).toBe(expected)
  })
})

describe('an answer', () => {
  test.each([
    [{ status: 200 }, 'delivered'],
    [{ status: 204 }, 'delivered'],
    [{ status: 299 }, 'delivered'],
    [{ status: 101 }, 'failed'],
    [{ status: 302 }, 'failed'],
    [{ status: 400 }, 'failed'],
    [{ status: 410 }, 'gone'],
    [{ status: 503 }, 'failed'],
    [{ problem: 'It refuses the connection.' }, 'failed'],
  ])('%j is %s', (answer, kind) => {
    expect(judgeAnswer(answer).kind).toBe(kind)
  })
})

describe('when a delivery is tried again', () => {
  const attemptsOf = (dice: number) => {
    const at = [0]
    while (at.at(-1)! < GIVE_UP_AFTER_MS) at.push(at.at(-1)! + retryAfterSeconds(at.at(-1)!, dice) * 1000)
    return at
  }

  test.each([0, 0.5, 1])('ends exactly after three days, with luck %d', (dice) => {
    const attempts = attemptsOf(dice)
    expect(attempts.at(-1)).toBe(GIVE_UP_AFTER_MS)
    const waits = attempts.slice(1).map((ms, index) => ms - attempts[index]!)
    expect(Math.max(...waits)).toBeLessThanOrEqual(3_600_000)
    expect(attempts.filter((ms) => ms < 60_000).length).toBeGreaterThanOrEqual(3)
  })

  test('stays far from the number of receives that ends a message', () => {
    expect(attemptsOf(0).length).toBeLessThan(200)
  })

  test('is told apart for deliveries that failed together', () => {
    expect(retryAfterSeconds(600_000, 0)).toBe(300)
    expect(retryAfterSeconds(600_000, 1)).toBe(600)
  })
})

describe('an endpoint that fails', () => {
  test('is left alone from the fifth failure in a row, ever longer up to a quarter of an hour', () => {
    expect([0, 1, 4, 5, 6, 7, 9, 10, 11, 1000].map(pauseMs)).toEqual([
      0, 0, 0, 30_000, 60_000, 120_000, 480_000, 900_000, 900_000, 900_000,
    ])
  })

  test('whose hands are full is asked again soon at first, then less soon', () => {
    expect([1, 2, 4, 9, 100].map((count) => turnAfterSeconds(count, 1))).toEqual([5, 10, 40, 900, 900])
  })
})

describe('the text of an address', () => {
  test.each([
    'https://example.com',
    'https://example.com:8443/hooks/reelgate?tenant=7',
    'https://한국.example/hook',
  ])('takes %s', (url) => {
    expect(whyUrlIsRefused(url, 'public')).toBeUndefined()
  })

  test.each([
    ['http://example.com', 'must begin with https'],
    ['ftp://example.com', 'must begin with https'],
    ['file:///etc/passwd', 'must begin with https'],
    ['http://127.0.0.1/', 'must begin with https'],
    ['https://me:secret@example.com', 'user name or a password'],
    ['https://me@example.com', 'user name or a password'],
    ['https://example.com/#here', 'fragment'],
    ['https://example.com/#', 'fragment'],
    ['https://exa\nmple.com', 'not a URL'],
    ['https://', 'not a URL'],
    ['example.com/hook', 'not a URL'],
  ])('refuses %j', (url, why) => {
    expect(whyUrlIsRefused(url, 'public')).toContain(why)
  })

  test('may be this machine without TLS on the local cloud, and nobody else', () => {
    expect(whyUrlIsRefused('http://127.0.0.1:8080/', 'loopback')).toBeUndefined()
    expect(whyUrlIsRefused('http://[::1]:8080/', 'loopback')).toBeUndefined()
    expect(whyUrlIsRefused('http://localhost.example.com/', 'loopback')).toContain('https')
    expect(whyUrlIsRefused('http://127.0.0.1.example.com/', 'loopback')).toContain('https')
  })
})

describe('an internet address', () => {
  const PRIVATE = [
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '169.254.170.2',
      '172.31.255.255',
    ],
    ...['192.0.0.170', '192.168.1.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8'],
    ...[
      '64:ff9b::a9fe:a9fe',
      '2001::1',
      '2001:db8::1',
      '2002:a9fe:a9fe::1',
      '3fff::1',
      '2606:4700::1%eth0',
      '',
    ],
  ]

  test.each(PRIVATE)('%s is nobody’s to call', (address) => {
    expect(isAllowedAddress(address, 'public')).toBe(false)
  })

  test.each(['8.8.8.8', '52.95.110.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is public',
    (address) => {
      expect(isAllowedAddress(address, 'public')).toBe(true)
    },
  )

  test('of this machine may be called on the local cloud; one beside it may not', () => {
    const allowed = PRIVATE.filter((address) => isAllowedAddress(address, 'loopback'))
    expect(allowed).toEqual(['127.0.0.1', '::1'])
  })
})
