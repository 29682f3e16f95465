import type { Json, JsonObject } from '../json.ts'

/**
 * Where a frame stands.
 * `entering` a state it has not recorded yet · `attempting` the state's work, first or again · `calling` a service, an
 * answer is due · `waiting` for a token, a nested execution or the end of a Wait · `backoff` before a retry ·
 * `children` branches or items run · `queued` an item that has not begun · `done`, `failed`, `aborted` ended.
 */
export type Phase =
  | 'entering'
  | 'attempting'
  | 'calling'
  | 'waiting'
  | 'backoff'
  | 'children'
  | 'queued'
  | 'done'
  | 'failed'
  | 'aborted'

/** One thread of an execution: the top level, a branch of a Parallel, or an item of a Map. Stored after every step. */
export interface Frame {
  id: number
  parentId?: number
  /** The branch or item, within the parent's state. */
  index?: number
  /** The item of a Map, for `$states.context.Map.Item`. */
  item?: Json
  phase: Phase
  state: string
  input: Json
  /** The variables of this scope; those of the parents are read through. */
  variables: JsonObject
  enteredAt: number
  enteredEventId: number
  lastEventId: number
  /** Counts every attempt of this frame's states, so that a late answer finds that it is late. */
  attempt: number
  /** Retries of the current state, in all and per retrier. */
  retryCount: number
  retries: number[]
  /** Deadlines in milliseconds since the epoch: end of a Wait or a backoff, the state's timeout, the heartbeat. */
  wakeAt?: number
  timeoutAt?: number
  heartbeatAt?: number
  heartbeatMs?: number
  /** The call of a Task: its arguments, kept to call again after a crash; for `collect` a nested execution's ARN. */
  call?: { arguments: Json; collect?: string }
  /** The execution whose end a `.sync` Task waits for. */
  awaits?: string
  fan?: FanOut
  output?: Json
  error?: { error: string; cause: string }
}

/** The children of a Parallel or Map: how many, and how many items may run at once and fail. */
export interface FanOut {
  total: number
  limit: number
  failed: number
  toleratedCount?: number
  toleratedPercentage?: number
}

export function newFrame(start: Pick<Frame, 'id' | 'state' | 'input' | 'lastEventId'>): Frame {
  return {
    ...start,
    phase: 'entering',
    variables: {},
    enteredAt: 0,
    enteredEventId: 0,
    attempt: 0,
    retryCount: 0,
    retries: [],
  }
}

const ENDED = new Set<Phase>(['done', 'failed', 'aborted'])

export const isActive = (frame: Frame) => !ENDED.has(frame.phase)

/** Forgets what belonged to one attempt: its deadlines and its call. */
export function clearAttempt(frame: Frame): void {
  delete frame.wakeAt
  delete frame.timeoutAt
  delete frame.heartbeatAt
  delete frame.heartbeatMs
  delete frame.call
  delete frame.awaits
}
