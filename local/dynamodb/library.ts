// `dynalite` (4.0.0) embedded without its HTTP server: that one answers any web page, throws on disk errors, and
// cannot be asked for a condition alone. Its parts are called as its own request handler calls them.
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { AwsError } from '../runtime/aws-error.ts'
import { createMending, roomBelow } from './mending.ts'

export type Json = Record<string, unknown>

interface TableStore {
  awsAccountId: string
  awsRegion: string
  get(name: string, done: (error: Error | null, table?: Json) => void): void
  put(name: string, table: Json, done: (error: Error | null) => void): void
}

interface Store {
  tableDb: TableStore
  deleteIndexDb(kind: 'Global', table: string, index: string, done: (error?: Error | null) => void): void
  lifecycleManager: { gracefulClose(done: (error?: Error | null) => void): void }
}

type Action = (
  store: Store,
  input: Json,
  done: (error: LibraryError | null, output?: unknown) => void,
) => void

interface LibraryError extends Error {
  statusCode?: number
  body?: { __type: string; message?: string; Message?: string }
}

interface Validation {
  types: unknown
  custom: unknown
}

interface Validations {
  checkTypes(input: Json, types: unknown): Json
  checkValidations(input: Json, types: unknown, custom: unknown, store: Store): void
}

interface Database {
  create(options: Json): Store
  /** The failed condition's error, or nothing when it holds. */
  checkConditional(input: Json, item: Json | undefined): LibraryError | null | undefined
}

export const LIBRARY_OPERATIONS = [
  ...[
    'BatchGetItem',
    'BatchWriteItem',
    'CreateTable',
    'DeleteItem',
    'DeleteTable',
    'DescribeTable',
    'GetItem',
  ],
  ...[
    'ListTables',
    'PutItem',
    'Query',
    'Scan',
    'TagResource',
    'UntagResource',
    'ListTagsOfResource',
    'UpdateItem',
  ],
  'UpdateTable',
] as const

export type LibraryOperation = (typeof LIBRARY_OPERATIONS)[number]

export interface Library {
  /** Throws the AwsError that DynamoDB answers. */
  run(operation: LibraryOperation, input: Json): Promise<Json>
  /** Checks the input of a write as `run` would, and tells whether its condition holds for `item`. Throws on bad input. */
  conditionHolds(operation: LibraryOperation, input: Json, item: Json | undefined): boolean
  /** Changes the definition of a table; `ResourceNotFoundException` where there is none. */
  reshape(tableName: string, change: (table: Json) => Json): Promise<void>
  /** Forgets what an index holds. */
  dropIndex(tableName: string, indexName: string): Promise<void>
  /** Makes a table usable that a crash left in the middle of a change; returns its status before. */
  activate(tableName: string): Promise<string>
  close(): Promise<void>
}

const isReading = (operation: LibraryOperation) => /^(BatchGet|Describe|Get|List|Query|Scan)/.test(operation)

const closeStore = (store: Store) =>
  new Promise<void>((resolve, reject) => {
    store.lifecycleManager.gracefulClose((error) => (error ? reject(error) : resolve()))
  })

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

export function openLibrary(path: string, place: { accountId: string; region: string }): Library {
  const require = createRequire(import.meta.url)
  const database = require('dynalite/db') as Database
  const validations = require('dynalite/validations') as Validations
  const open = () => {
    // Tables of a local cloud are there at once.
    const opened = database.create({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
    opened.tableDb.awsAccountId = place.accountId
    opened.tableDb.awsRegion = place.region
    return opened
  }
  let store = open()

  const act = (operation: LibraryOperation, prepared: Json) => {
    const action = require(`dynalite/actions/${lowerFirst(operation)}`) as Action
    return new Promise<unknown>((resolve, reject) => {
      action(store, prepared, (error, result) => (error ? reject(toAwsError(error)) : resolve(result)))
    })
  }
  const reopen = async () => {
    await closeStore(store)
    store = open()
    await act('ListTables', {})
  }
  const mending = createMending(reopen, () => roomBelow(path))

  const prepare = (operation: LibraryOperation, input: Json): Json => {
    const validation = require(`dynalite/validations/${lowerFirst(operation)}`) as Validation
    try {
      // The checks delete what they do not know from the object itself.
      const checked = validations.checkTypes(structuredClone(input), validation.types)
      validations.checkValidations(checked, validation.types, validation.custom, store)
      return checked
    } catch (error) {
      throw toAwsError(error as LibraryError)
    }
  }
  return {
    async run(operation, input) {
      const prepared = prepare(operation, input)
      const output = await mending.guard(!isReading(operation), () => act(operation, prepared))
      // Operations without an output answer with an empty string.
      return (output || {}) as Json
    },
    conditionHolds: (operation, input, item) => !database.checkConditional(prepare(operation, input), item),
    async reshape(tableName, change) {
      await act('DescribeTable', { TableName: tableName })
      await mending.guard(true, async () => {
        const table = await promisify(store.tableDb.get)(tableName)
        await promisify(store.tableDb.put)(tableName, change(table ?? {}))
      })
    },
    dropIndex: (tableName, indexName) =>
      new Promise((resolve, reject) =>
        store.deleteIndexDb('Global', tableName, indexName, (error) => (error ? reject(error) : resolve())),
      ),
    async activate(tableName) {
      const table = await promisify(store.tableDb.get)(tableName)
      const status = String(table?.TableStatus)
      if (table && status !== 'ACTIVE') {
        const indexes = (table.GlobalSecondaryIndexes ?? []) as Json[]
        for (const index of indexes) index.IndexStatus = 'ACTIVE'
        await promisify(store.tableDb.put)(tableName, { ...table, TableStatus: 'ACTIVE' })
      }
      return status
    },
    close: () => closeStore(store),
  }
}

function toAwsError(error: LibraryError): Error {
  if (!error.statusCode || !error.body) return error
  const { __type: type, message, Message } = error.body
  return new AwsError(type.slice(type.indexOf('#') + 1), message ?? Message ?? '', error.statusCode)
}
