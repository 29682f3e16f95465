import { describe, expect, test } from '@jest/globals'
import { checkPolicy } from '../../../lib/policy/check.ts'
import { evaluatePolicy } from '../../../lib/policy/evaluate.ts'
import type { PolicyRule } from '../../../schemas/generated/types.ts'
import { readProjectFile } from '../../support/source-files.ts'
import { aFinding, aPolicy, aReport } from './findings.ts'

const EXAMPLES = [...readProjectFile('docs/policies.md').matchAll(/```json\n(.*?)```/gs)].map(
  ([, json]) => [JSON.parse(json!)].flat() as PolicyRule[],
)

describe('the examples in docs/policies.md', () => {
  test('are policy rules without problems', () => {
    expect(EXAMPLES).toHaveLength(2)
    for (const rules of EXAMPLES) expect(checkPolicy(aPolicy({ rules }))).toEqual([])
  })

  const minute = { startMs: 0, endMs: 60_000 }
  test.each<[string, string, { startMs: number; endMs: number; confidence: number }[], string]>([
    ['not sure enough', 'Physical Violence', [{ ...minute, confidence: 79 }], 'approve'],
    ['too short', 'Physical Violence', [{ startMs: 0, endMs: 2000, confidence: 95 }], 'approve'],
    ['long enough to ask', 'Physical Violence', [{ startMs: 0, endMs: 10_000, confidence: 95 }], 'escalate'],
    [
      'not sure for long enough to reject',
      'Physical Violence',
      [
        { ...minute, confidence: 85 },
        { startMs: 70_000, endMs: 75_000, confidence: 99 },
      ],
      'escalate',
    ],
    ['sure and long', 'Blood & Gore', [{ startMs: 0, endMs: 40_000, confidence: 99 }], 'reject'],
  ])('judge as they say: %s', (_, label, timeRanges, decision) => {
    const finding = aFinding({
      category: 'violence',
      label,
      labelPath: ['Violence', 'Graphic Violence', label],
      confidence: Math.max(...timeRanges.map(({ confidence }) => confidence)),
      totalDurationMs: timeRanges.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
      timeRanges,
    })
    const policy = aPolicy({ rules: EXAMPLES[0]! })
    expect(evaluatePolicy(policy, { reports: [aReport([finding])] }).decision).toBe(decision)
  })
})
