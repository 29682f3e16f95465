import { describe, expect, test } from '@jest/globals'
import { joinVerdict } from '../../../functions/publish/rules/standing-verdict.ts'
import type { Verdict } from '../../../schemas/generated/types.ts'
import { aVerdict } from '../../support/records.ts'

const byPerson = (changes: Partial<Verdict> = {}) =>
  aVerdict({ decision: 'reject', decidedBy: 'reviewer', by: 'rina', findingIds: ['visual:a/b'], ...changes })
const byPolicy = (changes: Partial<Verdict> = {}) => aVerdict({ findingIds: ['visual:a/b'], ...changes })

const anew = (verdict: Verdict | null, verdictHistory: Verdict[] = []) => ({
  verdict,
  verdictHistory,
  timings: {},
})

describe('an asset that is processed again', () => {
  const STANDS: [what: string, former: Verdict, judged: Verdict][] = [
    ['a rejection by a reviewer', byPerson(), byPolicy({ decision: 'approve', findingIds: [] })],
    ['a withdrawal', byPerson({ decidedBy: 'operator' }), byPolicy({ decision: 'approve' })],
    ['a rejection, whatever another policy says', byPerson(), byPolicy({ policyId: 'strict' })],
    ['an approval of what the policy asks again', byPerson({ decision: 'approve' }), byPolicy()],
    [
      'a publication by hand of what the policy rejects again',
      byPerson({ decision: 'approve', decidedBy: 'operator' }),
      byPolicy({ decision: 'reject' }),
    ],
  ]

  test.each(STANDS)('keeps %s, and what the policy says is on record', (_what, former, judged) => {
    expect(joinVerdict(anew(former), judged)).toEqual({ verdict: former, verdictHistory: [judged] })
  })

  const GIVES_WAY: [what: string, former: Verdict, judged: Verdict][] = [
    ['what the policy said', byPolicy({ decision: 'approve' }), byPolicy()],
    ['what a deadline said', byPerson({ decidedBy: 'deadline' }), byPolicy({ decision: 'approve' })],
    ['an approval, to another policy', byPerson({ decision: 'approve' }), byPolicy({ policyId: 'strict' })],
    [
      'an approval, to another version of the policy',
      byPerson({ decision: 'approve' }),
      byPolicy({ policyVersion: '9' }),
    ],
    [
      'an approval, to a finding that the person has not seen',
      byPerson({ decision: 'approve' }),
      byPolicy({ findingIds: ['visual:a/b', 'captions:toxicity'] }),
    ],
  ]

  test.each(GIVES_WAY)('is judged anew after %s', (_what, former, judged) => {
    expect(joinVerdict(anew(former), judged)).toEqual({ verdict: judged, verdictHistory: [former] })
  })

  test('has no history when nothing was decided before', () => {
    expect(joinVerdict(anew(null), byPolicy())).toEqual({ verdict: byPolicy(), verdictHistory: [] })
  })

  test.each([
    ['a verdict that stands', byPerson()],
    ['a verdict of the policy', byPolicy({ decision: 'approve' })],
  ])('gets no second entry beside %s when it is judged twice', (_what, former) => {
    const judged = byPolicy()
    const once = joinVerdict(anew(former), judged)
    const again = { ...once, timings: { decidedAt: judged.decidedAt } }
    expect(joinVerdict(again, judged)).toEqual(once)
  })
})
