// The commands that only read: `list`, `asset` and `watch`.
import { HISTORY_MONTHS } from '../aws/assets.ts'
import type { AssetFilter } from '../aws/assets.ts'
import { awaitOutcome } from '../follow.ts'
import { withSession } from '../session.ts'
import { assetTable } from '../show/asset-table.ts'
import { assetText, outcomeWord } from '../show/asset.ts'
import { runRows } from '../show/task-list.ts'
import type { TargetOptions } from '../target.ts'
import { plain, print } from '../terminal.ts'
import { exitCodeOf } from './run.ts'

export async function list(options: TargetOptions & AssetFilter): Promise<number> {
  const assets = await withSession(options, ({ store }) => store.newest(options))
  if (options.json) assets.forEach((asset) => print(JSON.stringify(asset)))
  else print(assets.length > 0 ? assetTable(assets) : `No such assets in the last ${HISTORY_MONTHS} months.`)
  return 0
}

export async function asset(id: string, options: TargetOptions): Promise<number> {
  const found = await withSession(options, ({ store }) => store.find(id))
  print(options.json ? JSON.stringify(found) : assetText(found))
  return 0
}

export async function watch(
  id: string,
  options: TargetOptions & { timeout: number },
  signal: AbortSignal,
): Promise<number> {
  return withSession(options, async (session) => {
    const { assetId, source } = await session.store.find(id)
    const deadlineMs = performance.now() + options.timeout
    const row = {
      title: source.key,
      done: (ended: Parameters<typeof outcomeWord>[0]) => `${plain(source.key)}  ${outcomeWord(ended)}`,
      run: (report: Parameters<Parameters<typeof runRows>[0][0]['run']>[0]) =>
        awaitOutcome(
          session,
          assetId,
          { signal, pollEveryMs: session.pollEveryMs, deadlineMs },
          (progress) => {
            const { step = 'Waiting for the workflow', percentComplete } = progress
            report({ step, ...(percentComplete === undefined ? {} : { percent: percentComplete }) })
          },
        ),
    }
    const [result] = await runRows([row], { concurrent: 1, silent: options.json })
    signal.throwIfAborted()
    if (result?.status !== 'fulfilled') throw result?.reason
    print(options.json ? JSON.stringify(result.value) : `\n${assetText(result.value)}`)
    return exitCodeOf([result])
  })
}
