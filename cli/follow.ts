// From an upload to its outcome, watched by asking: a client has no event bus to listen on.
import type { Asset } from '../schemas/generated/types.ts'
import type { AssetStore } from './aws/assets.ts'
import type { Progress, ProgressReader } from './aws/progress.ts'
import type { Uploaded } from './aws/upload.ts'
import { CommandError } from './errors.ts'
import { pause } from './interrupt.ts'

export interface Watching {
  signal: AbortSignal
  pollEveryMs: number
  /** On the clock of `performance.now()`. */
  deadlineMs: number
}

/** The time given with --timeout is over. The asset goes on; only the watching ends. */
class TimedOutError extends CommandError {}

// The end of a failed execution is an event, whose delivery closes the asset.
const OUTCOME_AFTER_END_MS = 60_000
const FAILURES_IN_A_ROW = 5

/** Asks again and again until `ask` answers; a few failures in a row are bridged. */
async function poll<T>(ask: () => Promise<T | undefined>, watching: Watching, late: string): Promise<T> {
  for (let failures = 0; ;) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
      failures = 0
    } catch (error) {
      if (error instanceof CommandError || ++failures === FAILURES_IN_A_ROW) throw error
    }
    if (performance.now() >= watching.deadlineMs)
      throw new TimedOutError(late, 'Give it longer with --timeout.')
    await pause(watching.pollEveryMs, watching.signal)
  }
}

/** The asset that an upload became. `earlier` are ids of assets the same key had before. */
export function awaitAsset(
  store: AssetStore,
  upload: Uploaded & { sourceUri: string; earlier: ReadonlySet<string> },
  watching: Watching,
): Promise<Asset> {
  const isOurs = ({ assetId, source }: Asset) =>
    !upload.earlier.has(assetId) &&
    source.etag === upload.etag &&
    (upload.versionId === undefined ||
      source.versionId === undefined ||
      source.versionId === upload.versionId)
  return poll(
    async () => (await store.ofSource(upload.sourceUri)).find(isOurs),
    watching,
    'The upload was not taken in as an asset in time.',
  )
}

/** The asset with its outcome. `onProgress` hears how far it is, again and again. */
export function awaitOutcome(
  { store, readProgress }: { store: AssetStore; readProgress: ProgressReader },
  assetId: string,
  watching: Watching & { onProgress: (progress: Progress) => void },
): Promise<Asset> {
  let endedAtMs: number | undefined
  const ask = async () => {
    const asset = await store.load(assetId)
    if (!asset) throw new CommandError(`The asset ${assetId} is gone.`)
    if (asset.outcome) return asset
    const progress = await readProgress(asset)
    watching.onProgress(progress)
    if (progress.ended) endedAtMs ??= performance.now()
    if (endedAtMs !== undefined && performance.now() - endedAtMs > OUTCOME_AFTER_END_MS) {
      throw new CommandError(
        `Its execution ended (${progress.ended}) without an outcome.`,
        `See ${asset.executionArn}`,
      )
    }
    return undefined
  }
  return poll(ask, watching, `The asset ${assetId} has no outcome yet.`)
}
