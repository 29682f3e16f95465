import { describe, expect, test } from '@jest/globals'
import { evaluatePolicy, type Decision } from '../../../lib/policy/evaluate.ts'
import type { Finding, ModerationReport, Policy } from '../../../schemas/generated/types.ts'
import { aFinding, aPolicy, aReport, aRule, withThresholds } from './findings.ts'

const decide = (policy: Policy, ...findings: Finding[]) =>
  evaluatePolicy(policy, { reports: [aReport(findings)] }).decision

describe('a finding is judged by the thresholds that it reaches', () => {
  const policy = withThresholds(
    { minConfidence: 60, minFrames: 3, verdict: 'escalate' },
    { minConfidence: 95, minDurationMs: 5000, verdict: 'reject' },
  )
  test.each<[string, Partial<Finding>, Decision]>([
    ['not sure enough', { confidence: 59.9 }, 'approve'],
    ['just sure and often enough', { confidence: 60 }, 'escalate'],
    ['sure, but seldom seen', { frameCount: 2 }, 'approve'],
    ['sure and long', { confidence: 95, totalDurationMs: 5000 }, 'reject'],
    ['sure, but short', { confidence: 99, totalDurationMs: 4999 }, 'escalate'],
    ['long, seldom and sure: the strictest decides', { frameCount: 1, totalDurationMs: 9000 }, 'reject'],
  ])('%s: %s is %s', (_, changes, decision) => {
    expect(decide(policy, aFinding(changes))).toBe(decision)
  })

  test('a sure moment within a long doubtful stretch counts as the moment it is', () => {
    const finding = aFinding({
      confidence: 97,
      frameCount: 61,
      totalDurationMs: 61_000,
      timeRanges: [
        { startMs: 0, endMs: 60_000, confidence: 55, frameCount: 60 },
        { startMs: 70_000, endMs: 71_000, confidence: 97, frameCount: 1 },
      ],
    })
    expect(decide(policy, finding)).toBe('approve')
    expect(decide(withThresholds({ minConfidence: 55, minFrames: 61, verdict: 'reject' }), finding)).toBe(
      'reject',
    )
  })

  test('ranges that were left out for want of room count where all that are left are sure', () => {
    const cut = aFinding({ confidence: 97, frameCount: 500, totalDurationMs: 500_000 })
    expect(
      decide(withThresholds({ minConfidence: 95, minDurationMs: 100_000, verdict: 'reject' }), cut),
    ).toBe('reject')
  })
})

describe('which rule decides', () => {
  const nudity = (label: string, second = 'Non-Explicit Nudity') =>
    aFinding({
      category: 'non-explicit-nudity',
      label,
      labelPath: ['Non-Explicit Nudity of Intimate parts and Kissing', second, label],
    })
  const kiss = aFinding({
    category: 'non-explicit-nudity',
    label: 'Kissing on the Lips',
    labelPath: ['Non-Explicit Nudity of Intimate parts and Kissing', 'Kissing on the Lips'],
  })
  const reject = [{ minConfidence: 50, verdict: 'reject' as const }]
  const escalate = [{ minConfidence: 50, verdict: 'escalate' as const }]
  const policy = aPolicy({
    default: 'escalate',
    rules: [
      aRule({ category: 'non-explicit-nudity', labels: ['Kissing on the Lips'], thresholds: [] }),
      aRule({
        category: 'non-explicit-nudity',
        labels: ['Non-Explicit Nudity'],
        exempt: ['Bare Back'],
        thresholds: reject,
      }),
      aRule({ category: 'non-explicit-nudity', labels: ['Obstructed Female Nipple'], thresholds: escalate }),
      aRule({ category: 'alcohol', thresholds: [] }),
      aRule({ category: 'alcohol', thresholds: reject }),
    ],
  })
  test.each<[string, Finding, Decision]>([
    ['a label at level 2', nudity('Implied Nudity'), 'reject'],
    ['a label at level 3', nudity('Obstructed Female Nipple', 'Obstructed Intimate Parts'), 'escalate'],
    ['an exempt label', nudity('Bare Back'), 'approve'],
    ['a rule without thresholds', kiss, 'approve'],
    [
      'a label of which no rule speaks',
      nudity('Obstructed Male Genitalia', 'Obstructed Intimate Parts'),
      'escalate',
    ],
    ['a category of which no rule speaks', aFinding({ category: 'gambling' }), 'escalate'],
    ['the first of two rules', aFinding({ category: 'alcohol', label: 'Drinking' }), 'approve'],
  ])('%s', (_, finding, decision) => {
    expect(decide(policy, finding)).toBe(decision)
  })

  test('a label of the same name in another category is another thing', () => {
    const other = aFinding({ category: 'violence', label: 'Bare Back', labelPath: ['Violence', 'Bare Back'] })
    expect(decide(policy, other)).toBe('escalate')
  })
})

