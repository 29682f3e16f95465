// The worked assets of docs/cost.md: what was reckoned by hand is reckoned again, from the inspection of such a film.
import { describe, expect, test } from '@jest/globals'
import { chooseModerationInput } from '../../../functions/intake/rules/moderation-input.ts'
import { estimateUnits } from '../../../lib/cost/estimate.ts'
import { choosePriceTable } from '../../../lib/cost/price-table.ts'
import { priceUnits } from '../../../lib/cost/price-units.ts'
import { chooseProfile } from '../../../lib/profiles.ts'
import type { Inspection, JobOptions } from '../../../schemas/generated/types.ts'
import { inspectionOf } from '../../support/inspections.ts'
import { readProjectFile } from '../../support/source-files.ts'

interface Worked {
  region: string
  inspection: Inspection
  profile: string
  options?: JobOptions
  isTranscribed?: boolean
  hasCaptions?: boolean
}

const WORKED: Record<string, Worked> = {
  'A talk of five minutes': {
    region: 'ap-northeast-2',
    inspection: inspectionOf({}, { sizeBytes: 300e6, durationMs: 300_000 }),
    profile: 'default',
  },
  'A film of two hours': {
    region: 'us-east-1',
    inspection: inspectionOf(
      { codec: 'PRORES', bitDepth: 10, frameRate: { numerator: 24, denominator: 1 } },
      { container: 'quicktime', sizeBytes: 80e9, durationMs: 7_200_000 },
    ),
    profile: 'hevc',
    options: { mp4: false },
    hasCaptions: true,
  },
  'A recording of a screen': {
    region: 'us-east-1',
    inspection: inspectionOf(
      { codec: 'VP9', widthPx: 1280, heightPx: 720, frameRate: { numerator: 60, denominator: 1 } },
      { container: 'webm', sizeBytes: 40e6, durationMs: 61_500 },
    ),
    profile: 'default',
    isTranscribed: true,
    hasCaptions: true,
  },
}

/** `3 × 5 + 4 / 2`, as on paper: products before sums. */
const reckon = (text: string): number =>
  text.split('+').reduce((sum, product) => {
    const [first = '', ...rest] = product.trim().split(/ (?=[×/])/)
    const apply = (value: number, factor: string) =>
      factor.startsWith('×') ? value * Number(factor.slice(1)) : value / Number(factor.slice(1))
    return sum + rest.reduce(apply, Number(first))
  }, 0)

const numberOrNull = (text: string) => (text === '-' ? null : Number(text))

function readSection(title: string) {
  const section = readProjectFile('docs/cost.md')
    .split(/^### /m)
    .find((text) => text.includes(title))!
  const rows = [...section.matchAll(/^\| `(.+?)` +\|(.+)\|$/gm)].map(([, unit, cells]) => {
    const [byHand = '', factor = '', price = '', sum = ''] = cells!.split('|').map((cell) => cell.trim())
    return { unit, amount: reckon(byHand), factor: Number(factor), price: numberOrNull(price), sum }
  })
  return { rows, total: /\*\*([\d.]+)\*\*/.exec(section)?.[1] }
}

describe.each(Object.entries(WORKED))('%s', (title, worked) => {
  const { region, inspection, profile, options = {}, isTranscribed = false, hasCaptions = false } = worked
  const film = { inspection, profile: chooseProfile(profile), options, isTranscribed, hasCaptions }
  const units = estimateUnits({ ...film, moderationInput: chooseModerationInput(inspection) })
  const cost = priceUnits(units, choosePriceTable(region))
  const { rows, total } = readSection(title)

  test('uses what was reckoned by hand, and nothing else', () => {
    const byHand = rows.map(({ unit, amount }) => [unit, amount.toFixed(6)])
    const reckoned = cost.lines.map(({ unit, amount }) => [unit, amount.toFixed(6)])
    expect(byHand.sort()).toEqual(reckoned.sort())
  })

  test.each(cost.lines)('$unit costs as much', ({ unit, factor, unitUsd, usd }) => {
    const row = rows.find((one) => one.unit === unit)!
    expect(row.factor).toBe(factor)
    expect(row.price).toBe(unitUsd)
    expect(row.sum).toBe(usd === null ? '-' : usd.toFixed(5))
    if (row.price !== null) expect((row.amount * row.factor * row.price).toFixed(5)).toBe(row.sum)
  })

  test('adds up', () => expect(total).toBe(cost.totalUsd.toFixed(5)))
})
