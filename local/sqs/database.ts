// One SQLite database for queues and messages. Each call ends before the next begins, so no two consumers can be
// given the same message.
import { join } from 'node:path'
import { openDatabase, type Database } from '../runtime/sqlite.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags TEXT NOT NULL,
    createdAtMs INTEGER NOT NULL, modifiedAtMs INTEGER NOT NULL, purgedAtMs INTEGER
  );
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT NOT NULL, system TEXT NOT NULL,
    groupId TEXT, deduplicationId TEXT, sentAtMs INTEGER NOT NULL, visibleAtMs INTEGER NOT NULL,
    receipt TEXT, receivedAtMs INTEGER, firstReceivedAtMs INTEGER, receiveCount INTEGER NOT NULL DEFAULT 0,
    sourceArn TEXT
  );
  CREATE INDEX IF NOT EXISTS messages_id ON messages (id);
  CREATE INDEX IF NOT EXISTS messages_visible ON messages (queue, visibleAtMs, seq);
  CREATE INDEX IF NOT EXISTS messages_order ON messages (queue, seq);
  CREATE INDEX IF NOT EXISTS messages_group ON messages (queue, groupId, visibleAtMs);
  CREATE INDEX IF NOT EXISTS messages_sent ON messages (queue, sentAtMs);
  CREATE INDEX IF NOT EXISTS messages_received ON messages (queue, receiveCount);
  CREATE TABLE IF NOT EXISTS deduplications (
    queue TEXT NOT NULL, key TEXT NOT NULL, messageId TEXT NOT NULL, seq INTEGER NOT NULL, sentAtMs INTEGER NOT NULL,
    PRIMARY KEY (queue, key)
  );
  CREATE INDEX IF NOT EXISTS deduplications_sent ON deduplications (queue, sentAtMs);
  CREATE TABLE IF NOT EXISTS moves (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, destinationArn TEXT, perSecond INTEGER, status TEXT NOT NULL,
    moved INTEGER NOT NULL, toMove INTEGER NOT NULL, failure TEXT, startedAtMs INTEGER NOT NULL
  );
`

export const openTables = (dataDir: string): Database => openDatabase(join(dataDir, 'sqs'), 'sqs.db', SCHEMA)