describe('where a detector could not look', () => {
  const blind = (detector: ModerationReport['detector']) =>
    aReport([], { detector, looked: false, reason: { code: 'x', message: 'The file is too large.' } })
  const policy = aPolicy({
    whenDetectorCannotLook: { visual: 'reject', captions: 'approve' },
    requiredCategories: ['violence'],
  })
  test.each<[string, ModerationReport[], Decision, string[]]>([
    ['at the pictures', [blind('visual')], 'reject', ['detector-could-not-look']],
    ['at the captions', [aReport(), blind('captions')], 'approve', []],
    ['as nobody was asked', [], 'reject', ['detector-could-not-look']],
    [
      'as only captions were asked',
      [aReport([], { detector: 'captions' })],
      'reject',
      ['detector-could-not-look'],
    ],
    [
      'for what it cannot see',
      [aReport([], { notCovered: ['violence'] })],
      'reject',
      ['category-not-covered'],
    ],
    ['for what nobody wants to know', [aReport([], { notCovered: ['alcohol'] })], 'approve', []],
  ])('%s', (_, reports, decision, codes) => {
    const evaluation = evaluatePolicy(policy, { reports })
    expect(evaluation.decision).toBe(decision)
    expect(evaluation.reasons.map(({ code }) => code)).toEqual(codes)
  })

  test("the reason says why in the detector's words", () => {
    const { reasons } = evaluatePolicy(policy, { reports: [blind('visual')] })
    expect(reasons[0]?.message).toBe('The pictures could not be checked. The file is too large.')
  })

  test('what it found before still counts', () => {
    const half = aReport([aFinding()], { looked: false })
    const mild = withThresholds({ minConfidence: 60, verdict: 'reject' })
    expect(evaluatePolicy(mild, { reports: [half] })).toMatchObject({
      decision: 'reject',
      findingIds: ['visual:Exposed Female Nipple'],
    })
  })
})

describe('the reasons', () => {
  test('name label, category, confidence and time', () => {
    const { reasons } = evaluatePolicy(aPolicy(), { reports: [aReport([aFinding({ confidence: 98.97 })])] })
    expect(reasons).toEqual([
      { code: 'found-explicit', message: 'Exposed Female Nipple (Explicit), 98 % sure, 0:12-0:15' },
    ])
  })

  test('name the three surest places in the order of the film, and how many more there are', () => {
    const timeRanges = [50, 90, 70, 95, 60].map((confidence, index) => ({
      startMs: index * 3_000_000,
      endMs: index * 3_000_000 + (index === 3 ? 0 : 61_000),
      confidence,
    }))
    const { reasons } = evaluatePolicy(aPolicy(), { reports: [aReport([aFinding({ timeRanges })])] })
    expect(reasons[0]?.message).toMatch(/, 50:00-51:01, 1:40:00-1:41:01, 2:30:00, 2 more$/)
  })

  test('a finding of the whole category is named once', () => {
    const finding = aFinding({ category: 'gambling', label: 'Gambling', labelPath: ['Gambling'] })
    const policy = aPolicy({ default: 'reject' })
    expect(evaluatePolicy(policy, { reports: [aReport([finding])] }).reasons[0]?.message).toMatch(
      /^Gambling, 98 %/,
    )
  })

  test('are those of the decision only, the gravest first', () => {
    const policy = aPolicy({
      rules: [
        aRule({ thresholds: [{ minConfidence: 60, verdict: 'reject' }] }),
        aRule({ category: 'violence' }),
        aRule({ category: 'alcohol', thresholds: [] }),
      ],
    })
    const findings = [
      aFinding({ findingId: 'fight', category: 'violence', severity: 'high' }),
      aFinding({ findingId: 'beer', category: 'alcohol', severity: 'low' }),
      aFinding({ findingId: 'likely', confidence: 70 }),
      aFinding({ findingId: 'certain', confidence: 99 }),
    ]
    expect(evaluatePolicy(policy, { reports: [aReport(findings)] })).toMatchObject({
      decision: 'reject',
      findingIds: ['certain', 'likely'],
      reasons: [{ code: 'found-explicit' }, { code: 'found-explicit' }],
    })
  })

  test('are none for what is approved', () => {
    expect(evaluatePolicy(withThresholds(), { reports: [aReport([aFinding()])] })).toEqual({
      decision: 'approve',
      reasons: [],
      findingIds: [],
    })
  })
})
