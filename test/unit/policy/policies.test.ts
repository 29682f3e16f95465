import { describe, expect, test } from '@jest/globals'
import { InvalidInputError } from '../../../lib/errors.ts'
import { choosePolicy, DEFAULT_POLICY, POLICIES, policyNames } from '../../../lib/policies.ts'
import { checkPolicy } from '../../../lib/policy/check.ts'
import { evaluatePolicy, type Decision } from '../../../lib/policy/evaluate.ts'
import { MODERATION_TAXONOMY } from '../../../lib/moderation-taxonomy.ts'
import type { Finding } from '../../../schemas/generated/types.ts'
import { filesBelow } from '../../support/source-files.ts'
import { aFinding, aReport } from './findings.ts'

describe('the policies that are deployed', () => {
  test.each(POLICIES.map((policy) => [policy.policyId, policy] as const))(
    '%s has no problems',
    (_, policy) => {
      expect(checkPolicy(policy)).toEqual([])
    },
  )

  test('are the files of policies/, each under its own name', () => {
    expect(filesBelow('policies')).toEqual(
      policyNames()
        .sort()
        .map((name) => `policies/${name}.json`),
    )
  })

  test('are chosen by name; without one the default; an unknown name is answered with the known ones', () => {
    expect(choosePolicy('strict').policyId).toBe('strict')
    expect(choosePolicy().policyId).toBe(DEFAULT_POLICY)
    expect(() => choosePolicy('lax')).toThrow(InvalidInputError)
    expect(() => choosePolicy('lax')).toThrow(/default, strict/)
  })
})

const decide = (policyId: string, finding: Finding, notCovered: Finding['category'][] = []): Decision =>
  evaluatePolicy(choosePolicy(policyId), { reports: [aReport([finding], { notCovered })] }).decision

/** Seen for so many seconds in a row, once a second. */
function seen(labelPath: string[], confidence: number, seconds: number): Finding {
  const first = MODERATION_TAXONOMY.find(({ name }) => name === labelPath[0])
  return aFinding({
    category: first!.category,
    label: labelPath.at(-1)!,
    labelPath,
    confidence,
    frameCount: seconds,
    totalDurationMs: seconds * 1000,
    timeRanges: [{ startMs: 0, endMs: seconds * 1000, confidence, frameCount: seconds }],
  })
}

const NIPPLE = ['Explicit', 'Explicit Nudity', 'Exposed Female Nipple']
const GENITALIA = ['Explicit', 'Explicit Nudity', 'Exposed Male Genitalia']
const EXPLICIT = ['Explicit', 'Explicit Nudity']
const CHEST = [
  'Non-Explicit Nudity of Intimate parts and Kissing',
  'Non-Explicit Nudity',
  'Exposed Male Nipple',
]

describe('the default policy', () => {
  test.each<[string, Finding, Decision]>([
    ['an innocent frame that the local model takes for half explicit', seen(['Explicit'], 52, 1), 'approve'],
    ['an innocent frame of which it is sure', seen(['Explicit'], 97, 1), 'approve'],
    ['a few seconds of likely nudity', seen(NIPPLE, 65, 3), 'escalate'],
    ['two seconds of sure nudity', seen(NIPPLE, 98, 2), 'escalate'],
    [
      'a minute for which the local model is certain of it knows not what',
      seen(EXPLICIT, 100, 60),
      'escalate',
    ],
    ['a minute of nudity that is not certain', seen(GENITALIA, 98.5, 60), 'escalate'],
    ['a minute of certain nudity', seen(GENITALIA, 99.5, 60), 'reject'],
    ['a bare chest', seen(CHEST, 99, 600), 'approve'],
    ['swimwear', seen(['Swimwear or Underwear', 'Female Swimwear or Underwear'], 99, 600), 'approve'],
    ['a kiss', seen([CHEST[0]!, 'Kissing on the Lips'], 99, 30), 'approve'],
    ['a knife for a moment', seen(['Violence', 'Weapons'], 99, 3), 'approve'],
    ['self-harm', seen(['Violence', 'Graphic Violence', 'Self-Harm'], 70, 2), 'escalate'],
    ['fireworks', seen(['Violence', 'Graphic Violence', 'Explosions and Blasts'], 99, 60), 'approve'],
    ['a hate symbol in a long film', seen(['Hate Symbols', 'Nazi Party'], 99, 6000), 'escalate'],
    ['wine', seen(['Alcohol', 'Alcoholic Beverages'], 99, 60), 'approve'],
  ])('%s', (_, finding, decision) => {
    expect(decide('default', finding)).toBe(decision)
  })

  test('has a rule for every category, so that its default is for what nobody knows yet', () => {
    const { rules } = choosePolicy()
    const known = [...MODERATION_TAXONOMY.map(({ category }) => category), 'toxicity', 'pii', 'profanity']
    expect([...new Set(rules.map(({ category }) => category))].sort()).toEqual(known.sort())
  })

  test('asks people when nobody could look', () => {
    expect(evaluatePolicy(choosePolicy(), { reports: [aReport([], { looked: false })] }).decision).toBe(
      'escalate',
    )
  })
})

describe('the strict policy', () => {
  const wine = seen(['Alcohol', 'Alcoholic Beverages'], 60, 1)
  const clean = seen(CHEST, 99, 60)
  test('asks people about what it has no rule for', () => {
    expect(decide('strict', wine)).toBe('escalate')
  })
  test('asks people where the detector cannot see violence, and not where it can', () => {
    expect(decide('strict', clean, ['violence'])).toBe('escalate')
    expect(decide('strict', clean, ['alcohol'])).toBe('approve')
  })
})
