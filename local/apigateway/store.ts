// APIs and their parts in one database below the data folder. Every request reads what it needs: nothing is cached,
// so that a change holds from the next request on, also after `kill -9`.
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'
import type {
  ApiRecord,
  AuthorizerRecord,
  Definition,
  DeploymentRecord,
  IntegrationRecord,
  RouteRecord,
  StageRecord,
} from './records.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS apis (id TEXT PRIMARY KEY, record TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS parts (sequence INTEGER PRIMARY KEY AUTOINCREMENT, api TEXT NOT NULL, kind TEXT NOT NULL,
    id TEXT NOT NULL, record TEXT NOT NULL, UNIQUE (api, kind, id));
`

export interface Parts {
  route: RouteRecord
  integration: IntegrationRecord
  authorizer: AuthorizerRecord
  stage: StageRecord
  deployment: DeploymentRecord
}

export type Store = ReturnType<typeof openStore>

export function openStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'apigateway'), 'apis.sqlite', SCHEMA)
  const parse = <T>(row: unknown) => JSON.parse((row as { record: string }).record) as T
  const apiById = db.prepare('SELECT record FROM apis WHERE id = ?')
  const partById = db.prepare('SELECT record FROM parts WHERE api = ? AND kind = ? AND id = ?')
  const partsOf = db.prepare('SELECT record FROM parts WHERE api = ? AND kind = ? ORDER BY sequence')
  const savePart = db.prepare(
    'INSERT INTO parts (api, kind, id, record) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (api, kind, id) DO UPDATE SET record = excluded.record',
  )

  const parts = <K extends keyof Parts>(apiId: string, kind: K): Parts[K][] =>
    partsOf.all(apiId, kind).map((row) => parse<Parts[K]>(row))
  const api = (apiId: string): ApiRecord | undefined => {
    const row = apiById.get(apiId)
    return row && parse<ApiRecord>(row)
  }
  return {
    api,
    apis: (): ApiRecord[] =>
      db
        .prepare('SELECT record FROM apis ORDER BY rowid')
        .all()
        .map(parse<ApiRecord>),
    saveApi: (record: ApiRecord) =>
      void db
        .prepare('INSERT INTO apis VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record')
        .run(record.apiId, JSON.stringify(record)),
    deleteApi(apiId: string): void {
      db.exec('BEGIN IMMEDIATE')
      db.prepare('DELETE FROM parts WHERE api = ?').run(apiId)
      db.prepare('DELETE FROM apis WHERE id = ?').run(apiId)
      db.exec('COMMIT')
    },
    part<K extends keyof Parts>(apiId: string, kind: K, id: string): Parts[K] | undefined {
      const row = partById.get(apiId, kind, id)
      return row && parse<Parts[K]>(row)
    },
    parts,
    savePart: <K extends keyof Parts>([apiId, kind, id]: [string, K, string], record: Parts[K]) =>
      void savePart.run(apiId, kind, id, JSON.stringify(record)),
    deletePart: (apiId: string, kind: keyof Parts, id: string) =>
      void db.prepare('DELETE FROM parts WHERE api = ? AND kind = ? AND id = ?').run(apiId, kind, id),
    /** What is there now, as a deployment would freeze it. */
    definition(record: ApiRecord): Definition {
      const { apiId, corsConfiguration } = record
      return {
        ...(corsConfiguration && { corsConfiguration }),
        routes: parts(apiId, 'route'),
        integrations: parts(apiId, 'integration'),
        authorizers: parts(apiId, 'authorizer'),
      }
    },
    close: () => db.close(),
  }
}
