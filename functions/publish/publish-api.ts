// Called by the HTTP API when an operator withdraws an asset or publishes one by hand: one write, then the bus is told.
import { announceOutcome, type AnnounceOutcome } from '../../lib/asset-events.ts'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { setting } from '../../lib/environment.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { apiHandler, problem, type ApiAnswer, type ApiRequest, type Responder } from '../../lib/http.ts'
import { findPolicy } from '../../lib/policies.ts'
import { auditPut, entryKeyAt } from '../../lib/review-audit.ts'
import { settleAsset, type SettleAsset } from '../../lib/settle-asset.ts'
import { parseInput } from '../../lib/validation.ts'
import type { Asset, AssetOutcome, Policy, ReviewAuditEntry } from '../../schemas/generated/types.ts'
import { validateStatedReason } from '../../schemas/generated/validators.mjs'
import {
  checkHandAct,
  HAND_REFUSALS,
  isDone,
  operatorVerdict,
  type HandAct,
} from './rules/operator-verdict.ts'

export interface PublishApiServices {
  assets: Pick<AssetStore, 'load'>
  settle: SettleAsset
  auditTable: string
  announce: AnnounceOutcome
  policyOf: (asset: Asset) => Pick<Policy, 'policyId' | 'version'>
  now: () => number
}

const OUTCOMES = { withdraw: 'quarantined', publish: 'published' } as const
const ACTS = { withdraw: 'withdrawn', publish: 'published' } as const

function outcomeOf({ assetId, revision }: Asset, act: HandAct): ApiAnswer {
  const body: AssetOutcome = { assetId, revision, outcome: OUTCOMES[act] }
  return { status: 200, body }
}

const byHand =
  (act: HandAct): Responder<PublishApiServices> =>
  async ({ path, by, body }: ApiRequest, services) => {
    const { reason } = parseInput(validateStatedReason, body)
    const assetId = path['assetId'] ?? ''
    const asset = await services.assets.load(assetId)
    if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
    if (isDone(act, asset, by.name)) {
      await services.announce(asset)
      return outcomeOf(asset, act)
    }
    const refusal = checkHandAct(act, asset)
    if (refusal !== undefined) return problem(409, refusal, HAND_REFUSALS[refusal])
    const at = new Date(services.now()).toISOString()
    const verdict = operatorVerdict(asset, { act, by: by.name, reason, at }, services.policyOf(asset))
    const entry: ReviewAuditEntry = {
      subjectId: assetId,
      entryKey: entryKeyAt(at),
      ...{ at, by: by.name, act: ACTS[act], reason, to: OUTCOMES[act] },
      ...(asset.outcome !== undefined && { from: asset.outcome }),
    }
    const settlement = { verdict, outcome: OUTCOMES[act] }
    const settled = await services.settle(asset, settlement, auditPut(services.auditTable, entry))
    await services.announce(settled)
    return outcomeOf(settled, act)
  }

export const responders = {
  'POST /assets/{assetId}/withdraw': byHand('withdraw'),
  'POST /assets/{assetId}/publish': byHand('publish'),
} as const satisfies Record<string, Responder<PublishApiServices>>

/** The asset's own policy, or the default one where a later deployment has dropped it. */
const policyOf = ({ policy }: Asset) => findPolicy(policy).policy

export const handler = apiHandler(responders, () => {
  const assetsTable = setting('ASSETS_TABLE')
  return {
    assets: assetStore(assetsTable),
    settle: settleAsset(assetsTable),
    auditTable: setting('REVIEW_AUDIT_TABLE'),
    announce: announceOutcome(setting('EVENT_BUS')),
    policyOf,
    now: Date.now,
  }
})
