// The command `cost`: what files would cost, before anything is uploaded.
import { basename } from 'node:path'
import type { TranscribeWhen } from '../../functions/intake/rules/transcription-plan.ts'
import { addUnits } from '../../lib/cost/units.ts'
import { priceUnits, type Cost } from '../../lib/cost/price-units.ts'
import { isProfileName, PROFILES } from '../../lib/profiles.ts'
import type { PriceTable, Reason } from '../../schemas/generated/types.ts'
import { choosePrices, warnOfAge, type PriceOptions } from '../cost/choose-prices.ts'
import { estimateFile, type EstimateWishes } from '../cost/estimate-file.ts'
import { UsageError } from '../errors.ts'
import { costTable } from '../show/cost.ts'
import { duration } from '../show/measures.ts'
import { checkFiles } from '../sources/check-files.ts'
import { note, plain, print, styled } from '../terminal.ts'

export type CostOptions = PriceOptions & {
  profile: string
  transcribe: TranscribeWhen
  views?: number
  watchMinutes?: number
  json: boolean
}

function wishesOf({ profile, transcribe, views, watchMinutes }: CostOptions): EstimateWishes {
  if (!isProfileName(profile)) {
    const known = PROFILES.map(({ name }) => name).join(', ')
    throw new UsageError(`There is no transcode profile "${profile}"; there are: ${known}.`)
  }
  if ((views === undefined) !== (watchMinutes === undefined))
    throw new UsageError('--views and --watch-minutes go together.')
  return {
    profile,
    transcribe,
    ...(views !== undefined && watchMinutes !== undefined && { watched: { views, minutes: watchMinutes } }),
  }
}

function tellRefusal(file: string, reasons: Reason[], { json }: CostOptions) {
  if (json) print(JSON.stringify({ file, refused: reasons }))
  else {
    print(`${styled('bold', plain(basename(file)))}  would be rejected, and costs next to nothing`)
    reasons.forEach(({ code, message }) => print(`  ${plain(message)} [${plain(code)}]`))
  }
}

function tellCost(file: string, { facts, cost, table }: { facts: string; cost: Cost; table: PriceTable }) {
  print(`${styled('bold', plain(basename(file)))}  ${facts}`)
  print(`${costTable(cost, table)}\n`)
}

/** Exit code 1 where a file would be rejected. */
export async function cost(files: string[], options: CostOptions): Promise<number> {
  const paths = checkFiles(files)
  const wishes = wishesOf(options)
  const table = choosePrices(options)
  const { region, currency } = table
  const all: Cost[] = []
  let exitCode = 0
  for (const file of paths) {
    const estimated = await estimateFile(file, wishes)
    if ('reasons' in estimated) {
      tellRefusal(file, estimated.reasons, options)
      exitCode = 1
      continue
    }
    const { inspection, profile, units } = estimated
    const estimate = priceUnits(units, table)
    all.push(estimate)
    const { lines, totalUsd, unpriced } = estimate
    if (options.json) print(JSON.stringify({ file, region, currency, profile, lines, totalUsd, unpriced }))
    else {
      const facts = `${duration(inspection.durationMs)}, profile ${profile}`
      tellCost(file, { facts, cost: estimate, table })
    }
  }
  tellTogether(all, table, options)
  const warning = warnOfAge(table, [...new Set(all.flatMap(({ items }) => items))], Date.now())
  if (warning) note(warning)
  return exitCode
}

function tellTogether(all: Cost[], table: PriceTable, { json }: CostOptions) {
  if (json || all.length < 2) return
  const units = addUnits(
    ...all.map(({ lines }) => Object.fromEntries(lines.map(({ unit, amount }) => [unit, amount]))),
  )
  print(styled('bold', `${all.length} files together`))
  print(costTable(priceUnits(units, table), table))
}
