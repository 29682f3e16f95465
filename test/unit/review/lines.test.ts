import { describe, expect, test } from '@jest/globals'
import { breakOff, expire, openLine } from '../../../functions/review/rules/lines.ts'
import type { OpenReviewInput, ReviewTask } from '../../../schemas/generated/types.ts'
import { aReviewTask, ASSET_ID } from '../../support/records.ts'

const opening = (changes: Partial<OpenReviewInput> = {}): OpenReviewInput => ({
  taskId: `${ASSET_ID}-r0-escalated`,
  assetId: ASSET_ID,
  revision: 0,
  kind: 'escalated',
  reasons: [],
  policyId: 'default',
  policyVersion: '1',
  line: 'first',
  enteredAt: '2026-11-21T09:00:00.000Z',
  plan: {
    firstLineSeconds: 3600,
    secondLineSeconds: 7200,
    leaseSeconds: 900,
    onDeadline: 'quarantine',
    fourEyes: false,
    categories: ['violence'],
    sourceUri: 's3://ingest/films/holiday.mp4',
  },
  taskToken: 'new-token',
  ...changes,
})
const decision = {
  decision: 'approve',
  decidedBy: 'reviewer',
  by: 'rui',
  reason: 'Fine.',
  at: '2026-11-21T09:30:00Z',
} as const
const held = { state: 'claimed', claimedBy: 'rui', leaseUntil: '2026-11-21T10:30:00.000Z' } as const

describe('a line that opens', () => {
  const CASES: [
    what: string,
    former: Partial<ReviewTask> | undefined,
    line: 'first' | 'second',
    finds: object,
  ][] = [
    [
      'nothing: a new task, due when the time of the line is over',
      undefined,
      'first',
      {
        kind: 'open',
        task: { state: 'open', dueAt: '2026-11-21T10:00:00.000Z', taskToken: 'new-token', version: 1 },
        entries: [{ act: 'opened' }],
      },
    ],
    [
      'its own task of a moment before: people are told again',
      { taskToken: 'new-token' },
      'first',
      { kind: 'stands' },
    ],
    [
      'the task of a retried state: the new token, and who holds it goes on',
      held,
      'first',
      { kind: 'open', task: { ...held, taskToken: 'new-token' }, entries: [] },
    ],
    [
      'a task that the first line let lie: nobody holds it any more',
      held,
      'second',
      {
        kind: 'open',
        task: { line: 'second', waitingLine: 'second', state: 'open', dueAt: '2026-11-21T11:00:00.000Z' },
        entries: [{ act: 'escalated', by: 'system' }],
      },
    ],
    [
      'a task that was passed on: its token, its deadline, no other entry',
      { line: 'second', waitingLine: 'first' },
      'second',
      {
        kind: 'open',
        task: { waitingLine: 'second', taskToken: 'new-token', dueAt: '2026-11-21T11:00:00.000Z' },
        entries: [],
      },
    ],
    [
      'a task that an operator holds since it was passed on: that one goes on',
      { ...held, line: 'second', waitingLine: 'first' },
      'second',
      { kind: 'open', task: { state: 'claimed', claimedBy: 'rui' } },
    ],
    [
      'a decision whose answer was lost',
      { state: 'decided', decision },
      'second',
      { kind: 'answered', decision },
    ],
    ['a task that is further on', { line: 'second' }, 'first', { kind: 'overtaken' }],
    [
      'a task whose review was stopped and is resumed',
      { state: 'expired' },
      'first',
      { kind: 'open', task: { state: 'open' }, entries: [{ act: 'opened' }] },
    ],
  ]

  test.each(CASES)('finds %s', (_what, former, line, finds) => {
    expect(openLine(former && aReviewTask(former), opening({ line }))).toMatchObject(finds)
  })

  test('leaves nobody’s claim on a task that changes hands', () => {
    const found = openLine(aReviewTask(held), opening({ line: 'second' }))
    expect(found).not.toHaveProperty('task.claimedBy')
    expect(found).not.toHaveProperty('task.leaseUntil')
  })
})

describe('a review without an answer', () => {
  const NOW = Date.parse('2026-11-22T09:00:00.000Z')

  test.each([
    ['quarantine', 'reject'],
    ['publish', 'approve'],
  ] as const)('ends as the policy says: %s is to %s', (onDeadline, word) => {
    expect(expire(aReviewTask({ ...held, onDeadline }), NOW)).toMatchObject({
      task: { state: 'expired', decision: { decision: word, decidedBy: 'deadline' } },
      entries: [{ act: 'expired', by: 'system', decision: word }],
    })
  })

  test('that broke has no decision', () => {
    const { task } = breakOff(aReviewTask(held), 'An operator stopped the review.')
    expect(task).toMatchObject({ state: 'expired' })
    expect(task.decision).toBeUndefined()
  })
})
