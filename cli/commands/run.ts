import type { Asset } from '../../schemas/generated/types.ts'
import { objectExists } from '../aws/upload.ts'
import { explain, UsageError } from '../errors.ts'
import { processFile } from '../process-file.ts'
import { withCloud } from '../session.ts'
import type { CloudSession } from '../session.ts'
import { assetText, outcomeWord } from '../show/asset.ts'
import { runRows } from '../show/task-list.ts'
import { checkFiles } from '../sources/check-files.ts'
import { chooseKeys } from '../sources/choose-keys.ts'
import type { TargetOptions } from '../target.ts'
import { note, plain, print } from '../terminal.ts'

export interface WorkOptions {
  signal: AbortSignal
  json: boolean
  /** In milliseconds, from the end of an upload to its outcome. */
  timeout: number
  profile?: string
}

export interface RunOptions extends TargetOptions, Omit<WorkOptions, 'signal'> {
  keep: boolean
}

const FILES_AT_ONCE = 8

type Results = PromiseSettledResult<Asset>[]

/** 0 when every file became an asset with an outcome that is not a fault. */
export const exitCodeOf = (results: Results) =>
  results.every((result) => result.status === 'fulfilled' && result.value.outcome !== 'failed') ? 0 : 1

/** Uploads and follows every file; with --json each asset is printed as soon as it has its outcome. */
export async function workOn(session: CloudSession, paths: string[], options: WorkOptions) {
  const { signal } = options
  const isTaken = (key: string) => objectExists(session.clients.s3, session.stack.ingestBucket, key)
  const keys = await chooseKeys(paths, isTaken)
  const rows = paths.map((path, index) => {
    const key = keys[index] ?? ''
    return {
      title: key,
      done: (asset: Asset) => `${plain(key)}  ${outcomeWord(asset)}`,
      run: async (onProgress: Parameters<typeof processFile>[1]['onProgress']) => {
        const work = { path, key, profile: options.profile, signal, timeoutMs: options.timeout, onProgress }
        const asset = await processFile(session, work)
        if (options.json) print(JSON.stringify(asset))
        return asset
      },
    }
  })
  return { keys, results: await runRows(rows, { concurrent: FILES_AT_ONCE, silent: options.json }) }
}

export function report(
  keys: string[],
  results: Results,
  { json, verbose }: { json: boolean; verbose: boolean },
): void {
  results.forEach((result, index) => {
    if (result.status === 'fulfilled') {
      if (!json) print(`\n${assetText(result.value)}`)
      return
    }
    const { message, hint } = explain(result.reason)
    note(`error: ${plain(keys[index] ?? '')}: ${message}${hint ? `\n  ${hint}` : ''}`)
    if (verbose) note(String((result.reason as Error).stack))
  })
}

/** Uploads files and waits for their outcomes. Answers the exit code. */
export async function run(files: string[], options: RunOptions, signal: AbortSignal): Promise<number> {
  const paths = checkFiles(files)
  if (options.keep && options.port === 0)
    throw new UsageError('--keep wants a --port that can be found again.')
  return withCloud(options, signal, async (session) => {
    const { keys, results } = await workOn(session, paths, { ...options, signal })
    signal.throwIfAborted()
    report(keys, results, options)
    if (options.keep && session.cloud) {
      note(`The local cloud stays at ${session.cloud.url}; stop it with \`kill ${session.cloud.pid}\`.`)
    }
    return exitCodeOf(results)
  })
}
