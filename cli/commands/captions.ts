// The commands below `captions`: what a track says, and letting a held one pass.
import { findAssetId } from '../aws/find-asset-id.ts'
import { CommandError } from '../errors.ts'
import { withApi } from '../people/api-session.ts'
import { RefusalError } from '../review/api.ts'
import { requireReason } from '../review/reason.ts'
import { readingText, releasedText } from '../show/caption-reading.ts'
import type { TargetOptions } from '../target.ts'
import { print } from '../terminal.ts'

export type ReleaseOptions = TargetOptions & { reason?: string; etag?: string; revision?: number }

const NAMES = 'Assets and tracks are called as `reelgate asset ID` names them.'

/** The API says what is not there; a whole id is not looked up before. */
function explainMissing(error: unknown): never {
  if (error instanceof RefusalError && error.code === 'not-found')
    throw new CommandError(error.message, NAMES)
  throw error
}

export async function showCaptions(id: string, trackId: string, options: TargetOptions): Promise<number> {
  return withApi(options, async ({ api, target }) => {
    const assetId = await findAssetId(id, target)
    const reading = await api.captions.read({ assetId, trackId }).catch(explainMissing)
    print(options.json ? JSON.stringify(reading) : readingText(reading))
    return 0
  })
}

export async function releaseCaptions(
  id: string,
  trackId: string,
  { signal, ...options }: ReleaseOptions & { signal: AbortSignal },
): Promise<number> {
  const reason = await requireReason(options, signal)
  const { etag, revision } = options
  return withApi(options, async ({ api, target }) => {
    const assetId = await findAssetId(id, target)
    const request = {
      reason,
      ...(etag !== undefined && { etag }),
      ...(revision !== undefined && { revision }),
    }
    const answer = await api.captions.release({ assetId, trackId }, request).catch(explainMissing)
    print(options.json ? JSON.stringify(answer) : releasedText(answer))
    return 0
  })
}
