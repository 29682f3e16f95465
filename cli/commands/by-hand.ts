// The commands `withdraw`, `publish` and `reopen`: what operators do with an asset, whatever was decided before.
import { findAssetId } from '../aws/find-asset-id.ts'
import { withApi } from '../people/api-session.ts'
import type { HandAct } from '../review/api.ts'
import { requireReason } from '../review/reason.ts'
import type { TargetOptions } from '../target.ts'
import { print, styled } from '../terminal.ts'

export type ByHandOptions = TargetOptions & { reason?: string }

const done = (text: string) => print(`${styled('green', '✔')} ${text}`)

const WORDS: Record<HandAct, string> = {
  withdraw: 'withdrawn: it is quarantined and no longer played',
  publish: 'published',
}

export async function actByHand(
  id: string,
  { act, signal }: { act: HandAct; signal: AbortSignal },
  options: ByHandOptions,
): Promise<number> {
  const reason = await requireReason(options, signal)
  return withApi(options, async ({ api, target }) => {
    const answer = await api.byHand(await findAssetId(id, target), act, reason)
    if (options.json) print(JSON.stringify(answer))
    else done(`${answer.assetId.slice(0, 10)} is ${WORDS[act]}.`)
    return 0
  })
}

export async function reopen(id: string, options: ByHandOptions, signal: AbortSignal): Promise<number> {
  const reason = await requireReason(options, signal)
  return withApi(options, async ({ api, target }) => {
    const answer = await api.reopen(await findAssetId(id, target), reason)
    if (options.json) print(JSON.stringify(answer))
    else done(`${answer.assetId.slice(0, 10)} is asked about once more: review task ${answer.taskId}.`)
    return 0
  })
}
