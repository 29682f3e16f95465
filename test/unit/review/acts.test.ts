import { describe, expect, test } from '@jest/globals'
import { decideTransition, type Act } from '../../../functions/review/rules/acts.ts'
import type { Transition } from '../../../functions/review/rules/transition.ts'
import type { Role } from '../../../lib/roles.ts'
import type { ReviewTask } from '../../../schemas/generated/types.ts'
import { aReviewTask } from '../../support/records.ts'

const NOON = '2026-11-21T12:00:00.000Z'
const NOW = Date.parse(NOON)
const minutesFromNow = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString()

const claimed = (by: string, leaseMinutes: number): Partial<ReviewTask> => ({
  state: 'claimed',
  claimedBy: by,
  claimedAt: minutesFromNow(-20),
  leaseUntil: minutesFromNow(leaseMinutes),
  receiptHandle: 'receipt',
  receivedAt: minutesFromNow(-20),
})
const decidedBy = (by: string, decision: 'approve' | 'reject'): Partial<ReviewTask> => ({
  state: 'decided',
  claimedBy: by,
  decision: { decision, decidedBy: 'reviewer', by, reason: 'It is a cartoon.', at: minutesFromNow(-1) },
})
const PAST_DUE = { dueAt: NOON }

/** A task in every situation that it can be in, as Rui meets it at noon. */
const SITUATIONS = {
  open: {},
  'held by Rui': claimed('rui', 5),
  'held by Kim': claimed('kim', 5),
  'lost by Rui': claimed('rui', 0),
  'lost by Kim': claimed('kim', -1),
  'open past its deadline': PAST_DUE,
  'held by Rui past its deadline': { ...claimed('rui', 0), ...PAST_DUE },
  'decided by Rui': decidedBy('rui', 'approve'),
  'decided by Kim': decidedBy('kim', 'approve'),
  expired: { state: 'expired' },
} as const satisfies Record<string, Partial<ReviewTask>>

const ACTS = {
  claim: { kind: 'claim' },
  renew: { kind: 'renew' },
  release: { kind: 'release' },
  approve: { kind: 'decide', decision: 'approve', reason: 'It is a cartoon.' },
  reject: { kind: 'decide', decision: 'reject', reason: 'It is not.' },
  'pass on': { kind: 'decide', decision: 'pass-on', reason: 'I cannot tell.' },
} as const satisfies Record<string, Act>

const act = (task: ReviewTask, name: keyof typeof ACTS, role: Role = 'reviewer', by = 'rui') =>
  decideTransition({ task, act: ACTS[name], by: { name: by, role }, nowMs: NOW })

/** Where it leads: a state with the acts that are recorded, or the refusal. */
const tell = (transition: Transition): string => {
  if (transition.kind === 'refused') return transition.code
  if (transition.kind === 'repeated') return 'as before'
  const { task, entries } = transition
  return `${task.line} ${task.state}: ${entries.map((entry) => entry.act).join(', ')}`
}

const TAKEN = 'first claimed: claimed'
const TAKEN_OVER = 'first claimed: lease-lost, claimed'
const RENEWED = 'first claimed: renewed'
const DECIDED = 'first decided: decided'
const PASSED_ON = 'second open: passed-on'

/** Columns: claim, renew, release, approve, reject, pass on. */
const OUTCOMES: Record<keyof typeof SITUATIONS, [string, string, string, string, string, string]> = {
  open: [TAKEN, 'not-claimed', 'not-claimed', 'not-claimed', 'not-claimed', 'not-claimed'],
  'held by Rui': [RENEWED, RENEWED, 'first open: released', DECIDED, DECIDED, PASSED_ON],
  'held by Kim': [
    'claimed-by-other',
    'claimed-by-other',
    'claimed-by-other',
    'claimed-by-other',
    'claimed-by-other',
    'claimed-by-other',
  ],
  'lost by Rui': [TAKEN_OVER, 'lease-lost', 'lease-lost', 'lease-lost', 'lease-lost', 'lease-lost'],
  'lost by Kim': [TAKEN_OVER, 'not-claimed', 'not-claimed', 'not-claimed', 'not-claimed', 'not-claimed'],
  'open past its deadline': [
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
  ],
  'held by Rui past its deadline': [
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
  ],
  'decided by Rui': [
    'already-decided',
    'already-decided',
    'already-decided',
    'as before',
    'already-decided',
    'already-decided',
  ],
  'decided by Kim': [
    'already-decided',
    'already-decided',
    'already-decided',
    'already-decided',
    'already-decided',
    'already-decided',
  ],
  expired: [
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
    'deadline-passed',
  ],
}

