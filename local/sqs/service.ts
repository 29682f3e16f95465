// The local SQS: queues and messages in SQLite, time by the clock of the cloud.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parseJson } from '../gateway/wire-json.ts'
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Call, Handled, PassThroughService, RawExchange, RawRequest } from '../runtime/service.ts'
import { openTables } from './database.ts'
import type { Desk, Exchange, QueueOperation } from './exchange.ts'
import { createGauges } from './gauges.ts'
import { createMessageRecords } from './message-records.ts'
import { createMoveOperations } from './move-operations.ts'
import { createMoveRecords } from './move-records.ts'
import { createMover } from './moving.ts'
import { createQueueOperations } from './queue-operations.ts'
import { createQueueRecords } from './queue-records.ts'
import { createReceiving } from './receiving.ts'
import { checkSender } from './sender.ts'
import { createSending } from './sending.ts'
import { createSettling } from './settling.ts'
import { createWaitingRoom } from './waiting-room.ts'
import { answerJson, errorBody, failJson, failQuery } from './wire.ts'
import type { WireAnswer } from './wire.ts'

const FORM = 'application/x-www-form-urlencoded'
/** A client in this process has read its answer after so many turns of the event loop. */
const TURNS_TO_READ = 10

export function createSqsService(context: CloudContext): PassThroughService {
  const db = openTables(context.dataDir)
  const messages = createMessageRecords(db)
  const room = createWaitingRoom(context, messages.nextVisibleAtMs)
  const desk: Desk = { context, db, queues: createQueueRecords(context, db), messages, room }
  const moves = createMoveRecords(db)
  const mover = createMover(desk, moves)
  const operations: Record<string, QueueOperation> = {
    ...createQueueOperations(desk),
    ...createSending(desk),
    ...createReceiving(desk),
    ...createSettling(desk),
    ...createMoveOperations(desk, moves, mover),
  }

  let isStopped = false

  const run = (operation: string, input: Record<string, unknown>, exchange: Exchange) => {
    const found = Object.hasOwn(operations, operation) ? operations[operation] : undefined
    if (!found) throw unknownOperation(operation, operations)
    if (operation.startsWith('SendMessage')) {
      const queue = desk.queues.find(input['QueueUrl'])
      const { accountId } = context
      checkSender(exchange.call.caller, {
        arn: desk.queues.arn(queue),
        policy: queue.attributes['Policy'],
        accountId,
      })
    }
    return found(input, exchange)
  }

  async function handle({ request, response, call, body }: RawExchange): Promise<Handled> {
    const { operation, input, isQuery } = decode({ headers: request.headers, ...(body && { body }) })
    const client = watch(response, call, () => isStopped)
    try {
      if (isQuery)
        throw notSupported('sqs', 'the query protocol; take an SDK or AWS CLI that speaks JSON (2023 on)')
      const output = await run(operation, input, client.exchange)
      const delivered = hasMessages(output) ? context.activity.begin('queue hands out messages') : undefined
      write(response, answerJson(output), call)
      if (delivered) void client.closed.then(settleDown).then(delivered)
      return {}
    } catch (error) {
      // What is no answer of SQS is logged, and answered, by the gateway.
      if (!(error instanceof AwsError)) throw error
      write(response, isQuery ? failQuery(error, call.requestId) : failJson(error), call)
      return { errorCode: error.code, errorMessage: error.message }
    }
  }

  return {
    signingName: 'sqs',
    eventSource: 'sqs.amazonaws.com',
    buffersBody: true,
    describe(request) {
      const { operation, input } = decode(request)
      return { eventName: operation || 'Unknown', requestParameters: input }
    },
    handle,
    policyOf: (arn) => desk.queues.byArn(arn)?.attributes['Policy'],
    encodeError: errorBody,
    gauges: createGauges(desk),
    async start() {
      if (existsSync(join(context.dataDir, 'messaging', 'fauxqs.db')))
        context.log(
          `sqs, sns: the queues and topics that an earlier version kept in ${join(context.dataDir, 'messaging')} are not read any more. ` +
            'Remove the stack and deploy it again, then delete that folder.',
        )
      mover.start()
    },
    async stop() {
      isStopped = true
      mover.stop()
      room.stop()
      await settleDown()
      db.close()
    },
  }
}

function decode({ headers, body }: Pick<RawRequest, 'headers' | 'body'>) {
  if (String(headers['content-type']).startsWith(FORM)) {
    const form = new URLSearchParams(body?.toString('utf8'))
    return { operation: form.get('Action') ?? '', input: Object.fromEntries(form), isQuery: true }
  }
  const target = String(headers['x-amz-target'] ?? '')
  return { operation: target.slice(target.lastIndexOf('.') + 1), input: parseJson(body), isQuery: false }
}

const unknownOperation = (operation: string, operations: object) =>
  notSupported(
    'sqs',
    `the operation ${operation || '(none named)'}; it has ${Object.keys(operations).sort().join(', ')}`,
  )

const hasMessages = (output: unknown) => typeof output === 'object' && output !== null && 'Messages' in output

async function settleDown() {
  for (let turn = 0; turn < TURNS_TO_READ; turn++) await nextTurn()
}

/** Knows whether the client is still there. */
function watch(response: ServerResponse, call: Call, isOver: () => boolean) {
  const leaving = new AbortController()
  const undos: (() => void)[] = []
  const closed = Promise.withResolvers<void>()
  response.once('finish', closed.resolve)
  response.once('close', () => {
    closed.resolve()
    if (response.writableFinished) return
    leaving.abort()
    if (!isOver()) for (const undo of undos) undo()
  })
  if (response.destroyed) leaving.abort()
  const exchange: Exchange = { call, gone: leaving.signal, onLost: (undo) => void undos.push(undo) }
  return { exchange, closed: closed.promise }
}

function write(response: ServerResponse, { statusCode, headers, body }: WireAnswer, call: Call) {
  if (response.destroyed) return
  response.writeHead(statusCode, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': call.requestId,
  })
  response.end(body)
}
