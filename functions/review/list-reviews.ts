// GET /reviews
import type { ApiAnswer, ApiRequest } from '../../lib/http.ts'
import { parseInput } from '../../lib/validation.ts'
import type { ReviewList, ReviewTask } from '../../schemas/generated/types.ts'
import { validateReviewQuery } from '../../schemas/generated/validators.mjs'
import type { ReviewServices } from './review-services.ts'
import { decodeCursor, encodeCursor, SOURCES, type Place } from './rules/cursor.ts'
import { summarise } from './rules/views.ts'

const PAGE = 25

export async function listReviews({ query }: ApiRequest, services: ReviewServices): Promise<ApiAnswer> {
  const { state = 'open', line, limit = String(PAGE), cursor } = parseInput(validateReviewQuery, query)
  const sources = SOURCES[state]
  const nowMs = services.now()
  const moment = new Date(nowMs).toISOString()
  const tasks: ReviewTask[] = []
  let place: Place | undefined = decodeCursor(cursor, sources.length)
  while (place !== undefined && tasks.length < Number(limit)) {
    const { source, from }: Place = place
    const { state, lease } = sources[source]!
    const page = await services.reviews.listByState({
      ...{ state, line, from, limit: Number(limit) - tasks.length },
      leaseEnds: lease && (lease === 'runs' ? { after: moment } : { notAfter: moment }),
    })
    tasks.push(...page.tasks)
    const isLast: boolean = source + 1 === sources.length
    place = page.next ? { source, from: page.next } : isLast ? undefined : { source: source + 1 }
  }
  const body: ReviewList = {
    reviews: tasks.map((task) => summarise(task, nowMs)),
    ...(place && { cursor: encodeCursor(place) }),
  }
  return { status: 200, body }
}
