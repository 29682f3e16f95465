// Feeds a queue to a function: receive by long poll, invoke with a batch, delete what was done.
import { randomUUID } from 'node:crypto'
import type { Message } from '@aws-sdk/client-sqs'
import type { CloudContext } from '../runtime/context.ts'
import type { Mapping } from './event-source-mappings.ts'
import { parseFunctionName } from './function-name.ts'
import type { Functions } from './functions.ts'
import type { Pool } from './pool.ts'
import { buildSqsEvent, failedMessages } from './sqs-event.ts'
import { openSqsSource } from './sqs-source.ts'

export interface Poller {
  /**
   * Begins no further batch, leaves the queue, and waits for the batches under way. A queue hands no message to a
   * consumer that has left.
   */
  stop(): Promise<void>
}

interface PollerParts {
  context: CloudContext
  functions: Functions
  pool: Pool
  mapping: Mapping
}

const LONG_POLL_S = 20
/** Batches in flight at once, as Lambda begins with. */
const CONCURRENCY = 5
const PAUSE_AFTER_ERROR_MS = 5000
/** How long a received batch waits for room before it goes back. */
const PATIENCE_MS = 20_000

export function startPoller({ context, functions, pool, mapping }: PollerParts): Poller {
  const { name, qualifier } = parseFunctionName(mapping.FunctionArn)
  const source = openSqsSource({
    context,
    queueArn: mapping.EventSourceArn,
    functionName: name,
    role: () => functions.find({ name }).Role,
  })
  const concurrency = mapping.ScalingConfig?.MaximumConcurrency ?? CONCURRENCY
  const inFlight = new Set<Promise<void>>()
  const cutting = new AbortController()
  const ending = Promise.withResolvers<void>()
  let isEnding = false

  // A batching window keeps a batch open until it is full or the time is over. To wait for that is no work, but a
  // virtual clock stops where the window ends: what is returned ends once the batch is on its way.
  const fill = async (batch: Message[]): Promise<(() => void) | undefined> => {
    const untilMs = context.clock.now() + mapping.MaximumBatchingWindowInSeconds * 1000
    let closing: (() => void) | undefined
    const timer = context.clock.at(untilMs, () => {
      closing = context.activity.begin(`the batching window of ${mapping.EventSourceArn} ends`)
    })
    try {
      while (!isEnding && batch.length < mapping.BatchSize && context.clock.now() < untilMs) {
        const waitS = Math.min(LONG_POLL_S, Math.ceil((untilMs - context.clock.now()) / 1000))
        batch.push(...(await source.receive(mapping.BatchSize - batch.length, waitS, cutting.signal)))
      }
    } catch (error) {
      if (!isEnding)
        context.log(
          `lambda ${name}: a batching window of ${mapping.EventSourceArn} ends early: ${(error as Error).message}`,
        )
    } finally {
      timer.cancel()
    }
    return closing
  }

  const hasRoomSoon = async () => {
    const untilMs = context.clock.now() + PATIENCE_MS
    while (!pool.hasRoom(name) && !isEnding && context.clock.now() < untilMs) {
      await pause(context, untilMs - context.clock.now(), [pool.nextChange(), ending.promise])
    }
    return pool.hasRoom(name)
  }

  const handle = async (batch: Message[]) => {
    if (isEnding || !(await hasRoomSoon())) return source.giveBack(batch)
    const config = functions.find({ name, ...(qualifier && { qualifier }) })
    const payload = JSON.stringify(buildSqsEvent(batch, mapping.EventSourceArn, context.region))
    const request = { requestId: randomUUID(), payload, invokedFunctionArn: mapping.FunctionArn }
    const { outcome } = await pool.run(config, request)
    if (outcome.error) return
    const reports = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')
    const failed = reports ? failedMessages(outcome.payload, batch) : new Set<string>()
    await source.remove(batch.filter((message) => !failed.has(message.MessageId!)))
  }

  const launch = (batch: Message[], finished: () => void) => {
    const work = handle(batch)
      .catch((error: Error) =>
        context.log(`lambda ${name}: a batch of ${mapping.EventSourceArn} fails: ${error.message}`),
      )
      .finally(() => {
        inFlight.delete(work)
        finished()
      })
    inFlight.add(work)
  }

  const turn = async () => {
    while (!pool.hasRoom(name) && !isEnding) await Promise.race([pool.nextChange(), ending.promise])
    if (inFlight.size >= concurrency) await Promise.race([...inFlight, ending.promise])
    if (isEnding) return
    const batch = await source.receive(mapping.BatchSize, LONG_POLL_S, cutting.signal)
    if (batch.length === 0) return
    const closing = mapping.MaximumBatchingWindowInSeconds > 0 ? await fill(batch) : undefined
    launch(batch, context.activity.begin(`queue ${mapping.EventSourceArn} to ${name}`))
    closing?.()
  }

  const run = async () => {
    let lastTrouble = ''
    while (!isEnding) {
      try {
        await turn()
        lastTrouble = ''
      } catch (error) {
        if (isEnding) return
        const trouble = `lambda ${name}: ${mapping.EventSourceArn} cannot be read: ${(error as Error).message}`
        if (trouble !== lastTrouble) context.log(trouble)
        lastTrouble = trouble
        await pause(context, PAUSE_AFTER_ERROR_MS, [ending.promise])
      }
    }
  }
  const running = run()

  return {
    async stop() {
      isEnding = true
      ending.resolve()
      cutting.abort()
      await running
      await Promise.allSettled(inFlight)
      source.close()
    },
  }
}

/** Until the time is over or one of `others` happens. */
async function pause(context: CloudContext, forMs: number, others: Promise<void>[]) {
  const over = Promise.withResolvers<void>()
  const timer = context.clock.at(context.clock.now() + forMs, over.resolve)
  await Promise.race([over.promise, ...others])
  timer.cancel()
}
