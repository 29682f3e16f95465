// A cost as a table.
import type { Cost, CostLine } from '../../lib/cost/price-units.ts'
import type { PriceTable } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'

const NO_PRICE = 'no price'

const amountText = (amount: number) =>
  Number.isInteger(amount) ? String(amount) : amount.toFixed(amount < 1 ? 4 : 2)

export const usdText = (usd: number) => `$${usd.toFixed(usd < 1 ? 4 : 2)}`

/** As many digits as it takes: a request costs millionths. */
const unitUsdText = (usd: number) =>
  `$${Number(usd.toPrecision(6)).toFixed(10).replace(/0+$/, '').replace(/\.$/, '')}`

const cellsOf = ({ label, amount, factor, unitUsd, usd }: CostLine) => [
  plain(label),
  amountText(amount),
  factor === null ? '?' : factor === 1 ? '' : `x ${factor}`,
  unitUsd === null ? NO_PRICE : unitUsdText(unitUsd),
  usd === null ? '-' : usdText(usd),
]

/** One line, and none where everything has a price. */
const unpricedLine = ({ unpriced }: Cost, { region }: PriceTable): string[] =>
  unpriced.length === 0
    ? []
    : [
        styled(
          'yellow',
          `Without a price for ${region}, and not in the sum: ${unpriced.map(plain).join(', ')}.`,
        ),
      ]

/** Several lines, without a line break at the end. */
export function costTable(cost: Cost, table: PriceTable): string {
  const head = ['item', 'units', '', 'price', 'sum']
  const rows = cost.lines.map(cellsOf)
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]!.length)),
  )
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
  const total = `${cost.unpriced.length > 0 ? 'at least ' : ''}${usdText(cost.totalUsd)}`
  return [
    styled('dim', line(head)),
    ...rows.map(line),
    `${styled('bold', total)} in ${table.region}, list prices as found on ${table.checkedAt}, without free tiers and taxes.`,
    ...unpricedLine(cost, table),
  ].join('\n')
}
