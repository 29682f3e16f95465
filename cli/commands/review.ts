// The commands below `review`: what waits for people, and what they say to it.
import type { ReviewDecision, ReviewDetail, ReviewSummary } from '../../schemas/generated/types.ts'
import { CommandError, InterruptedError } from '../errors.ts'
import { withApi, type ApiSession } from '../people/api-session.ts'
import { ask, canAsk, readKey } from '../prompt.ts'
import { attend } from '../review/attend.ts'
import { RefusalError, type Line } from '../review/api.ts'
import { auditText } from '../review/audit-text.ts'
import { findTaskId } from '../review/find-task.ts'
import { moment } from '../review/moments.ts'
import { decisionText, releasedText } from '../review/outcome-text.ts'
import { requireReason } from '../review/reason.ts'
import { showPictures } from '../review/show-pictures.ts'
import { taskTable } from '../review/task-table.ts'
import { taskText } from '../review/task-text.ts'
import { stateText } from '../review/task-words.ts'
import type { TargetOptions } from '../target.ts'
import { note, print } from '../terminal.ts'

export type ListReviewsOptions = TargetOptions & {
  state: ReviewSummary['state']
  line?: Line
  limit: number
}
export type ShowOptions = TargetOptions & { open: boolean }
export type NextOptions = ShowOptions & { line: Line }
export type DecideOptions = TargetOptions & { reason?: string }

const NOTHING_WAITS = 3
const INTERRUPTED = 130

export async function listReviews(options: ListReviewsOptions): Promise<number> {
  return withApi(options, async ({ api }) => {
    const tasks: ReviewSummary[] = []
    for await (const task of api.list(options)) tasks.push(task)
    if (options.json) tasks.forEach((task) => print(JSON.stringify(task)))
    else if (tasks.length > 0) print(taskTable(tasks, api.now()))
    else print(options.state === 'open' ? 'Nothing waits.' : `No review task is ${options.state}.`)
    return 0
  })
}

/** On paper or on a screen; what it answers takes saved pictures away again. */
async function present(detail: ReviewDetail, { api }: ApiSession, options: ShowOptions) {
  print(taskText(detail, api.now()))
  return detail.asset === undefined ? () => Promise.resolve() : showPictures(detail.asset, options)
}

export async function showReview(id: string, options: ShowOptions): Promise<number> {
  return withApi(options, async (session) => {
    const detail = await session.api.show(await findTaskId(id, session.api))
    if (options.json) print(JSON.stringify(detail))
    else await present(detail, session, options)
    return 0
  })
}

const keptText = ({ taskId, leaseUntil }: ReviewSummary) =>
  `It stays yours until ${leaseUntil === undefined ? 'the claim ends' : moment(leaseUntil)}.\n` +
  `\`reelgate review claim ${taskId.slice(0, 10)}\` goes on with it, \`reelgate review release ${taskId.slice(0, 10)}\` gives it back.`

const desk = {
  readKey,
  ask: (question: string, signal: AbortSignal) => ask(question, { signal }),
  say: print,
}

type Working = ShowOptions & { signal: AbortSignal }

/** Shows a task that was just claimed, and asks what becomes of it where there is somebody to ask. */
async function workOn(task: ReviewSummary, session: ApiSession, { signal, ...options }: Working) {
  const detail = await session.api.show(task.taskId)
  if (options.json) {
    print(JSON.stringify(detail))
    return 0
  }
  const removePictures = await present(detail, session, options)
  print()
  if (!canAsk() || !process.stdout.isTTY) {
    print(
      `Claimed. \`reelgate review approve|reject|pass-on|release ${task.taskId}\` says what becomes of it.`,
    )
    return 0
  }
  try {
    const ending = await attend(task, { api: session.api, desk, signal })
    if (ending === 'kept') note(keptText(task))
    else await removePictures()
    return 0
  } catch (error) {
    if (!(error instanceof InterruptedError) || signal.aborted) throw error
    note(`\n${keptText(task)}`)
    return INTERRUPTED
  }
}

/** Claims what is most urgent. Answers 3 when nothing waits. */
export async function nextReview(options: NextOptions, signal: AbortSignal): Promise<number> {
  return withApi(options, async (session) => {
    const task = await session.api.next(options.line)
    if (task !== undefined) return workOn(task, session, { ...options, signal })
    if (!options.json) print(`Nothing waits on the ${options.line} line.`)
    return NOTHING_WAITS
  })
}

/** Who holds a task is worth a second question. */
async function withHolder(taskId: string, { api }: ApiSession, error: unknown): Promise<unknown> {
  if (!(error instanceof RefusalError) || error.code !== 'claimed-by-other') return error
  const { review } = await api.show(taskId)
  return new CommandError(`It is ${stateText(review)}.`, '`reelgate review next` claims another one.')
}

/** Runs `act` on one task and answers the exit code 0. */
async function onTask(
  id: string,
  options: TargetOptions,
  act: (taskId: string, session: ApiSession) => Promise<number>,
): Promise<number> {
  return withApi(options, async (session) => {
    const taskId = await findTaskId(id, session.api)
    return act(taskId, session).catch(async (error: unknown) => {
      throw await withHolder(taskId, session, error)
    })
  })
}

export const claimReview = (id: string, options: ShowOptions, signal: AbortSignal): Promise<number> =>
  onTask(id, options, async (taskId, session) =>
    workOn(await session.api.claim(taskId), session, { ...options, signal }),
  )

export async function decideReview(
  id: string,
  { decision, signal }: { decision: ReviewDecision['decision']; signal: AbortSignal },
  options: DecideOptions,
): Promise<number> {
  const reason = await requireReason(options, signal)
  return onTask(id, options, async (taskId, { api }) => {
    const task = await api.decide(taskId, { decision, reason })
    print(options.json ? JSON.stringify(task) : decisionText(decision, task))
    return 0
  })
}

export const releaseReview = (id: string, options: TargetOptions): Promise<number> =>
  onTask(id, options, async (taskId, { api }) => {
    const task = await api.release(taskId)
    print(options.json ? JSON.stringify(task) : releasedText(task))
    return 0
  })

export const auditReview = (id: string, options: TargetOptions): Promise<number> =>
  onTask(id, options, async (taskId, { api }) => {
    const trail = await api.audit(taskId)
    if (options.json) trail.entries.forEach((entry) => print(JSON.stringify(entry)))
    else print(auditText(trail))
    return 0
  })
