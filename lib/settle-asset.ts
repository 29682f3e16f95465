// A verdict after the first one: of a person, of a deadline, of an operator. It joins the record in one write with the
// outcome it leads to, and the verdict before it goes into the history.
import type { Asset, Verdict } from '../schemas/generated/types.ts'
import { assignToAsset, sameVerdict } from './asset-store.ts'
import { documents, TransactWriteCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'
import type { auditPut } from './review-audit.ts'

export interface Settlement {
  verdict: Verdict
  outcome: 'published' | 'quarantined'
}

export type SettleAsset = (
  asset: Asset,
  settlement: Settlement,
  audit?: ReturnType<typeof auditPut>,
) => Promise<Asset>

/** The record after the settlement. */
function settled(asset: Asset, { verdict, outcome }: Settlement): Asset {
  const closedAt = verdict.decidedAt
  const totalMs = Math.max(0, Date.parse(closedAt) - Date.parse(asset.registeredAt))
  return {
    ...asset,
    verdict,
    verdictHistory: [...(asset.verdictHistory ?? []), ...(asset.verdict ? [asset.verdict] : [])],
    outcome,
    reasons: outcome === 'published' ? [] : verdict.reasons,
    timings: { ...asset.timings, closedAt, ...(asset.outcome === undefined && { totalMs }) },
  }
}

/** As it was read: the same revision, verdict and outcome. */
function unchanged(asset: Asset) {
  const { revision, outcome } = asset
  const isFirst = outcome === undefined
  const { only, names, values } = sameVerdict(asset)
  const sameOutcome = isFirst ? 'attribute_not_exists(#outcome)' : '#outcome = :readOutcome'
  return {
    condition: `#revision = :revision AND ${only} AND ${sameOutcome}`,
    names: { ...names, '#revision': 'revision', '#outcome': 'outcome' },
    values: { ...values, ':revision': revision, ...(!isFirst && { ':readOutcome': outcome }) },
  }
}

/**
 * Settles the asset as it was read, together with the entry for the audit trail that belongs to it.
 * @throws ConflictError when somebody else has given it a verdict, an outcome or a newer revision meanwhile
 */
export function settleAsset(tableName: string): SettleAsset {
  return async (asset, settlement, audit) => {
    const after = settled(asset, settlement)
    const { verdict, verdictHistory, outcome, reasons, timings } = after
    const { expression, names, values } = assignToAsset({
      ...{ verdict, verdictHistory, outcome, reasons },
      'timings.closedAt': timings.closedAt,
      'timings.totalMs': timings.totalMs,
    })
    const asRead = unchanged(asset)
    const update = {
      TableName: tableName,
      Key: { assetId: asset.assetId },
      UpdateExpression: expression,
      ConditionExpression: asRead.condition,
      ExpressionAttributeNames: { ...names, ...asRead.names },
      ExpressionAttributeValues: { ...values, ...asRead.values },
    }
    const writes = [{ Update: update }, ...(audit ? [audit] : [])]
    await calling('settling the asset', () =>
      documents.send(new TransactWriteCommand({ TransactItems: writes })),
    )
    return after
  }
}
