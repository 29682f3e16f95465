// One turn of an execution: what it records and changes is stored together, then its effects on the world begin.
import type { Json } from '../json.ts'
import type { HistoryEvent } from '../store/frames.ts'
import { newFrame, type Frame } from './frame.ts'
import type { Runner } from './runner.ts'
import { StateError } from './state-error.ts'
import { maskTokens } from './tokens.ts'

/** The service's limit on the events of one execution; the last is kept for the event that ends it. */
export const HISTORY_LIMIT = 25_000

export interface Turn {
  readonly runner: Runner
  readonly nowMs: number
  /** Appends an event after the last one of `frame`, or of the execution as a whole. */
  record(
    frame: Frame | undefined,
    type: string,
    details?: [name: string, value: Record<string, unknown>],
  ): number
  /** Marks a frame as changed. */
  touch(frame: Frame): void
  spawn(parent: Frame, index: number, start: { state: string; input: Json }): Frame
  remove(frame: Frame): void
  /** Marks the execution itself as changed. */
  touchExecution(): void
  /** Makes an attempt answerable by its token. */
  openToken(frame: Frame): string
  /** Runs after the turn is stored. */
  after(effect: () => void): void
}

/** What a turn gathered, for the commit. */
export interface Changes {
  events: HistoryEvent[]
  frames: Set<Frame>
  removed: Frame[]
  execution: boolean
  tokens: { token: string; frame: Frame; attempt: number }[]
  effects: (() => void)[]
}

/** Ends the execution whatever its handlers say. */
export class HistoryFull extends StateError {
  constructor() {
    super('States.Runtime', `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`)
  }
}

const ENDINGS = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut'])

export function createTurn(
  runner: Runner,
  nowMs: number,
  makeToken: (frame: Frame) => string,
): { turn: Turn; changes: Changes } {
  const { execution } = runner
  const changes: Changes = {
    events: [],
    frames: new Set(),
    removed: [],
    execution: false,
    tokens: [],
    effects: [],
  }
  const turn: Turn = {
    runner,
    nowMs,
    record(frame, type, details) {
      const id = execution.lastEventId + 1
      if (id >= HISTORY_LIMIT && !ENDINGS.has(type)) throw new HistoryFull()
      execution.lastEventId = id
      const previousEventId = frame?.lastEventId ?? id - 1
      const event: HistoryEvent = { id, previousEventId, type, at: nowMs }
      if (details) {
        event.detailsName = details[0]
        event.details = masked(details[1])
      }
      changes.events.push(event)
      if (frame) {
        frame.lastEventId = id
        changes.frames.add(frame)
      }
      return id
    },
    touch: (frame) => void changes.frames.add(frame),
    spawn(parent, index, start) {
      const frame = newFrame({ ...start, id: ++execution.lastFrameId, lastEventId: parent.lastEventId })
      frame.parentId = parent.id
      frame.index = index
      runner.frames.set(frame.id, frame)
      changes.frames.add(frame)
      changes.execution = true
      return frame
    },
    remove(frame) {
      runner.frames.delete(frame.id)
      changes.frames.delete(frame)
      changes.removed.push(frame)
    },
    touchExecution: () => void (changes.execution = true),
    openToken(frame) {
      const token = makeToken(frame)
      changes.tokens.push({ token, frame, attempt: frame.attempt })
      return token
    },
    after: (effect) => void changes.effects.push(effect),
  }
  return { turn, changes }
}

function masked(details: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(details)
  const safe = maskTokens(text)
  return safe === text ? details : (JSON.parse(safe) as Record<string, unknown>)
}
