// Topics, subscriptions, and the notices that have not arrived yet: what `kill -9` must not take away.
import { join } from 'node:path'
import { openDatabase, type Database } from '../runtime/sqlite.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS topics (
    arn TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags TEXT NOT NULL, published INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS subscriptions (
    arn TEXT PRIMARY KEY, topicArn TEXT NOT NULL, protocol TEXT NOT NULL, endpoint TEXT NOT NULL,
    principal TEXT NOT NULL, attributes TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, subscriptionArn TEXT NOT NULL, lane TEXT, notice TEXT NOT NULL,
    failures INTEGER NOT NULL, nextAtMs INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS deduplications (
    topicArn TEXT NOT NULL, key TEXT NOT NULL, messageId TEXT NOT NULL, sequence TEXT NOT NULL, atMs INTEGER NOT NULL,
    PRIMARY KEY (topicArn, key)
  );
`

export const openTables = (dataDir: string): Database => openDatabase(join(dataDir, 'sns'), 'sns.db', SCHEMA)
