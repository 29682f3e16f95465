// The commands `budget` and `budget release`.
import { readBudget, releaseParked, type BudgetStanding } from '../aws/budget.ts'
import { UsageError } from '../errors.ts'
import { withSession } from '../session.ts'
import { usdText } from '../show/cost.ts'
import type { TargetOptions } from '../target.ts'
import { note, plain, print, styled } from '../terminal.ts'

export type ReleaseOptions = TargetOptions & { all: boolean }

function* lines({ month, limitUsd, committedUsd, parked }: BudgetStanding) {
  const share = limitUsd === 0 ? '' : `, ${Math.round((committedUsd / limitUsd) * 100)} %`
  yield limitUsd === 0
    ? `No budget is set (monthlyBudgetUsd).`
    : `${styled('bold', month)}  ${usdText(committedUsd)} of ${usdText(limitUsd)} taken${share}`
  yield parked.length === 0 ? 'No asset waits.' : `${parked.length} wait for a budget they fit into:`
  for (const { assetId, estimateUsd, parkedAt } of parked)
    yield `  ${assetId.slice(0, 10)}  ${usdText(estimateUsd).padStart(9)}  since ${plain(parkedAt).slice(0, 16).replace('T', ' ')}`
}

export async function budget(options: TargetOptions): Promise<number> {
  return withSession(options, async ({ clients, target }) => {
    const standing = await readBudget(clients, target, Date.now())
    print(options.json ? JSON.stringify(standing) : [...lines(standing)].join('\n'))
    return 0
  })
}

/** Named assets and `--all` go on though they do not fit; without either, those that fit by now. */
export async function releaseBudget(ids: string[], options: ReleaseOptions): Promise<number> {
  if (ids.length > 0 && options.all) throw new UsageError('Name assets or give --all, not both.')
  return withSession(options, async ({ clients, target, store }) => {
    const named = await Promise.all(ids.map(async (id) => (await store.find(id)).assetId))
    const waive = options.all ? ['*'] : named
    const { released, parked } = await releaseParked(clients, target, waive.length > 0 ? { waive } : {})
    if (options.json) print(JSON.stringify({ released, parked }))
    else {
      for (const assetId of released) print(`${styled('green', '✔')} ${assetId.slice(0, 10)} goes on.`)
      for (const assetId of named.filter((id) => !released.includes(id)))
        note(`${assetId.slice(0, 10)} does not wait for a budget.`)
      print(parked === 0 ? 'No asset waits any more.' : `${parked} still wait.`)
    }
    return 0
  })
}
