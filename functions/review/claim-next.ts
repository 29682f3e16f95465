// The next review task of a line: what the queue announces, else what the table knows. Two who ask at once never get
// the same one: the table lets one of them write.
import type { Actor } from '../../lib/roles.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { logger } from '../../lib/step.ts'
import type { ReviewTask } from '../../schemas/generated/types.ts'
import type { Announced, Line } from './announcements.ts'
import { carryOut, type Refused } from './carry-out.ts'
import type { ReviewServices } from './review-services.ts'
import { leaseRuns } from './rules/situation.ts'

/** While somebody looks at it. One that nobody can read comes back after this, until it is a dead letter. */
const HIDDEN_SECONDS = 60

const MOST_MESSAGES = 10
const MOST_CANDIDATES = 25

interface Search {
  line: Line
  by: Actor
  services: ReviewServices
  /** Tasks that were refused already. */
  refused: Set<string>
}

const secondsUntil = (moment: string, nowMs: number) =>
  Math.max(0, Math.ceil((Date.parse(moment) - nowMs) / 1000))

async function claim(taskId: string, receiptHandle: string | undefined, { by, services }: Search) {
  try {
    return await carryOut(taskId, { act: { kind: 'claim', receiptHandle }, by }, services)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/** What becomes of a message whose task cannot be claimed now. */
async function putAside(
  { task, refused }: Refused,
  receiptHandle: string,
  { line, services }: Search,
): Promise<'later' | 'done'> {
  const { queues, now } = services
  if (refused === 'own-opinion') return 'later'
  const hiddenSeconds = secondsUntil(task.leaseUntil ?? task.dueAt, now())
  if (refused === 'claimed-by-other') await queues.hide(line, receiptHandle, hiddenSeconds)
  else await queues.remove(line, receiptHandle)
  return 'done'
}

async function tryMessage({ receiptHandle, announcement }: Announced, search: Search) {
  const { line, services } = search
  const task = announcement && (await services.reviews.load(announcement.taskId))
  if (announcement?.line !== line || task === undefined) {
    logger.warn('A message on a review queue is none of ours', { line, taskId: announcement?.taskId })
    return 'done'
  }
  if (task.line !== line) {
    await services.queues.remove(line, receiptHandle)
    return 'done'
  }
  if (leaseRuns(task, services.now())) {
    // Held by somebody, perhaps by the very person who asks: the next is another one.
    return putAside({ task, refused: 'claimed-by-other' }, receiptHandle, search)
  }
  const claimed = await claim(task.taskId, receiptHandle, search)
  if (claimed === undefined) return 'done'
  if (claimed.refused === undefined) return claimed.task
  search.refused.add(task.taskId)
  return putAside(claimed, receiptHandle, search)
}

async function claimAnnounced(search: Search): Promise<ReviewTask | undefined> {
  const { line, services } = search
  const later: string[] = []
  try {
    for (let count = 0; count < MOST_MESSAGES; count++) {
      const message = await services.queues.receive(line, HIDDEN_SECONDS)
      if (message === undefined) return undefined
      const tried = await tryMessage(message, search)
      if (tried === 'later') later.push(message.receiptHandle)
      else if (tried !== 'done') return tried
    }
    return undefined
  } finally {
    for (const receiptHandle of later) await services.queues.hide(line, receiptHandle, 0)
  }
}

/** Open tasks and those whose lease is over, the most urgent first: an announcement that was lost loses nothing. */
async function claimKnown(search: Search): Promise<ReviewTask | undefined> {
  const { line, services, refused } = search
  const notAfter = new Date(services.now()).toISOString()
  const pages = await Promise.all([
    services.reviews.listByState({ state: 'open', line, limit: MOST_CANDIDATES }),
    services.reviews.listByState({ state: 'claimed', line, limit: MOST_CANDIDATES, leaseEnds: { notAfter } }),
  ])
  const candidates = pages
    .flatMap(({ tasks }) => tasks)
    .filter(({ taskId }) => !refused.has(taskId))
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
  for (const { taskId } of candidates) {
    const claimed = await claim(taskId, undefined, search)
    if (claimed !== undefined && claimed.refused === undefined && claimed.task.line === line)
      return claimed.task
  }
  return undefined
}

export async function claimNext(
  line: Line,
  by: Actor,
  services: ReviewServices,
): Promise<ReviewTask | undefined> {
  const search: Search = { line, by, services, refused: new Set() }
  return (await claimAnnounced(search)) ?? (await claimKnown(search))
}