const names = Object.keys(ACTS) as (keyof typeof ACTS)[]
const rows = Object.entries(OUTCOMES).flatMap(([situation, outcomes]) =>
  names.map((name, column) => [name, situation as keyof typeof SITUATIONS, outcomes[column]!] as const),
)

describe('on the first line', () => {
  test.each(rows)('to %s a task that is %s leads to %s', (name, situation, outcome) => {
    expect(tell(act(aReviewTask(SITUATIONS[situation]), name))).toBe(outcome)
  })

  test.each(rows)('an operator may %s what is %s with the same end', (name, situation, outcome) => {
    expect(tell(act(aReviewTask(SITUATIONS[situation]), name, 'operator'))).toBe(outcome)
  })
})

describe('on the second line', () => {
  const second = (changes: Partial<ReviewTask>) =>
    aReviewTask({ ...changes, line: 'second', waitingLine: 'second' })

  const saying = (by: string, decision: 'approve' | 'reject' | 'pass-on') =>
    ({ by, decision, reason: 'Hm.', line: 'first', at: minutesFromNow(-5) }) as const
  const notRepeated = rows.filter(([, , outcome]) => outcome !== 'as before')

  test.each(notRepeated)('a reviewer may not %s a task that was passed on and is %s', (name, situation) => {
    const opinions = [saying('kim', 'pass-on')]
    expect(tell(act(second({ ...SITUATIONS[situation], opinions }), name))).toBe('operators-only')
  })

  test.each(names)('a reviewer may not %s a task that two have disagreed on', (name) => {
    const opinions = [saying('kim', 'approve'), saying('lou', 'reject')]
    expect(tell(act(second({ opinions }), name))).toBe('operators-only')
  })

  test.each(notRepeated)('to %s a task that the first line let lie, %s, is too late', (name, situation) => {
    const outcome = name === 'claim' ? 'operators-only' : 'deadline-passed'
    expect(tell(act(second(SITUATIONS[situation]), name))).toBe(outcome)
    const opinions = [saying('kim', 'approve')]
    expect(tell(act(second({ ...SITUATIONS[situation], opinions, fourEyes: true }), name))).toBe(outcome)
  })

  test.each(rows.filter(([name]) => name !== 'pass on'))(
    'an operator may %s a task that is %s as on the first',
    (name, situation, outcome) => {
      const expected = outcome.replace('first', 'second')
      expect(tell(act(second(SITUATIONS[situation]), name, 'operator'))).toBe(expected)
    },
  )

  test('nobody can pass on', () => {
    expect(tell(act(second(SITUATIONS['held by Rui']), 'pass on', 'operator'))).toBe('no-further-line')
  })

  test('the word of an operator is recorded as such', () => {
    expect(act(second(SITUATIONS['held by Rui']), 'approve', 'operator')).toMatchObject({
      task: { decision: { decision: 'approve', decidedBy: 'operator', by: 'rui', at: NOON } },
    })
  })
})

describe('a lease', () => {
  test('lasts as long as the policy says', () => {
    expect(act(aReviewTask(), 'claim')).toMatchObject({ task: { leaseUntil: minutesFromNow(15) } })
  })

  test.each(['claim', 'renew'] as const)('never outlives the deadline: %s', (name) => {
    const task = aReviewTask({ ...claimed('rui', 5), dueAt: minutesFromNow(10) })
    expect(act(task, name)).toMatchObject({ task: { leaseUntil: minutesFromNow(10) } })
  })

  test('lets its message go when SQS would show it before the lease ends', () => {
    const held = { ...claimed('rui', 5), dueAt: minutesFromNow(600) }
    const early = aReviewTask({ ...held, receivedAt: minutesFromNow(-704) })
    const late = aReviewTask({ ...held, receivedAt: minutesFromNow(-706) })
    expect(act(early, 'renew')).toMatchObject({ task: { receiptHandle: 'receipt' } })
    expect(act(late, 'renew')).not.toHaveProperty('task.receiptHandle')
  })

  test.each(['release', 'pass on'] as const)('is gone after %s, with its message', (name) => {
    const transition = act(aReviewTask(claimed('rui', 5)), name)
    for (const gone of ['claimedBy', 'claimedAt', 'leaseUntil', 'receiptHandle', 'receivedAt'])
      expect(transition).not.toHaveProperty(`task.${gone}`)
  })
})

