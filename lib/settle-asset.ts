// A verdict after the first one: of a person, of a deadline, of an operator. It joins the record in one write with the
// outcome it leads to, and the verdict before it goes into the history.
import type { Asset, Verdict } from '../schemas/generated/types.ts'
import { assign, documents, UpdateCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'

export interface Settlement {
  verdict: Verdict
  outcome: 'published' | 'quarantined'
}

export type SettleAsset = (asset: Asset, settlement: Settlement) => Promise<Asset>

/** What a settlement changes in the record. */
function changesFor(asset: Asset, { verdict, outcome }: Settlement): Record<string, unknown> {
  const isFirstOutcome = asset.outcome === undefined
  const totalMs = Math.max(0, Date.parse(verdict.decidedAt) - Date.parse(asset.registeredAt))
  return {
    verdict,
    verdictHistory: [...(asset.verdictHistory ?? []), ...(asset.verdict ? [asset.verdict] : [])],
    outcome,
    reasons: outcome === 'published' ? [] : verdict.reasons,
    'timings.closedAt': verdict.decidedAt,
    ...(isFirstOutcome && { 'timings.totalMs': totalMs }),
  }
}

/**
 * Settles the asset as it was read.
 * @throws ConflictError when somebody else has given it a verdict, an outcome or a newer revision meanwhile
 */
export function settleAsset(tableName: string): SettleAsset {
  return async (asset, settlement) => {
    const { expression, names, values } = assign(changesFor(asset, settlement))
    const asRead = [
      '#revision = :revision',
      '#verdict = :former',
      asset.outcome === undefined ? 'attribute_not_exists(#outcome)' : '#outcome = :formerOutcome',
    ]
    const answer = await calling('settling the asset', () =>
      documents.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { assetId: asset.assetId },
          UpdateExpression: expression,
          ConditionExpression: asRead.join(' AND '),
          ExpressionAttributeNames: {
            ...names,
            '#revision': 'revision',
            '#verdict': 'verdict',
            '#outcome': 'outcome',
          },
          ExpressionAttributeValues: {
            ...values,
            ':revision': asset.revision,
            ':former': asset.verdict,
            ...(asset.outcome !== undefined && { ':formerOutcome': asset.outcome }),
          },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    )
    return answer.Attributes as Asset
  }
}
