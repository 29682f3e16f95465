import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { DECISIONS, evaluatePolicy, type Decision } from '../../../lib/policy/evaluate.ts'
import type { Finding, Policy, PolicyRule, Threshold } from '../../../schemas/generated/types.ts'
import { aFinding, aPolicy, aReport } from './findings.ts'

const CATEGORIES = ['explicit', 'violence', 'alcohol'] as const
const LABELS = ['One', 'Two', 'Three'] as const

const percent = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10)
const ranges = fc
  .array(fc.record({ confidence: percent, frames: fc.integer({ min: 1, max: 9 }), told: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) =>
    parts.map(({ confidence, frames, told }, index) => ({
      startMs: index * 60_000,
      endMs: index * 60_000 + frames * 1000,
      confidence,
      ...(told && { frameCount: frames }),
      frames,
    })),
  )

/** Sums and counts agree with the ranges; some ranges may have been left out of a finding. */
const finding: fc.Arbitrary<Finding> = fc
  .record({
    category: fc.constantFrom(...CATEGORIES),
    label: fc.constantFrom(...LABELS),
    severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
    parts: ranges,
    leftOut: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ category, label, severity, parts, leftOut }) => {
    const frameCount = parts.reduce((sum, { frames }) => sum + frames, leftOut)
    return aFinding({
      findingId: JSON.stringify([category, label, parts]),
      category,
      label,
      severity,
      labelPath: [category, 'Parent', label],
      confidence: Math.max(...parts.map(({ confidence }) => confidence)),
      frameCount,
      totalDurationMs: frameCount * 1000,
      timeRanges: parts.map(({ frames: _, ...range }) => range),
    })
  })
const findings = fc.array(finding, { maxLength: 8 })

const threshold: fc.Arbitrary<Threshold> = fc.record(
  {
    minConfidence: percent,
    verdict: fc.constantFrom('escalate', 'reject'),
    minFrames: fc.integer({ min: 1, max: 20 }),
    minDurationMs: fc.integer({ min: 0, max: 20_000 }),
  },
  { requiredKeys: ['minConfidence', 'verdict'] },
)
const labels = fc.uniqueArray(fc.constantFrom(...LABELS), { minLength: 1 })
const rule = fc.record(
  {
    category: fc.constantFrom(...CATEGORIES),
    thresholds: fc.array(threshold, { minLength: 1, maxLength: 3 }),
    labels,
    exempt: labels,
  },
  { requiredKeys: ['category', 'thresholds'] },
) as fc.Arbitrary<PolicyRule>
const policy: fc.Arbitrary<Policy> = fc
  .record({ rules: fc.array(rule, { minLength: 1, maxLength: 5 }), byDefault: fc.constantFrom(...DECISIONS) })
  .map(({ rules, byDefault }) => aPolicy({ rules, default: byDefault }))

const evaluate = (by: Policy, found: Finding[]) => evaluatePolicy(by, { reports: [aReport(found)] })
const strictness = (decision: Decision) => DECISIONS.indexOf(decision)

const picks = fc.tuple(fc.nat(), fc.nat())

/** The policy with one of its thresholds put through `change`. */
function changeOne(
  by: Policy,
  [ruleNumber, number]: [number, number],
  change: (one: Threshold) => Threshold,
) {
  const rules = structuredClone(by.rules)
  const { thresholds } = rules[ruleNumber % rules.length]!
  const index = number % thresholds.length
  thresholds[index] = change(thresholds[index]!)
  return { ...by, rules }
}

const lower = fc.record({ confidence: percent, frames: fc.nat(20), durationMs: fc.nat(20_000) })

describe('whatever was found', () => {
  test('a threshold that asks for less never makes the verdict milder', () => {
    fc.assert(
      fc.property(policy, findings, picks, lower, (by, found, pick, less) => {
        const stricter = changeOne(
          by,
          pick,
          ({ minConfidence, minFrames = 1, minDurationMs = 0, verdict }) => ({
            verdict,
            minConfidence: Math.max(0, minConfidence - less.confidence),
            minFrames: Math.max(1, minFrames - less.frames),
            minDurationMs: Math.max(0, minDurationMs - less.durationMs),
          }),
        )
        const [before, after] = [evaluate(by, found), evaluate(stricter, found)]
        expect(strictness(after.decision)).toBeGreaterThanOrEqual(strictness(before.decision))
      }),
      { numRuns: 500 },
    )
  })

  test('a threshold that rejects instead of asking never makes the verdict milder', () => {
    fc.assert(
      fc.property(policy, findings, picks, (by, found, pick) => {
        const stricter = changeOne(by, pick, (one) => ({ ...one, verdict: 'reject' }))
        const [before, after] = [evaluate(by, found), evaluate(stricter, found)]
        expect(strictness(after.decision)).toBeGreaterThanOrEqual(strictness(before.decision))
      }),
    )
  })

  test('one more finding never makes the verdict milder', () => {
    fc.assert(
      fc.property(policy, findings, finding, (by, found, more) => {
        const [before, after] = [evaluate(by, found), evaluate(by, [...found, more])]
        expect(strictness(after.decision)).toBeGreaterThanOrEqual(strictness(before.decision))
      }),
    )
  })

  test('the order of findings changes neither the verdict nor its reasons', () => {
    const shuffled = findings.chain((found) =>
      fc.tuple(fc.constant(found), fc.shuffledSubarray(found, { minLength: found.length })),
    )
    fc.assert(
      fc.property(policy, shuffled, (by, [found, reordered]) => {
        expect(evaluate(by, reordered)).toEqual(evaluate(by, found))
      }),
    )
  })

  test('a verdict that is not to approve has a reason, and each finding it names was found', () => {
    fc.assert(
      fc.property(policy, findings, (by, found) => {
        const { decision, reasons, findingIds } = evaluate(by, found)
        expect(reasons.length > 0).toBe(decision !== 'approve')
        expect(found.map(({ findingId }) => findingId)).toEqual(expect.arrayContaining(findingIds))
      }),
    )
  })

  test('a detector that could not look never makes the verdict milder than its own word for that', () => {
    fc.assert(
      fc.property(policy, findings, fc.constantFrom(...DECISIONS), (by, found, word) => {
        const careful = { ...by, whenDetectorCannotLook: { visual: word, captions: word } }
        const { decision } = evaluatePolicy(careful, { reports: [aReport(found, { looked: false })] })
        expect(strictness(decision)).toBeGreaterThanOrEqual(strictness(word))
      }),
    )
  })
})
