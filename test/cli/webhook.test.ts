import { describe, expect, test } from '@jest/globals'
import { stripVTControlCharacters } from 'node:util'
import { trialText, webhookTable } from '../../cli/show/webhooks.ts'
import type { Webhook } from '../../schemas/generated/types.ts'
import { runCli } from './run-cli.ts'

const aWebhook = (changes: Partial<Webhook> = {}): Webhook => ({
  endpointId: '0123456789abcdef01234567',
  url: 'https://example.com/hook',
  eventTypes: ['asset.*'],
  state: 'enabled',
  createdBy: 'olga',
  createdAt: '2026-11-21T09:00:00.000Z',
  failuresInRow: 0,
  ...changes,
})

const linesOf = (...webhooks: Webhook[]) => stripVTControlCharacters(webhookTable(webhooks)).split('\n')

describe('the list of webhooks', () => {
  test('says who hears of what, and how it goes', () => {
    const failing = {
      failuresInRow: 3,
      lastFailedAt: '2026-11-21T10:05:00.000Z',
      lastFailure: 'It answered 503.',
    }
    expect(
      linesOf(
        aWebhook(),
        aWebhook({ endpointId: 'aaaa56789abcdef012345678', lastDeliveredAt: '2026-11-21T10:00:00.000Z' }),
        aWebhook({ endpointId: 'bbbb56789abcdef012345678', eventTypes: ['asset.failed'], ...failing }),
        aWebhook({ endpointId: 'cccc56789abcdef012345678', state: 'disabled' }),
      ),
    ).toEqual([
      'ENDPOINT    ADDRESS',
      '0123456789  https://example.com/hook  nothing sent yet',
      '            asset.*; by olga',
      'aaaa56789a  https://example.com/hook  took an event 2026-11-21 10:00',
      '            asset.*; by olga',
      'bbbb56789a  https://example.com/hook  3 failures in a row',
      '            asset.failed; by olga',
      '            2026-11-21 10:05  It answered 503.',
      'cccc56789a  https://example.com/hook  disabled',
      '            asset.*; by olga',
    ])
  })

  test('shows the whole id of those that begin alike', () => {
    const [, first] = linesOf(aWebhook(), aWebhook({ endpointId: '0123456789ffffff01234567' }))
    expect(first).toContain('0123456789abcdef01234567  ')
  })
})

describe('a trial', () => {
  test('says how the event was taken', () => {
    expect(trialText({ delivered: true, eventId: 'e', status: 204, durationMs: 31 })).toBe(
      'It took the event: 204 after 31 ms.',
    )
    expect(
      trialText({ delivered: false, eventId: 'e', problem: 'Its name is not known.', durationMs: 5 }),
    ).toBe('It did not take the event. Its name is not known.')
  })
})

describe('the command webhook', () => {
  test.each([
    [
      'an event that there is not',
      ['add', 'https://example.com', '--events', 'asset.publishd'],
      /asset\.published/,
    ],
    ['an id that is none', ['remove', 'xyz'], /24 hexadecimal digits/],
    ['no address', ['add'], /missing required argument/],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await runCli(['webhook', ...args])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})
