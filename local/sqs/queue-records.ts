// The queues as they are kept.
import type { CloudContext } from '../runtime/context.ts'
import type { Database } from '../runtime/sqlite.ts'
import { invalidParameter, missingParameter, noQueue } from './errors.ts'

export interface Queue {
  name: string
  /** What was set; the rest is `DEFAULTS`. */
  attributes: Record<string, string>
  tags: Record<string, string>
  createdAtMs: number
  modifiedAtMs: number
  purgedAtMs: number | null
}

interface QueueRow extends Omit<Queue, 'attributes' | 'tags'> {
  attributes: string
  tags: string
}

const read = (row: QueueRow): Queue => ({
  ...row,
  attributes: JSON.parse(row.attributes) as Queue['attributes'],
  tags: JSON.parse(row.tags) as Queue['tags'],
})

export const isFifo = (queue: Queue) => queue.name.endsWith('.fifo')

export function createQueueRecords(context: CloudContext, db: Database) {
  const peek = (name: string) => {
    const row = db.get<QueueRow>('SELECT * FROM queues WHERE name = ?', name)
    return row && read(row)
  }
  const prefix = () => `arn:aws:sqs:${context.region}:${context.accountId}:`
  return {
    peek,
    all: () => db.all<QueueRow>('SELECT * FROM queues ORDER BY name').map(read),
    /** The data folder outlives the port: a URL is told by its last two segments, whatever stands before them. */
    find(queueUrl: unknown): Queue {
      if (typeof queueUrl !== 'string' || queueUrl === '') throw missingParameter('QueueUrl')
      const [account, name] = queueUrl.split('/').slice(-2)
      if (name === undefined) throw invalidParameter('QueueUrl', queueUrl, 'It is not a queue URL.')
      const queue = account === context.accountId ? peek(name) : undefined
      if (!queue) throw noQueue()
      return queue
    },
    /** Undefined also for a queue of another account or region: there is none here. */
    byArn: (arn: unknown) =>
      typeof arn === 'string' && arn.startsWith(prefix()) ? peek(arn.slice(prefix().length)) : undefined,
    arn: ({ name }: Queue) => prefix() + name,
    url: ({ name }: Queue) => `${context.endpointUrl()}/${context.accountId}/${name}`,
    save(queue: Queue) {
      const { name, attributes, tags, createdAtMs, modifiedAtMs, purgedAtMs } = queue
      db.run(
        'INSERT OR REPLACE INTO queues VALUES (?, ?, ?, ?, ?, ?)',
        name,
        JSON.stringify(attributes),
        JSON.stringify(tags),
        createdAtMs,
        modifiedAtMs,
        purgedAtMs,
      )
    },
    remove(name: string) {
      for (const table of ['messages', 'deduplications']) db.run(`DELETE FROM ${table} WHERE queue = ?`, name)
      db.run('DELETE FROM moves WHERE source = ?', name)
      db.run('DELETE FROM queues WHERE name = ?', name)
    },
  }
}

export type QueueRecords = ReturnType<typeof createQueueRecords>
