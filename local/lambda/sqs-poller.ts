// Feeds a queue to a function: receive by long poll, invoke with a batch, delete what was done.
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Message } from '@aws-sdk/client-sqs'
import { randomUUID } from 'node:crypto'
import type { CloudContext } from '../runtime/context.ts'
import type { Mapping } from './event-source-mappings.ts'
import { parseFunctionName } from './function-name.ts'
import type { Functions } from './functions.ts'
import type { Pool, Served } from './pool.ts'
import { queueUrl } from './queue-url.ts'
import { buildSqsEvent, failedMessages } from './sqs-event.ts'

export interface Poller {
  stop(): Promise<void>
}

interface PollerParts {
  context: CloudContext
  functions: Functions
  pool: Pool
  mapping: Mapping
}

const LONG_POLL_S = 20
/** Messages that one ReceiveMessage gives at most. */
const RECEIVE_LIMIT = 10
/** Batches in flight at once, as Lambda begins with. */
const CONCURRENCY = 5
const PAUSE_AFTER_ERROR_MS = 5000
/** How long a received batch waits for room before it is left to become visible again. */
const PATIENCE_MS = 20_000

export function startPoller({ context, functions, pool, mapping }: PollerParts): Poller {
  const { name, qualifier } = parseFunctionName(mapping.FunctionArn)
  const url = queueUrl(context, mapping.EventSourceArn)
  const concurrency = mapping.ScalingConfig?.MaximumConcurrency ?? CONCURRENCY
  const inFlight = new Set<Promise<void>>()
  const aborting = new AbortController()
  const aborted = new Promise<void>((resolve) => aborting.signal.addEventListener('abort', () => resolve()))
  let sqs: { client: SQSClient; role: string } | undefined

  // The role may change while the mapping stays.
  const client = () => {
    const role = functions.find({ name }).Role
    if (sqs?.role !== role) {
      sqs?.client.destroy()
      sqs = { client: clientFor(context, role, name), role }
    }
    return sqs.client
  }

  const receive = async (atMost: number, waitS: number): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(atMost, RECEIVE_LIMIT),
      WaitTimeSeconds: waitS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    const { Messages } = await client().send(command, { abortSignal: aborting.signal })
    return Messages ?? []
  }

  // A batching window keeps a batch open until it is full or the time is over.
  const fill = async (batch: Message[]) => {
    const untilMs = context.clock.now() + mapping.MaximumBatchingWindowInSeconds * 1000
    while (batch.length < mapping.BatchSize && context.clock.now() < untilMs) {
      const waitS = Math.min(LONG_POLL_S, Math.ceil((untilMs - context.clock.now()) / 1000))
      batch.push(...(await receive(mapping.BatchSize - batch.length, waitS)))
    }
  }

  const invoke = async (batch: Message[]): Promise<Served> => {
    const config = functions.find({ name, ...(qualifier && { qualifier }) })
    const payload = JSON.stringify(buildSqsEvent(batch, mapping.EventSourceArn, context.region))
    const untilMs = context.clock.now() + PATIENCE_MS
    while (!pool.hasRoom(name) && context.clock.now() < untilMs) await roomOrStop()
    return pool.run(config, { requestId: randomUUID(), payload, invokedFunctionArn: mapping.FunctionArn })
  }
  const roomOrStop = () => Promise.race([pool.nextChange(), aborted])

  const remove = async (messages: Message[]) => {
    for (let i = 0; i < messages.length; i += RECEIVE_LIMIT) {
      const Entries = messages
        .slice(i, i + RECEIVE_LIMIT)
        .map((message, at) => ({ Id: String(at), ReceiptHandle: message.ReceiptHandle! }))
      await client().send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }))
    }
  }

  const handle = async (batch: Message[]) => {
    const { outcome } = await invoke(batch)
    if (outcome.error) return
    const reports = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')
    const failed = reports ? failedMessages(outcome.payload, batch) : new Set<string>()
    await remove(batch.filter((message) => !failed.has(message.MessageId!)))
  }

  const launch = (batch: Message[], finished: () => void) => {
    const work = handle(batch)
      .catch((error: Error) => context.log(`lambda ${name}: a batch of ${url} fails: ${error.message}`))
      .finally(() => {
        inFlight.delete(work)
        finished()
      })
    inFlight.add(work)
  }

  const turn = async () => {
    while (!pool.hasRoom(name) && !aborting.signal.aborted) await roomOrStop()
    if (inFlight.size >= concurrency) await Promise.race([...inFlight, aborted])
    if (aborting.signal.aborted) return
    const batch = await receive(mapping.BatchSize, LONG_POLL_S)
    if (batch.length === 0) return
    const finished = context.activity.begin(`queue ${mapping.EventSourceArn} to ${name}`)
    try {
      await fill(batch)
    } catch (error) {
      context.log(`lambda ${name}: a batching window of ${url} ends early: ${(error as Error).message}`)
    }
    launch(batch, finished)
  }

  let lastTrouble = ''
  const run = async () => {
    while (!aborting.signal.aborted) {
      try {
        await turn()
        lastTrouble = ''
      } catch (error) {
        if (aborting.signal.aborted) return
        const trouble = `lambda ${name}: ${url} cannot be read: ${(error as Error).message}`
        if (trouble !== lastTrouble) context.log(trouble)
        lastTrouble = trouble
        await pause(context, PAUSE_AFTER_ERROR_MS, aborted)
      }
    }
  }
  const running = run()
  return {
    async stop() {
      aborting.abort()
      await running
      await Promise.allSettled(inFlight)
      sqs?.client.destroy()
    },
  }
}

const clientFor = (context: CloudContext, role: string, name: string) =>
  new SQSClient({
    endpoint: context.endpointUrl(),
    region: context.region,
    credentials: context.identities.issue(role, name),
    maxAttempts: 1,
  })

async function pause(context: CloudContext, forMs: number, aborted: Promise<void>) {
  const over = Promise.withResolvers<void>()
  const timer = context.clock.at(context.clock.now() + forMs, over.resolve)
  await Promise.race([over.promise, aborted])
  timer.cancel()
}