describe('where two people must look', () => {
  const task = (changes: Partial<ReviewTask>) => aReviewTask({ fourEyes: true, ...changes })
  const opinion = (by: string, decision: 'approve' | 'reject' | 'pass-on', line: 'first' | 'second') =>
    ({ by, decision, reason: 'So I think.', line, at: minutesFromNow(-30) }) as const
  const held = claimed('rui', 5)

  const CASES: [what: string, task: Partial<ReviewTask>, name: keyof typeof ACTS, outcome: string][] = [
    ['the first opinion', held, 'approve', 'first open: opinion'],
    ['one that agrees', { ...held, opinions: [opinion('kim', 'approve', 'first')] }, 'approve', DECIDED],
    [
      'one that disagrees',
      { ...held, opinions: [opinion('kim', 'approve', 'first')] },
      'reject',
      'second open: opinion, passed-on',
    ],
    ['a pass-on', { ...held, opinions: [opinion('kim', 'approve', 'first')] }, 'pass on', PASSED_ON],
    ['a claim of who has spoken', { opinions: [opinion('rui', 'approve', 'first')] }, 'claim', 'own-opinion'],
    [
      'another opinion of who has spoken',
      { opinions: [opinion('rui', 'approve', 'first')] },
      'reject',
      'own-opinion',
    ],
    ['the same opinion again', { opinions: [opinion('rui', 'approve', 'first')] }, 'approve', 'as before'],
    [
      'the first opinion of the second line',
      { ...held, line: 'second', opinions: [opinion('kim', 'pass-on', 'first')] },
      'approve',
      'second open: opinion',
    ],
    [
      'an operator against one opinion',
      { ...held, line: 'second', opinions: [opinion('kim', 'approve', 'first')] },
      'reject',
      'second decided: decided',
    ],
    [
      'an operator between two that disagree',
      {
        ...held,
        line: 'second',
        opinions: [opinion('kim', 'approve', 'first'), opinion('lee', 'reject', 'first')],
      },
      'reject',
      'second decided: decided',
    ],
    [
      'an operator who gave an opinion on the first line',
      { line: 'second', opinions: [opinion('rui', 'approve', 'first'), opinion('lee', 'reject', 'first')] },
      'claim',
      'own-opinion',
    ],
    [
      'an operator who only passed it on',
      { line: 'second', opinions: [opinion('rui', 'pass-on', 'first')] },
      'claim',
      'second claimed: claimed',
    ],
  ]

  test.each(CASES)('%s', (_what, changes, name, outcome) => {
    expect(tell(act(task(changes), name, 'operator'))).toBe(outcome)
  })

  test('nobody decides alone, whatever the order of acts', () => {
    let current = task({})
    for (const name of ['claim', 'approve', 'claim', 'reject', 'approve', 'claim'] as const) {
      const transition = act(current, name)
      if (transition.kind === 'changed') current = transition.task
    }
    expect(current).toMatchObject({ state: 'open', opinions: [{ by: 'rui', decision: 'approve' }] })
  })
})

describe('a task that was passed on', () => {
  test('waits for the second line as long as the policy says', () => {
    const transition = act(aReviewTask(claimed('rui', 5)), 'pass on')
    expect(transition).toMatchObject({ task: { line: 'second', dueAt: minutesFromNow(24 * 60) } })
  })

  test('is answered as before when it is passed on again', () => {
    const transition = act(aReviewTask(claimed('rui', 5)), 'pass on')
    if (transition.kind !== 'changed') throw new Error('It was not passed on.')
    expect(tell(act(transition.task, 'pass on'))).toBe('as before')
  })
})
