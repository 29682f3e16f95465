import { expect, test } from '@jest/globals'
import { fitReport } from '../../../lib/policy/fit-report.ts'
import type { Finding } from '../../../schemas/generated/types.ts'
import { aFinding, aReport } from './findings.ts'

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

const places = (count: number): Finding['timeRanges'] =>
  Array.from({ length: count }, (_, index) => ({
    startMs: index * 1000,
    endMs: index * 1000 + 500,
    confidence: 50 + (index % 50),
    frameCount: 1,
  }))

const many = (count: number, changes: Partial<Finding> = {}) =>
  Array.from({ length: count }, (_, index) => {
    const label = `${changes.severity ?? 'critical'} ${index}`
    return aFinding({ findingId: `visual:${label}`, label, ...changes })
  })

test('a report that has room enough is left as it is', () => {
  const report = aReport([aFinding()])
  expect(fitReport(report, 10_000)).toBe(report)
})

test('ranges go before findings: the weakest of each, and what is left stays in its order', () => {
  const report = aReport(many(3, { timeRanges: places(200) }))
  const { findings, cut } = fitReport(report, 20_000)
  expect(cut).toBe(true)
  expect(findings).toHaveLength(3)
  for (const { timeRanges } of findings) {
    expect(timeRanges.length).toBeGreaterThan(40)
    expect(timeRanges.map(({ startMs }) => startMs)).toEqual(
      timeRanges.map(({ startMs }) => startMs).sort((a, b) => a - b),
    )
    expect(Math.min(...timeRanges.map(({ confidence }) => confidence))).toBeGreaterThan(60)
  }
})

test('findings that have no room even so leave out the mildest, wherever they stand', () => {
  const report = aReport([...many(100, { severity: 'low' }), ...many(3, { severity: 'critical' })])
  const fitting = fitReport(report, 10_000)
  expect(bytesOf(fitting)).toBeLessThanOrEqual(10_000)
  expect(fitting.cut).toBe(true)
  expect(fitting.findings.filter(({ severity }) => severity === 'critical')).toHaveLength(3)
  expect(fitting.findings.length).toBeGreaterThan(10)
})
