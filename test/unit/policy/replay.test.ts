import { describe, expect, test } from '@jest/globals'
import { replayPolicy } from '../../../lib/policy/replay.ts'
import type { Asset, Verdict } from '../../../schemas/generated/types.ts'
import { anAsset } from '../../support/records.ts'
import { aFinding, withThresholds } from './findings.ts'

const aVerdict = (decision: Verdict['decision'], decidedBy: Verdict['decidedBy'] = 'policy'): Verdict => ({
  decision,
  decidedBy,
  decidedAt: '2026-11-21T09:00:00.000Z',
  policyId: 'test',
  policyVersion: '1',
  reasons: [],
  findingIds: [],
})
const decided = (changes: Partial<Asset> = {}) =>
  anAsset({ verdict: aVerdict('approve'), moderation: { looked: true }, findings: [aFinding()], ...changes })
const stricter = withThresholds({ minConfidence: 90, verdict: 'reject' })

describe('a policy replayed on an asset', () => {
  test('says what was decided, what would be, and why', () => {
    expect(replayPolicy(stricter, decided())).toMatchObject({
      was: 'approve',
      wouldBe: 'reject',
      policyVersion: '1',
      reasons: [{ code: 'found-explicit' }],
    })
  })

  test('is compared with the word of the policy, and tells what people made of it', () => {
    const reviewed = decided({
      verdict: aVerdict('approve', 'reviewer'),
      verdictHistory: [aVerdict('escalate')],
    })
    expect(replayPolicy(stricter, reviewed)).toMatchObject({
      was: 'escalate',
      wouldBe: 'reject',
      since: { decision: 'approve', decidedBy: 'reviewer' },
    })
  })

  test.each<[string, Asset['moderation']]>([
    ['that could not look', { looked: false, reason: { code: 'too-large', message: 'It is too large.' } }],
    ['that cannot see what is required', { looked: true, notCovered: ['violence'] }],
  ])('remembers a detector %s', (_, moderation) => {
    const policy = { ...stricter, requiredCategories: ['violence' as const] }
    const replay = replayPolicy(policy, decided({ findings: [], ...(moderation && { moderation }) }))
    expect(replay).toMatchObject({ was: 'approve', wouldBe: 'escalate' })
  })

  test('counts what was found in captions', () => {
    const found = aFinding({ detector: 'captions' })
    expect(replayPolicy(stricter, decided({ findings: [found] }))?.wouldBe).toBe('reject')
  })

  test.each<[string, Asset]>([
    ['nobody decided on', anAsset({ verdict: null, moderation: { looked: true } })],
    ['only an operator decided on', decided({ verdict: aVerdict('reject', 'operator') })],
    ['was never moderated', anAsset({ verdict: aVerdict('approve') })],
  ])('has nothing to say of one that %s', (_, asset) => {
    expect(replayPolicy(stricter, asset)).toBeUndefined()
  })
})
