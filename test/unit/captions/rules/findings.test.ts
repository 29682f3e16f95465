import { describe, expect, test } from '@jest/globals'
import { maskSaid, toFindings } from '../../../../functions/caption/rules/findings.ts'
import { findKoreanPii } from '../../../../functions/caption/rules/korean-pii.ts'
import { findKoreanWords } from '../../../../functions/caption/rules/korean-words.ts'
import { isToxic, saidPii, saidToxic, saidWords } from '../../../../functions/caption/rules/said.ts'
import { chunkCues } from '../../../../lib/captions/chunk.ts'
import { evaluatePolicy } from '../../../../lib/policy/evaluate.ts'
import { choosePolicy } from '../../../../lib/policies.ts'
import type { Cue, Finding } from '../../../../schemas/generated/types.ts'
import { validateFinding } from '../../../../schemas/generated/validators.mjs'

const cues: Cue[] = [
  { startMs: 0, endMs: 2000, text: '안녕하세요' },
  { startMs: 2000, endMs: 4000, text: '제 번호는 010-1234-' },
  { startMs: 4000, endMs: 6000, text: '5678이고 씨발' },
  { startMs: 60_000, endMs: 62_000, text: '집은 02-123-4567,\n사무실은 02-987-6543' },
]
const [chunk] = chunkCues(cues, { maxBytes: 100_000 })

const readKorean = () => [
  ...saidPii(chunk!, findKoreanPii(chunk!.text)),
  ...saidWords(chunk!, findKoreanWords(chunk!.text)),
]

describe('what is said in captions', () => {
  const findings = toFindings('ko', cues, readKorean())

  test('becomes a finding for each label, with the times of the cues', () => {
    expect(findings).toEqual([
      {
        findingId: 'captions:ko/pii/phone',
        detector: 'captions',
        category: 'pii',
        label: 'PHONE',
        labelPath: ['PII', 'PHONE'],
        severity: 'medium',
        confidence: 98,
        frameCount: 3,
        totalDurationMs: 6000,
        timeRanges: [
          { startMs: 2000, endMs: 6000, confidence: 98, frameCount: 2 },
          { startMs: 60_000, endMs: 62_000, confidence: 95, frameCount: 1 },
        ],
        evidence: [
          { startMs: 2000, endMs: 6000, text: '제 번호는 ********* ****이고 씨발' },
          { startMs: 60_000, endMs: 62_000, text: '집은 ***********,\n사무실은 ***********' },
        ],
      },
      {
        findingId: 'captions:ko/profanity/strong',
        detector: 'captions',
        category: 'profanity',
        label: 'STRONG',
        labelPath: ['Profanity', 'STRONG'],
        severity: 'medium',
        confidence: 95,
        frameCount: 1,
        totalDurationMs: 2000,
        timeRanges: [{ startMs: 4000, endMs: 6000, confidence: 95, frameCount: 1 }],
        evidence: [{ startMs: 4000, endMs: 6000, text: '****이고 씨발' }],
      },
    ] satisfies Finding[])
    expect(findings.filter((finding) => !validateFinding(finding))).toEqual([])
  })

  test('is judged by the policies as the pictures are', () => {
    const judge = (policyId: 'default' | 'strict') =>
      evaluatePolicy(choosePolicy(policyId), {
        reports: [
          { detector: 'visual', looked: true, findings: [] },
          { detector: 'captions', looked: true, findings },
        ],
      })
    expect(judge('default')).toMatchObject({ decision: 'escalate', findingIds: ['captions:ko/pii/phone'] })
    expect(judge('default').reasons[0]?.message).toBe('PHONE (PII), 98 % sure, 0:02-0:06, 1:00-1:02')
  })

  test('can be published without the personal data, and with everything else', () => {
    expect(maskSaid(cues, readKorean()).map(({ text }) => text)).toEqual([
      '안녕하세요',
      '제 번호는 *********',
      '****이고 씨발',
      '집은 ***********,\n사무실은 ***********',
    ])
  })

  test('of toxic words is a finding of each kind, and swearing is one of its own category', () => {
    const found = {
      toxicity: 0.7,
      labels: [
        { name: 'PROFANITY', score: 0.91 },
        { name: 'VIOLENCE_OR_THREAT', score: 0.82 },
        { name: 'INSULT', score: 0.3 },
      ],
    }
    const toxic = toFindings('en', cues, saidToxic(chunkCues([cues[0]!], {})[0]!, found))
    expect(toxic.map(({ findingId, severity, confidence }) => [findingId, severity, confidence])).toEqual([
      ['captions:en/toxicity/violence-or-threat', 'high', 82],
      ['captions:en/profanity/profanity', 'low', 91],
    ])
    expect([isToxic(found), isToxic({ toxicity: 0.1, labels: [{ name: 'INSULT', score: 0.2 }] })]).toEqual([
      true,
      false,
    ])
  })

  test('a thousand times keeps the surest places, and counts them all', () => {
    const many = Array.from({ length: 1000 }, (_, index): Cue => {
      return { startMs: index * 1000, endMs: index * 1000 + 500, text: '씨발' }
    })
    const [all] = chunkCues(many, {})
    const [finding] = toFindings('ko', many, saidWords(all!, findKoreanWords(all!.text)))
    expect(finding).toMatchObject({ frameCount: 1000, totalDurationMs: 500_000 })
    expect([finding?.timeRanges.length, finding?.evidence.length]).toEqual([300, 5])
  })

  test('that is nothing makes no finding', () => {
    expect(toFindings('ko', cues, [])).toEqual([])
  })
})
