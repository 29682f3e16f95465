import { describe, expect, test } from '@jest/globals'
import { parseSchedule } from '../../../local/events/schedule/expression.ts'

const next = (expression: string, after: string, count = 1) => {
  const schedule = parseSchedule(expression)
  const found: string[] = []
  for (let atMs: number | undefined = Date.parse(after); found.length < count;) {
    atMs = schedule(atMs)
    if (atMs === undefined) break
    found.push(new Date(atMs).toISOString().slice(0, 16))
  }
  return found
}

describe('a schedule is due', () => {
  const after = '2026-11-21T08:43:10Z' // a Saturday
  const due: [string, string[]][] = [
    ['rate(5 minutes)', ['2026-11-21T08:48']],
    ['rate(1 day)', ['2026-11-22T08:43']],
    ['cron(0 10 * * ? *)', ['2026-11-21T10:00', '2026-11-22T10:00']],
    ['cron(15 12 * * ? *)', ['2026-11-21T12:15']],
    ['cron(0 18 ? * MON-FRI *)', ['2026-11-23T18:00', '2026-11-24T18:00']],
    ['cron(0 8 1 * ? *)', ['2026-12-01T08:00', '2027-01-01T08:00']],
    ['cron(0/15 * * * ? *)', ['2026-11-21T08:45', '2026-11-21T09:00']],
    ['cron(0 9 ? * 2#1 *)', ['2026-12-07T09:00', '2027-01-04T09:00']],
    ['cron(0 9 ? * 6L *)', ['2026-11-27T09:00', '2026-12-25T09:00']],
    ['cron(0 0 L * ? *)', ['2026-11-30T00:00', '2026-12-31T00:00']],
    [
      'cron(0 0 1W * ? *)',
      [
        '2026-12-01T00:00',
        '2027-01-01T00:00',
        '2027-02-01T00:00',
        '2027-03-01T00:00',
        '2027-04-01T00:00',
        '2027-05-03T00:00',
      ],
    ],
    ['cron(0 0 29 FEB ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 1 1 ? 2026)', []],
  ]
  test.each(due)('%s', (expression, expected) => {
    expect(next(expression, after, Math.max(expected.length, 1))).toEqual(expected)
  })
})

test.each([
  'rate(1 minutes)',
  'rate(0 minutes)',
  'rate(5 seconds)',
  'cron(* * * * * *)',
  'cron(61 * * * ? *)',
  'cron(* * * ? *)',
  'at(x)',
  '',
])('is refused: %s', (expression) => {
  expect(() => parseSchedule(expression)).toThrow('Parameter ScheduleExpression is not valid.')
})
