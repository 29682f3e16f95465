import { describe, expect, test } from '@jest/globals'
import { checkPolicy } from '../../../lib/policy/check.ts'
import { aPolicy, aRule } from './findings.ts'

/** A good policy with some of its JSON overwritten; `undefined` takes a field out. */
const written = (changes: object): unknown => JSON.parse(JSON.stringify({ ...aPolicy(), ...changes }))
const withRules = (...rules: object[]) => written({ rules: rules.map((rule) => ({ ...aRule(), ...rule })) })
const told = (json: unknown) => checkPolicy(json).map(({ pointer, message }) => `${pointer} ${message}`)

const sure = { minConfidence: 80, verdict: 'escalate' }

test('a good policy has no problems', () => {
  expect(checkPolicy(aPolicy())).toEqual([])
})

describe('a policy of the wrong shape', () => {
  test.each<[string, unknown, RegExp]>([
    ['no object', [], /^ must be object\.$/],
    ['no default', written({ default: undefined }), /^\/default is missing: .* no rule speaks\.$/],
    ['no version', written({ version: undefined }), /^\/version is missing: every verdict names/],
    ['an empty version', written({ version: '' }), /^\/version has up to 32 letters/],
    ['a version that is a number', written({ version: 2 }), /^\/version must be string\.$/],
    ['a name with a path in it', written({ policyId: '../x' }), /^\/policyId has up to 64 small letters/],
    [
      'a misspelt field',
      written({ defualt: 'approve' }),
      /^\/defualt is not a field.*did you mean "default"\?$/,
    ],
    ['a field of nothing', written({ 'a/b': 1 }), /^\/a~1b is not a field of a policy\.$/],
    [
      'an unknown verdict',
      written({ default: 'deny' }),
      /^\/default is "deny" and must be approve, escalate or reject/,
    ],
    [
      'an unknown category',
      withRules({ category: 'violense' }),
      /^\/rules\/0\/category is "violense" and .*; did you mean "violence"\?$/,
    ],
    [
      'a category that is like none',
      withRules({ category: 'cats' }),
      /^\/rules\/0\/category .* or profanity\.$/,
    ],
    [
      'a confidence above 100',
      withRules({ thresholds: [{ minConfidence: 101, verdict: 'reject' }] }),
      /^\/rules\/0\/thresholds\/0\/minConfidence must be <= 100\.$/,
    ],
    [
      'a threshold without a verdict',
      withRules({ thresholds: [{ minConfidence: 90 }] }),
      /^\/rules\/0\/thresholds\/0\/verdict is missing: /,
    ],
    [
      'a label twice',
      withRules({ labels: ['Weapons', 'Weapons'] }),
      /^\/rules\/0\/labels has an entry twice\.$/,
    ],
  ])('%s', (_, json, problem) => {
    expect(told(json)).toEqual([expect.stringMatching(problem)])
  })

  test('what can be judged is judged all the same', () => {
    const json = { ...(withRules({ thresholds: [sure, sure] }) as object), default: undefined }
    expect(told(json)).toEqual([
      expect.stringMatching(/^\/default is missing/),
      '/rules/0/thresholds/1 is the same as /rules/0/thresholds/0.',
    ])
  })
})

describe('thresholds of one rule', () => {
  const FIRST = '/rules/0/thresholds/0'
  const SECOND = '/rules/0/thresholds/1'
  test.each<[string, object[], string[]]>([
    ['that differ in what they ask and mean', [sure, { minConfidence: 95, verdict: 'reject' }], []],
    ['that ask for surer or oftener', [{ ...sure, minConfidence: 60, minFrames: 3 }, sure], []],
    ['that are equal', [sure, sure], [`${SECOND} is the same as ${FIRST}.`]],
    [
      'that are equal but for what absent fields mean',
      [sure, { ...sure, minFrames: 1, minDurationMs: 0 }],
      [`${SECOND} is the same as ${FIRST}.`],
    ],
    [
      'that contradict each other',
      [sure, { ...sure, verdict: 'reject' }],
      [`${SECOND} asks for the same as ${FIRST} and answers otherwise.`],
    ],
    [
      'that overlap',
      [sure, { ...sure, minConfidence: 90 }],
      [`${SECOND} overlaps ${FIRST}, which asks for less and answers the same.`],
    ],
    [
      'of which the milder one is above the stricter one',
      [
        { ...sure, minConfidence: 90 },
        { ...sure, verdict: 'reject' },
      ],
      [
        `${FIRST} overlaps ${SECOND}, which asks for less and is stricter: "escalate" above "reject" never counts.`,
      ],
    ],
    [
      'that ask for more frames and mean no more',
      [
        { ...sure, minFrames: 2 },
        { ...sure, minFrames: 5 },
      ],
      [`${SECOND} overlaps ${FIRST}, which asks for less and answers the same.`],
    ],
  ])('%s', (_, thresholds, problems) => {
    expect(told(withRules({ thresholds }))).toEqual(problems)
  })
})

