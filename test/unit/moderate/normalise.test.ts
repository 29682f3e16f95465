import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { normalise } from '../../../functions/moderate/rules/normalise.ts'
import type { ModerationLabel } from '../../../lib/aws/rekognition.ts'
import { LABEL_PLACES, MODERATION_TAXONOMY } from '../../../lib/moderation-taxonomy.ts'
import { validateFinding } from '../../../schemas/generated/validators.mjs'

const at = (seconds: number, name: string, confidence = 90, parentName = ''): ModerationLabel => ({
  timestampMs: seconds * 1000,
  name,
  parentName: LABEL_PLACES.get(name)?.path.at(-2) ?? parentName,
  confidence,
})

/** As the provider tells it: a label together with those above it. */
const withParents = (seconds: number, name: string, confidence = 90) =>
  LABEL_PLACES.get(name)!.path.map((one) => at(seconds, one, confidence))

const FILM = { durationMs: 60_000 }
const findingsOf = (labels: ModerationLabel[], film: Parameters<typeof normalise>[1] = FILM) =>
  normalise(labels, film).findings

describe('the taxonomy', () => {
  test('has the ten categories of version 7, and no name twice', () => {
    expect(MODERATION_TAXONOMY.map(({ name }) => name)).toEqual([
      'Explicit',
      'Non-Explicit Nudity of Intimate parts and Kissing',
      'Swimwear or Underwear',
      'Violence',
      'Visually Disturbing',
      'Drugs & Tobacco',
      'Alcohol',
      'Rude Gestures',
      'Gambling',
      'Hate Symbols',
    ])
    const names = MODERATION_TAXONOMY.flatMap(({ name, labels }) => [
      name,
      ...labels.flatMap((second) => [second.name, ...(second.labels ?? [])]),
    ])
    expect(LABEL_PLACES.size).toBe(names.length)
  })
})

describe('a label becomes a finding of its category', () => {
  test.each([
    ['Exposed Female Nipple', 'explicit', 'critical', 'visual:explicit/exposed-female-nipple'],
    ['Sex Toys', 'explicit', 'high', 'visual:explicit/sex-toys'],
    ['Bare Back', 'non-explicit-nudity', 'medium', 'visual:non-explicit-nudity/bare-back'],
    ['Kissing on the Lips', 'non-explicit-nudity', 'low', 'visual:non-explicit-nudity/kissing-on-the-lips'],
    [
      'Male Swimwear or Underwear',
      'swimwear-or-underwear',
      'low',
      'visual:swimwear-or-underwear/male-swimwear-or-underwear',
    ],
    ['Blood & Gore', 'violence', 'high', 'visual:violence/blood-gore'],
    ['Weapons', 'violence', 'medium', 'visual:violence/weapons'],
    ['Corpses', 'visually-disturbing', 'high', 'visual:visually-disturbing/corpses'],
    ['Smoking', 'drugs-and-tobacco', 'medium', 'visual:drugs-and-tobacco/smoking'],
    ['Alcoholic Beverages', 'alcohol', 'low', 'visual:alcohol/alcoholic-beverages'],
    ['Middle Finger', 'rude-gestures', 'low', 'visual:rude-gestures/middle-finger'],
    ['Gambling', 'gambling', 'low', 'visual:gambling/gambling'],
    ['White Supremacy', 'hate-symbols', 'critical', 'visual:hate-symbols/white-supremacy'],
  ])('%s', (label, category, severity, findingId) => {
    const findings = findingsOf(withParents(5, label))
    expect(findings).toMatchObject([{ findingId, category, severity, label, detector: 'visual' }])
    expect(findings[0]!.labelPath).toEqual(LABEL_PLACES.get(label)!.path)
  })

  test('the labels above it in the same look say nothing of their own', () => {
    expect(findingsOf(withParents(5, 'Weapon Violence')).map(({ label }) => label)).toEqual([
      'Weapon Violence',
    ])
  })

  test('a look that knows no deeper label has its own finding', () => {
    const findings = findingsOf([...withParents(5, 'Weapon Violence'), ...withParents(9, 'Graphic Violence')])
    expect(findings.map(({ labelPath }) => labelPath.join('/')).sort()).toEqual([
      'Violence/Graphic Violence',
      'Violence/Graphic Violence/Weapon Violence',
    ])
  })

  test('a name that is new below a known one belongs to its category, as grave as its parent', () => {
    const { findings, unknownLabels } = normalise([at(5, 'Chainsaws', 90, 'Weapons')], FILM)
    expect(findings).toMatchObject([
      { category: 'violence', severity: 'medium', labelPath: ['Violence', 'Weapons', 'Chainsaws'] },
    ])
    expect(unknownLabels).toEqual([])
  })

  test('a name that nobody can place is told, not dropped', () => {
    const { findings, unknownLabels } = normalise([at(5, 'Suggestive'), at(6, 'Weapons')], FILM)
    expect(findings.map(({ label }) => label)).toEqual(['Weapons'])
    expect(unknownLabels).toEqual(['Suggestive'])
  })

  test('the gravest come first, then the surest', () => {
    const labels = [at(1, 'Gambling', 99), at(1, 'Weapons', 70), at(1, 'Products', 80), at(1, 'Explicit', 51)]
    expect(findingsOf(labels).map(({ label }) => label)).toEqual([
      'Explicit',
      'Products',
      'Weapons',
      'Gambling',
    ])
  })
})

