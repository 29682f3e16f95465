// Keeps the engines from getting worse: floors below the published figures, for both halves of the labelled set.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createAnalyst } from '../../../local/comprehend/analyst.ts'
import type { Analyst } from '../../../local/comprehend/analyst.ts'
import { measureQuality, precision, recall } from './quality.ts'
import type { Figures } from './quality.ts'

/** Precision and recall, tuned and held out together. */
const FLOORS: Record<string, [precision: number, recall: number]> = {
  language: [0.87, 0.85],
  'sentiment en': [0.83, 0.83],
  'sentiment ko': [0.8, 0.8],
  'entities en': [0.93, 0.9],
  'entities ko': [0.93, 0.92],
  'pii en': [0.92, 0.9],
  'pii ko': [0.95, 0.95],
  'toxicity en': [0.9, 0.77],
  'toxicity ko': [0.93, 0.72],
}

let analyst: Analyst
let figures: Figures[]

beforeAll(async () => {
  analyst = createAnalyst()
  figures = await measureQuality(analyst)
})
afterAll(() => analyst.close())

const total = (task: string): Figures => {
  const sets = figures.filter((one) => one.task === task)
  const sum = (name: 'said' | 'right' | 'there' | 'exact') => sets.reduce((all, one) => all + one[name], 0)
  return { ...sets[0]!, said: sum('said'), right: sum('right'), there: sum('there'), exact: sum('exact') }
}

test.each(Object.entries(FLOORS))('%s stays above its floor', (task, [leastPrecision, leastRecall]) => {
  const all = total(task)
  expect(all.there).toBeGreaterThan(20)
  expect(precision(all)).toBeGreaterThanOrEqual(leastPrecision)
  expect(recall(all)).toBeGreaterThanOrEqual(leastRecall)
})

test('nine in ten entities begin and end where a reader would have them', () => {
  for (const task of ['entities en', 'pii en', 'pii ko']) {
    const { exact, right } = total(task)
    expect(exact / right).toBeGreaterThanOrEqual(0.9)
  }
  const korean = total('entities ko')
  expect(korean.exact / korean.right).toBeGreaterThanOrEqual(0.85)
})
