// `play`: a player on this machine for one asset, until Ctrl-C.
import { withApi } from '../people/api-session.ts'
import type { Grant } from '../play/grant.ts'
import { startPlayer } from '../play/player-server.ts'
import { findAssetId } from '../aws/find-asset-id.ts'
import type { TargetOptions } from '../target.ts'
import { note, print, styled } from '../terminal.ts'

/** Renewed this long before it ends. */
const MARGIN_MS = 60_000

/** Asks again when the one there is is about to end. */
function renewing(ask: () => Promise<Grant>, now: () => number): () => Promise<Grant> {
  let current: Promise<Grant> | undefined
  let goodUntilMs = 0
  return async () => {
    if (current && now() < goodUntilMs) return current
    current = ask()
    const grant = await current
    goodUntilMs = Date.parse(grant.expiresAt) - MARGIN_MS
    return grant
  }
}

const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

export async function play(id: string, options: TargetOptions, signal: AbortSignal): Promise<number> {
  return withApi(options, async ({ api, target }) => {
    const assetId = await findAssetId(id, target)
    const grant = renewing(() => api.playback(assetId), api.now)
    const { expiresAt, isPreview } = await grant()
    const player = await startPlayer({ title: assetId, grant })
    try {
      if (options.json)
        print(JSON.stringify({ assetId, page: player.pageUrl, hls: player.hlsUrl, expiresAt, isPreview }))
      else {
        print(`${styled('bold', 'Player')}  ${player.pageUrl}`)
        print(`${styled('dim', 'ffplay')}  ffplay ${player.hlsUrl}`)
        if (isPreview) print('Not published: this is a preview for those who decide.')
        note('For this machine only. Ctrl-C ends it.')
      }
      await untilStopped(signal)
      return 0
    } finally {
      await player.close()
    }
  })
}
