// What an operation of SQS is given besides its input.
import type { Call, Operation } from '../runtime/service.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Database } from '../runtime/sqlite.ts'
import type { MessageRecords } from './message-records.ts'
import type { QueueRecords } from './queue-records.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** What the operations work on. */
export interface Desk {
  context: CloudContext
  db: Database
  queues: QueueRecords
  messages: MessageRecords
  room: WaitingRoom
}

export interface Exchange {
  call: Call
  /** Aborted when the client has gone before its answer was written. */
  gone: AbortSignal
  /** Runs when the answer could not be written to the client. */
  onLost(undo: () => void): void
}

/** As any operation, its input is what the API's shape says. */
export type QueueOperation = (input: Parameters<Operation>[0], exchange: Exchange) => unknown