describe('looks become time ranges', () => {
  const rangesOf = (seconds: number[], film = FILM) =>
    findingsOf(
      seconds.map((second) => at(second, 'Weapons', 50 + second)),
      film,
    )[0]!

  test.each([
    ['one look lasts until the next', [12], [[12_000, 13_000]]],
    ['looks in a row are one range', [12, 13, 14], [[12_000, 15_000]]],
    ['one look that missed it does not part them', [12, 13, 15], [[12_000, 16_000]]],
    [
      'two that missed it do',
      [12, 13, 16],
      [
        [12_000, 14_000],
        [16_000, 17_000],
      ],
    ],
    ['half seconds make half seconds', [12, 12.5, 13], [[12_000, 13_500]]],
    ['order does not matter', [14, 12, 13], [[12_000, 15_000]]],
    ['a range ends with its film', [58, 59, 60], [[58_000, 60_000]]],
  ])('%s', (_, seconds, expected) => {
    const { timeRanges, totalDurationMs, frameCount } = rangesOf(seconds)
    expect(timeRanges.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(expected)
    expect(totalDurationMs).toBe(expected.reduce((sum, [start, end]) => sum + end! - start!, 0))
    expect(frameCount).toBe(seconds.length)
  })

  test('few labels far apart are no reason to take the looks for rare', () => {
    expect(rangesOf([2, 20, 38]).timeRanges).toHaveLength(3)
  })

  test('a range has its highest confidence and counts its looks', () => {
    const { timeRanges, confidence } = rangesOf([12, 13, 20])
    expect(timeRanges).toEqual([
      { startMs: 12_000, endMs: 14_000, confidence: 63, frameCount: 2 },
      { startMs: 20_000, endMs: 21_000, confidence: 70, frameCount: 1 },
    ])
    expect(confidence).toBe(70)
  })

  test('a look that names a label twice counts once', () => {
    const [finding] = findingsOf([at(12, 'Weapons', 60), at(12, 'Weapons', 80)])
    expect(finding).toMatchObject({ frameCount: 1, confidence: 80 })
  })
})

describe('evidence', () => {
  const frames = { prefix: 'assets/0123/r0/', intervalSeconds: 10, count: 6 }

  test('is the surest moments, each with the thumbnail nearest to it', () => {
    const [finding] = findingsOf(
      [at(2, 'Weapons', 60), at(14, 'Weapons', 70), at(16, 'Weapons', 99), at(59, 'Weapons', 80)],
      { ...FILM, frames },
    )
    expect(finding!.evidence).toEqual([
      { startMs: 14_000, endMs: 17_000, frameKey: 'assets/0123/r0/thumbnails/frame.0000002.jpg' },
      { startMs: 59_000, endMs: 60_000, frameKey: 'assets/0123/r0/thumbnails/frame.0000005.jpg' },
      { startMs: 2_000, endMs: 3_000, frameKey: 'assets/0123/r0/thumbnails/frame.0000000.jpg' },
    ])
  })

  test('names no thumbnail where none are made, and is never more than five places', () => {
    const [finding] = findingsOf([1, 5, 9, 13, 17, 21, 25].map((second) => at(second, 'Weapons')))
    expect(finding!.evidence).toHaveLength(5)
    expect(finding!.evidence.every(({ frameKey }) => frameKey === undefined)).toBe(true)
  })
})

describe('whatever a detector says', () => {
  const label = fc.record({
    timestampMs: fc.integer({ min: 0, max: 120_000 }),
    name: fc.constantFrom(...LABEL_PLACES.keys()),
    parentName: fc.constant(''),
    confidence: fc.double({ min: 0, max: 100, noNaN: true }),
  })
  const film = fc.record({
    durationMs: fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: undefined }),
    frames: fc.option(
      fc.record({
        prefix: fc.constant('assets/0123/r0/'),
        intervalSeconds: fc.integer({ min: 1, max: 30 }),
        count: fc.integer({ min: 0, max: 20 }),
      }),
      { nil: undefined },
    ),
  })
  const anything = fc.tuple(fc.array(label, { maxLength: 80 }), film)

  test('ranges are in order, apart, within the film, and add up', () => {
    fc.assert(
      fc.property(anything, ([labels, facts]) => {
        for (const { timeRanges, totalDurationMs, frameCount, confidence } of normalise(labels, facts)
          .findings) {
          let endMs = -1
          for (const range of timeRanges) {
            expect(range.startMs).toBeGreaterThanOrEqual(Math.max(0, endMs))
            expect(range.endMs).toBeGreaterThanOrEqual(range.startMs)
            expect(range.endMs).toBeLessThanOrEqual(facts.durationMs ?? 121_000)
            endMs = range.endMs
          }
          expect(timeRanges.reduce((sum, range) => sum + range.endMs - range.startMs, 0)).toBe(
            totalDurationMs,
          )
          expect(timeRanges.reduce((sum, range) => sum + range.frameCount!, 0)).toBe(frameCount)
          expect(Math.max(...timeRanges.map((range) => range.confidence))).toBe(confidence)
        }
      }),
    )
  })

  test('every finding is one by its schema, and no two have one name', () => {
    fc.assert(
      fc.property(anything, ([labels, facts]) => {
        const { findings } = normalise(labels, facts)
        expect(findings.filter((finding) => !validateFinding(finding))).toEqual([])
        expect(new Set(findings.map(({ findingId }) => findingId)).size).toBe(findings.length)
      }),
    )
  })

  test('every look with a label is somewhere in a finding', () => {
    fc.assert(
      fc.property(anything, ([labels, facts]) => {
        const { findings } = normalise(labels, { ...facts, durationMs: undefined })
        for (const { timestampMs } of labels) {
          const isShown = findings.some(({ timeRanges }) =>
            timeRanges.some(({ startMs, endMs }) => startMs <= timestampMs && timestampMs <= endMs),
          )
          expect(isShown).toBe(true)
        }
      }),
    )
  })

  test('the order in which it says it makes no difference', () => {
    fc.assert(
      fc.property(anything, ([labels, facts]) => {
        const ids = (list: ModerationLabel[]) =>
          normalise(list, facts)
            .findings.map((one) => JSON.stringify(one))
            .sort()
        expect(ids(labels.toReversed())).toEqual(ids(labels))
      }),
    )
  })
})
