// Topics and subscriptions as they are kept.
import type { Database } from '../runtime/sqlite.ts'

export interface Topic {
  arn: string
  /** What was set. */
  attributes: Record<string, string>
  tags: Record<string, string>
  /** How many messages it took; numbers those of a FIFO topic. */
  published: number
}

export interface Subscription {
  arn: string
  topicArn: string
  protocol: 'sqs' | 'lambda'
  /** The ARN of a queue or a function. */
  endpoint: string
  /** Who subscribed. */
  principal: string
  attributes: Record<string, string>
}

type Kept<T> = { [K in keyof T]: T[K] extends Record<string, string> ? string : T[K] }

const readTopic = (row: Kept<Topic>): Topic => ({
  ...row,
  attributes: JSON.parse(row.attributes) as Topic['attributes'],
  tags: JSON.parse(row.tags) as Topic['tags'],
})

const readSubscription = (row: Kept<Subscription>) => ({
  ...row,
  attributes: JSON.parse(row.attributes) as Subscription['attributes'],
})

export const isFifo = ({ arn }: Topic) => arn.endsWith('.fifo')

export function createRecords(db: Database) {
  return {
    topic(arn: string) {
      const row = db.get<Kept<Topic>>('SELECT * FROM topics WHERE arn = ?', arn)
      return row && readTopic(row)
    },
    topics: () => db.all<Kept<Topic>>('SELECT * FROM topics ORDER BY arn').map(readTopic),
    saveTopic: ({ arn, attributes, tags, published }: Topic) =>
      db.run(
        'INSERT OR REPLACE INTO topics VALUES (?, ?, ?, ?)',
        arn,
        JSON.stringify(attributes),
        JSON.stringify(tags),
        published,
      ),
    removeTopic(arn: string) {
      db.run('DELETE FROM subscriptions WHERE topicArn = ?', arn)
      db.run('DELETE FROM deduplications WHERE topicArn = ?', arn)
      db.run('DELETE FROM topics WHERE arn = ?', arn)
    },
    subscription(arn: string) {
      const row = db.get<Kept<Subscription>>('SELECT * FROM subscriptions WHERE arn = ?', arn)
      return row && readSubscription(row)
    },
    subscriptions: () =>
      db.all<Kept<Subscription>>('SELECT * FROM subscriptions ORDER BY arn').map(readSubscription),
    subscriptionsOf: (topicArn: string) =>
      db
        .all<Kept<Subscription>>('SELECT * FROM subscriptions WHERE topicArn = ? ORDER BY arn', topicArn)
        .map(readSubscription),
    saveSubscription: (one: Subscription) =>
      db.run(
        'INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?, ?, ?, ?)',
        one.arn,
        one.topicArn,
        one.protocol,
        one.endpoint,
        one.principal,
        JSON.stringify(one.attributes),
      ),
    removeSubscription: (arn: string) => db.run('DELETE FROM subscriptions WHERE arn = ?', arn),
  }
}

export type Records = ReturnType<typeof createRecords>
