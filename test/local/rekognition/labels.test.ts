// From the classes of the model to labels, and from labels to segments.
import { describe, expect, test } from '@jest/globals'
import { arrangeLabels } from '../../../local/rekognition/arrange-labels.ts'
import { labelsOf } from '../../../local/rekognition/engine/scores.ts'
import { withParents } from '../../../local/rekognition/taxonomy.ts'

const names = (scores: number[]) =>
  labelsOf(scores, 0).map(({ name, confidence }) => [name, Math.round(confidence)])

describe('what the model says (Drawing, Hentai, Neutral, Porn, Sexy)', () => {
  test.each([
    ['a landscape', [0, 0, 1, 0, 0], []],
    ['a cartoon', [1, 0, 0, 0, 0], []],
    [
      'pornography, photographed or drawn, is one thing',
      [0, 0.3, 0.1, 0.6, 0],
      [
        ['Explicit', 90],
        ['Explicit Nudity', 90],
      ],
    ],
    [
      'something suggestive',
      [0, 0, 0.2, 0, 0.8],
      [
        ['Non-Explicit Nudity of Intimate parts and Kissing', 80],
        ['Non-Explicit Nudity', 80],
      ],
    ],
  ])('%s', (_, scores, expected) => expect(names(scores)).toEqual(expected))

  test('is never surer than sure', () => {
    expect(labelsOf([0, 0.5000001, 0, 0.5000001, 0], 0)[0]?.confidence).toBe(100)
  })
})

test('a label of level 3 brings its parents, and no other name brings any', () => {
  expect(withParents('Smoking')).toEqual([
    'Drugs & Tobacco',
    'Drugs & Tobacco Paraphernalia & Use',
    'Smoking',
  ])
  expect(withParents('Suggestive')).toEqual([])
})

describe('segments', () => {
  const seen = (name: string, ...moments: [atMs: number, confidence: number][]) =>
    moments.map(([atMs, confidence]) => ({ atMs, name, confidence }))
  const segments = (detections: ReturnType<typeof seen>, durationMs: number) =>
    arrangeLabels(detections, { sortBy: 'TIMESTAMP', aggregateBy: 'SEGMENTS', durationMs }).map((one) => [
      one.ModerationLabel.Name,
      one.StartTimestampMillis,
      one.EndTimestampMillis,
      one.DurationMillis,
      one.ModerationLabel.Confidence,
    ])

  test('join what follows second by second, as sure as the surest', () => {
    expect(segments(seen('Alcohol', [3000, 60], [1000, 50], [2000, 90]), 9000)).toEqual([
      ['Alcohol', 1000, 4000, 3000, 90],
    ])
  })

  test('part where a second is missing, and keep labels apart', () => {
    const detections = [...seen('Alcohol', [0, 60], [2000, 60]), ...seen('Gambling', [1000, 70])]
    expect(segments(detections, 9000)).toEqual([
      ['Alcohol', 0, 1000, 1000, 60],
      ['Gambling', 1000, 2000, 1000, 70],
      ['Alcohol', 2000, 3000, 1000, 60],
    ])
  })

  test('end with the film', () => {
    expect(segments(seen('Alcohol', [2000, 60], [2400, 61]), 2500)).toEqual([
      ['Alcohol', 2000, 2500, 500, 61],
    ])
  })
})
