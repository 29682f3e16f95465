// The commands that only read: `list`, `asset` and `watch`.
import type { Asset } from '../../schemas/generated/types.ts'
import { HISTORY_MONTHS } from '../aws/assets.ts'
import type { AssetFilter } from '../aws/assets.ts'
import type { Progress } from '../aws/progress.ts'
import { awaitOutcome } from '../follow.ts'
import { withSession } from '../session.ts'
import { assetTable } from '../show/asset-table.ts'
import { assetText, outcomeWord } from '../show/asset.ts'
import { runRows } from '../show/task-list.ts'
import type { Row } from '../show/task-list.ts'
import type { TargetOptions } from '../target.ts'
import { plain, print } from '../terminal.ts'
import { exitCodeOf } from './run.ts'

export type ListOptions = TargetOptions & AssetFilter

export type WatchOptions = TargetOptions & { timeout: number }

export async function list(options: ListOptions): Promise<number> {
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

export async function watch(id: string, options: WatchOptions, signal: AbortSignal): Promise<number> {
  return withSession(options, async (session) => {
    const { assetId, source } = await session.store.find(id)
    const watching = {
      signal,
      pollEveryMs: session.pollEveryMs,
      deadlineMs: performance.now() + options.timeout,
    }
    const row: Row<Asset> = {
      title: source.key,
      done: (ended) => `${plain(source.key)}  ${outcomeWord(ended)}`,
      run: (report) => {
        const onProgress = ({ step = 'Waiting for the workflow', percentComplete: percent }: Progress) =>
          report({ step, ...(percent === undefined ? {} : { percent }) })
        return awaitOutcome(session, assetId, { ...watching, onProgress })
      },
    }
    const [result] = await runRows([row], { concurrent: 1, silent: options.json })
    signal.throwIfAborted()
    if (result?.status !== 'fulfilled') throw result?.reason
    print(options.json ? JSON.stringify(result.value) : `\n${assetText(result.value)}`)
    return exitCodeOf([result])
  })
}
