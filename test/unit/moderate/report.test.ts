import { describe, expect, test } from '@jest/globals'
import { makeReport, readNotCovered } from '../../../functions/moderate/rules/report.ts'
import type { ModerationLabel } from '../../../lib/aws/rekognition.ts'
import { LABEL_PLACES } from '../../../lib/moderation-taxonomy.ts'
import { validateModerationReport } from '../../../schemas/generated/validators.mjs'

const label = (seconds: number, name: string, confidence = 90): ModerationLabel => ({
  timestampMs: seconds * 1000,
  name,
  parentName: '',
  confidence,
})

describe('a report', () => {
  test('of a clean film has looked and found nothing', () => {
    const report = makeReport('job-1', { labels: [], modelVersion: '7.0' }, { durationMs: 10_000 })
    expect(report).toEqual({
      looked: true,
      detector: 'visual',
      modelVersion: '7.0',
      providerJobId: 'job-1',
      findings: [],
    })
  })

  test('with names that nobody can place has not looked, and says which', () => {
    const labels = [label(1, 'Weapons'), label(2, 'Suggestive')]
    const report = makeReport('job-1', { labels, modelVersion: '6.1' }, { durationMs: 10_000 })
    expect(report).toMatchObject({ looked: false, reason: { code: 'unknown-labels' } })
    expect(report.reason!.message).toContain('Suggestive')
    expect(report.findings).toHaveLength(1)
  })

  test('says which categories its detector does not look for', () => {
    const statusMessage = 'Some detector: model 4.3.0. Not looked for: Violence, Drugs & Tobacco, Nonsense.'
    const report = makeReport('job-1', { labels: [], statusMessage }, {})
    expect(report.notCovered).toEqual(['violence', 'drugs-and-tobacco'])
  })

  test.each([[undefined], [''], ['Everything was looked for.']])(
    'that says %p leaves nothing out',
    (message) => expect(readNotCovered(message)).toEqual([]),
  )
})

describe('a report of a film full of labels', () => {
  // Six hours, every label on and off throughout.
  const labels = [...LABEL_PLACES.keys()].flatMap((name, kind) =>
    Array.from({ length: 5400 }, (_, index) => label(index * 4, name, 50 + ((index * 7 + kind) % 50))),
  )
  const whole = makeReport('job-1', { labels, modelVersion: '7.0' }, { durationMs: 21_600_000 })

  test('fits through a state machine, and says that it was cut', () => {
    expect(JSON.stringify(whole).length).toBeLessThanOrEqual(200_000)
    expect(whole.cut).toBe(true)
    expect(validateModerationReport(whole)).toBe(true)
  })

  test('keeps the strongest ranges in order, and the whole sums', () => {
    for (const { timeRanges, confidence, frameCount, totalDurationMs } of whole.findings) {
      expect(timeRanges.length).toBeGreaterThan(0)
      expect(timeRanges.every((range) => range.confidence === confidence)).toBe(true)
      expect(timeRanges.map(({ startMs }) => startMs)).toEqual(
        timeRanges.map(({ startMs }) => startMs).sort((a, b) => a - b),
      )
      expect(frameCount).toBe(5400)
      expect(totalDurationMs).toBe(5400 * 1000)
    }
  })
})