describe('labels', () => {
  const NUDITY = 'non-explicit-nudity'
  test.each<[string, object, RegExp[]]>([
    ['of level 2 and 3', { labels: ['Sex Toys', 'Exposed Female Nipple'] }, []],
    [
      'that are misspelt',
      { labels: ['Exposed female nippel'] },
      [/^\/rules\/0\/labels\/0 .*mean "Exposed Female Nipple"\?$/],
    ],
    ['of another category', { labels: ['Weapons'] }, [/^\/rules\/0\/labels\/0 .* is a label of violence\.$/]],
    ['of the whole category', { labels: ['Explicit'] }, [/the whole category; leave the labels out\.$/]],
    [
      'one below the other',
      { labels: ['Explicit Nudity', 'Exposed Female Nipple'] },
      [/^\/rules\/0\/labels\/1 is below "Explicit Nudity"/],
    ],
    ["of text, which are the detector's own", { category: 'pii', labels: ['BANK_ACCOUNT_NUMBER'] }, []],
    ['exempt at level 3', { category: NUDITY, exempt: ['Bare Back'] }, []],
    ['exempt at level 2', { category: NUDITY, exempt: ['Kissing on the Lips'] }, [/exempt is for level 3/]],
    ['exempt and unknown', { category: NUDITY, exempt: ['Bear Back'] }, [/did you mean "Bare Back"\?$/]],
    [
      'exempt from what is approved anyway',
      { category: NUDITY, exempt: ['Bare Back'], thresholds: [] },
      [/^\/rules\/0\/exempt changes nothing/],
    ],
    [
      'exempt from labels they are not below',
      { category: NUDITY, labels: ['Obstructed Intimate Parts'], exempt: ['Bare Back'] },
      [/^\/rules\/0\/exempt\/0 .*below none of its labels/],
    ],
    [
      'exempt and spoken of',
      { category: NUDITY, labels: ['Bare Back'], exempt: ['Bare Back'] },
      [/^\/rules\/0\/exempt\/0 .*which it exempts/],
    ],
  ])('%s', (_, rule, problems) => {
    expect(told(withRules(rule))).toEqual(problems.map((problem) => expect.stringMatching(problem)))
  })
})

describe('the order of rules', () => {
  const weapons = { category: 'violence', labels: ['Weapons'] }
  const graphic = { category: 'violence', labels: ['Graphic Violence'] }
  const all = { category: 'violence' }
  test.each<[string, object[], string[]]>([
    ['from the special to the general', [weapons, graphic, all], []],
    ['two categories', [all, { category: 'explicit' }], []],
    [
      'a rule behind one of the whole category',
      [all, weapons],
      ['/rules/1 never applies: /rules/0 speaks of all findings of violence.'],
    ],
    [
      'a rule behind one that names what is above its label',
      [graphic, { category: 'violence', labels: ['Self-Harm'] }],
      ['/rules/1 never applies: /rules/0 decides already on all that it speaks of.'],
    ],
    [
      'a rule half of which is decided on',
      [weapons, { category: 'violence', labels: ['Weapons', 'Self-Harm'] }],
      ['/rules/1/labels/0 is "Weapons", on which /rules/0 decides already.'],
    ],
    [
      'an exemption that comes too late',
      [graphic, { ...all, exempt: ['Explosions and Blasts'] }],
      ['/rules/1/exempt/0 is "Explosions and Blasts", on which /rules/0 decides already.'],
    ],
  ])('%s', (_, rules, problems) => {
    expect(told(withRules(...rules))).toEqual(problems)
  })
})

describe('what does not fit together', () => {
  const { review } = aPolicy()
  test.each<[string, object, RegExp]>([
    [
      'a lease beyond a deadline',
      { review: { ...review, leaseSeconds: 3601 } },
      /^\/review\/leaseSeconds is 3601, longer/,
    ],
    [
      'a category of text wanted in pictures',
      { requiredCategories: ['pii'] },
      /^\/requiredCategories\/0 is "pii"/,
    ],
    [
      'categories wanted and not missed',
      {
        requiredCategories: ['violence'],
        whenDetectorCannotLook: { visual: 'approve', captions: 'approve' },
      },
      /^\/requiredCategories changes nothing/,
    ],
  ])('%s', (_, changes, problem) => {
    expect(told(written(changes))).toEqual([expect.stringMatching(problem)])
  })
})
