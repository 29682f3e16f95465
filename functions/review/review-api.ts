// Called by the HTTP API for the routes of reviews and appeals. The task token never leaves the server.
import { apiHandler, problem, type ApiAnswer, type ApiRequest, type Responder } from '../../lib/http.ts'
import { mayActAs } from '../../lib/roles.ts'
import { parseInput } from '../../lib/validation.ts'
import { validateClaimNext, validateReviewDecision } from '../../schemas/generated/validators.mjs'
import { carryOut } from './carry-out.ts'
import { claimNext } from './claim-next.ts'
import { listReviews } from './list-reviews.ts'
import { reopenAsset } from './reopen-asset.ts'
import { reviewServices, type ReviewServices } from './review-services.ts'
import type { Act } from './rules/acts.ts'
import { REFUSALS, type RefusalCode } from './rules/transition.ts'
import { summarise } from './rules/views.ts'
import { auditReview, showReview } from './show-review.ts'

const refuse = (code: RefusalCode) => problem(code === 'operators-only' ? 403 : 409, code, REFUSALS[code])

/** Answers an act with the task as it stands afterwards. */
const acting =
  (actOf: (body: unknown) => Act): Responder<ReviewServices> =>
  async ({ path, by, body }, services) => {
    const done = await carryOut(path['taskId'] ?? '', { act: actOf(body), by }, services)
    if (done.refused !== undefined) return refuse(done.refused)
    return { status: 200, body: summarise(done.task, services.now()) }
  }

async function next({ by, body }: ApiRequest, services: ReviewServices): Promise<ApiAnswer> {
  const { line = 'first' } = parseInput(validateClaimNext, body)
  if (line === 'second' && !mayActAs(by.role, 'operator')) return refuse('operators-only')
  const task = await claimNext(line, by, services)
  return task === undefined ? { status: 204 } : { status: 200, body: summarise(task, services.now()) }
}

export const responders = {
  'GET /reviews': listReviews,
  'GET /reviews/{taskId}': showReview,
  'GET /reviews/{taskId}/audit': auditReview,
  'POST /reviews/next': next,
  'POST /reviews/{taskId}/claim': acting(() => ({ kind: 'claim' })),
  'POST /reviews/{taskId}/renew': acting(() => ({ kind: 'renew' })),
  'POST /reviews/{taskId}/release': acting(() => ({ kind: 'release' })),
  'POST /reviews/{taskId}/decision': acting((body) => ({
    kind: 'decide',
    ...parseInput(validateReviewDecision, body),
  })),
  'POST /assets/{assetId}/reopen': reopenAsset,
} as const satisfies Record<string, Responder<ReviewServices>>

export const handler = apiHandler(responders, reviewServices)
