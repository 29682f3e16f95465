// Queues and topics from `fauxqs`, embedded: it opens no port of its own (its own starter binds every interface).
import { join } from 'node:path'
import type { CloudContext } from '../runtime/context.ts'

/** The parts of fauxqs's stores (2.4.1) that are used here. */
interface SqsStore {
  host: string
  persistence: unknown
  allQueues(): Iterable<{ persistence: unknown }>
  getQueue(url: string): { arn: string; attributes: Record<string, string> } | undefined
}

interface SnsStore {
  persistence: unknown
  getTopic(arn: string): { attributes: Record<string, string> } | undefined
}

interface Persistence {
  loadSqsAndSns(sqs: SqsStore, sns: SnsStore): void
  close(): void
}

export interface MessagingAnswer {
  statusCode: number
  contentType: string
  body: string
}

export interface MessagingLibrary {
  /** Sends a request in SQS's or SNS's own protocol. */
  send(headers: Record<string, string>, body: string): Promise<MessagingAnswer>
  /** The resource policy, for judging AWS services that call. */
  queuePolicy(queueUrl: string): { arn: string; policy: string | undefined } | undefined
  topicPolicy(topicArn: string): string | undefined
  /** Ends long polls and closes the database. */
  close(): Promise<void>
}

export interface Messaging {
  /** Opened at the first call: the library and its web framework take 50 ms to load. */
  open(): Promise<MessagingLibrary>
  close(): Promise<void>
}

/** Queues and topics share one library, because a topic delivers to queues inside it. */
export function createMessaging(context: CloudContext): Messaging {
  let library: Promise<MessagingLibrary> | undefined
  return {
    open: () => (library ??= openLibrary(context)),
    close: async () => (await library)?.close(),
  }
}

// The package exports its app only; what keeps messages over a restart lies beside it.
const part = async (path: string) =>
  (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as Record<
    string,
    new (...args: unknown[]) => unknown
  >

async function loadStores(context: CloudContext) {
  const [persistence, sqs, sns] = await Promise.all([
    part('./persistence.js'),
    part('./sqs/sqsStore.js'),
    part('./sns/snsStore.js'),
  ])
  const sqsStore = new sqs.SqsStore!() as SqsStore
  const snsStore = new sns.SnsStore!() as SnsStore
  const database = new persistence.PersistenceManager!(join(context.dataDir, 'messaging')) as Persistence
  database.loadSqsAndSns(sqsStore, snsStore)
  sqsStore.persistence = database
  snsStore.persistence = database
  for (const queue of sqsStore.allQueues()) queue.persistence = database
  // Without a host of its own the library makes queue URLs from the Host header of the request.
  sqsStore.host = ''
  return { database, sqsStore, snsStore }
}

async function openLibrary(context: CloudContext): Promise<MessagingLibrary> {
  const { buildApp } = await import('fauxqs')
  const { database, sqsStore, snsStore } = await loadStores(context)
  type AppOptions = NonNullable<Parameters<typeof buildApp>[0]>
  const stores = { sqsStore, snsStore } as unknown as NonNullable<AppOptions['stores']>
  const app = buildApp({ logger: false, defaultRegion: context.region, stores })
  await app.ready()
  return {
    async send(headers, body) {
      const host = new URL(context.endpointUrl()).host
      const reply = await app.inject({
        method: 'POST',
        url: '/',
        headers: { ...headers, host },
        payload: body,
      })
      return {
        statusCode: reply.statusCode,
        contentType: String(reply.headers['content-type'] ?? 'text/plain'),
        body: reply.body,
      }
    },
    queuePolicy(queueUrl) {
      const queue = sqsStore.getQueue(queueUrl)
      return queue && { arn: queue.arn, policy: queue.attributes.Policy }
    },
    topicPolicy: (topicArn) => snsStore.getTopic(topicArn)?.attributes.Policy,
    async close() {
      await app.close()
      database.close()
    },
  }
}
