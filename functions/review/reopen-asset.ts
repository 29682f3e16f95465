// POST /assets/{assetId}/reopen
import { problem, type ApiAnswer, type ApiRequest } from '../../lib/http.ts'
import { NotFoundError, ThrottledError } from '../../lib/errors.ts'
import { entryKeyAt } from '../../lib/review-audit.ts'
import { parseInput } from '../../lib/validation.ts'
import type { Asset, ReopenedReview } from '../../schemas/generated/types.ts'
import { validateStatedReason } from '../../schemas/generated/validators.mjs'
import type { ReviewServices } from './review-services.ts'
import { appealName, checkReopening, REOPENING_REFUSALS } from './rules/reopening.ts'

const MOST_NAMES = 100

interface Appeal {
  asset: Asset
  reason: string
  by: string
}

const inputOf = ({ asset, reason, by }: Appeal) => ({
  assetId: asset.assetId,
  revision: asset.revision,
  kind: 'appeal',
  reasons: [{ code: 'appeal', message: reason }],
  policyId: asset.verdict?.policyId,
  policyVersion: asset.verdict?.policyVersion,
  requestedBy: by,
})

/** Under the first name that is free; undefined while an earlier appeal goes on. */
async function startAppeal(appeal: Appeal, services: ReviewServices): Promise<string | undefined> {
  const first = Math.max(1, await services.reviews.countAppeals(appeal.asset.assetId))
  for (let number = first; number < first + MOST_NAMES; number++) {
    const name = appealName(appeal.asset, number)
    if (await services.isUnderReview(name)) return undefined
    if ((await services.startReview(name, inputOf(appeal))) === 'started') return name
    // Somebody else may have started it in the moment between.
    if (await services.isUnderReview(name)) return undefined
  }
  throw new ThrottledError(`Asset ${appeal.asset.assetId} has been reopened too often.`)
}

export async function reopenAsset(
  { path, by, body }: ApiRequest,
  services: ReviewServices,
): Promise<ApiAnswer> {
  const { reason } = parseInput(validateStatedReason, body)
  const assetId = path['assetId'] ?? ''
  const asset = await services.assets.load(assetId)
  if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
  const refusal = checkReopening(asset)
  if (refusal !== undefined) return problem(409, refusal, REOPENING_REFUSALS[refusal])
  const taskId = await startAppeal({ asset, reason, by: by.name }, services)
  if (taskId === undefined) return problem(409, 'under-review', REOPENING_REFUSALS['under-review'])
  const at = new Date(services.now()).toISOString()
  await services.audit.record({
    subjectId: assetId,
    entryKey: entryKeyAt(at),
    ...{ at, by: by.name, act: 'reopened', reason, from: 'quarantined', to: `review:${taskId}` },
  })
  const answer: ReopenedReview = { assetId, taskId }
  return { status: 202, body: answer }
}
