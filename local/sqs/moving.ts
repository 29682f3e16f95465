// Carries out message move tasks: dead letters go back to their queue, or to another, at the pace that was asked for.
import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Timer } from '../runtime/clock.ts'
import { settingMs } from './attributes.ts'
import type { Desk } from './exchange.ts'
import type { Message } from './message-records.ts'
import type { Move, MoveRecords } from './move-records.ts'
import { isFifo } from './queue-records.ts'
import type { Queue } from './queue-records.ts'

/** Without a pace of its own a task moves this many before others have their turn. */
const PIECE = 100

export function createMover({ context, db, queues, messages, room }: Desk, moves: MoveRecords) {
  const timers = new Map<string, Timer>()
  let isStopped = false

  // AWS gives a message that is moved back a new id and a new age.
  const moveOne = (source: Queue, message: Message, destinationArn: string | null): string | undefined => {
    const target = queues.byArn(destinationArn ?? message.sourceArn ?? '')
    if (!target)
      return destinationArn === null && message.sourceArn === null
        ? 'CouldNotDetermineMessageSource'
        : 'AWS.SimpleQueueService.NonExistentQueue'
    if (isFifo(target) !== isFifo(source)) return 'InvalidDestination'
    const nowMs = context.clock.now()
    messages.add({
      ...message,
      queue: target.name,
      id: randomUUID(),
      sentAtMs: nowMs,
      visibleAtMs: nowMs + settingMs(target, 'DelaySeconds'),
    })
    messages.remove(message.seq)
    room.changed(target.name)
    return undefined
  }

  /** One piece of the task; true while there is more to do. */
  const movePiece = (id: string): boolean => {
    const move = moves.find(id)
    const source = move && queues.peek(move.source)
    if (move?.status !== 'RUNNING' || !source) return false
    const next = messages.next(source, context.clock.now(), move.perSecond ?? PIECE)
    const after: Move = { ...move, ...(next.length === 0 && { status: 'COMPLETED' }) }
    db.transaction(() => {
      for (const message of next) {
        const failure = moveOne(source, message, move.destinationArn)
        if (failure) {
          Object.assign(after, { status: 'FAILED', failure })
          break
        }
        after.moved += 1
      }
      moves.save(after)
    })
    return after.status === 'RUNNING'
  }

  const work = async (id: string) => {
    while (!isStopped && movePiece(id)) {
      const pace = moves.find(id)?.perSecond
      if (pace)
        return void timers.set(
          id,
          context.clock.at(context.clock.now() + 1000, () => begin(id)),
        )
      await nextTurn()
    }
  }
  const begin = (id: string) => {
    timers.delete(id)
    void context.activity
      .during('sqs moves dead letters', () => work(id))
      .catch((error: Error) => context.log(`sqs: a message move task ends: ${error.message}`))
  }

  return {
    begin,
    /** Takes up what a crash or a stop left behind. */
    start() {
      for (const { id } of moves.running()) begin(id)
    },
    stop() {
      isStopped = true
      for (const timer of timers.values()) timer.cancel()
    },
  }
}

export type Mover = ReturnType<typeof createMover>
