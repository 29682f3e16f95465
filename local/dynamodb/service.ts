// DynamoDB on dynalite, with what that library lacks in front of it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { createGate } from './gate.ts'
import { createItems, writeShowingFailure } from './items.ts'
import { LIBRARY_OPERATIONS, openLibrary } from './library.ts'
import type { Json } from './library.ts'
import { openRecords } from './records.ts'
import { tableSettings } from './table-settings.ts'
import { finishTables } from './tables.ts'
import { createTransactions } from './transactions.ts'

export function createDynamoDbService(context: CloudContext): OperationService {
  const folder = join(context.dataDir, 'dynamodb')
  mkdirSync(folder, { recursive: true })
  const library = openLibrary(join(folder, 'level'), context)
  const records = openRecords(folder)
  const items = createItems(library)
  const transactions = createTransactions({ library, items, records, clock: context.clock })
  const gate = createGate()

  const plain = LIBRARY_OPERATIONS.map((name) => [name, (input: Json) => library.run(name, input)] as const)
  const sideBySide: Record<string, (input: Json) => Promise<Json>> = {
    ...Object.fromEntries(plain),
    PutItem: writeShowingFailure(library, items, 'PutItem'),
    UpdateItem: writeShowingFailure(library, items, 'UpdateItem'),
    DeleteItem: writeShowingFailure(library, items, 'DeleteItem'),
    ...tableSettings(library, records),
  }
  const takeBack = async () => {
    if (transactions.isHalfDone()) await gate.alone(() => transactions.recover())
  }
  const alone =
    (run: (input: Json) => Promise<Json>) =>
    async (input: Json): Promise<Json> => {
      await takeBack()
      return gate.alone(() => run(input))
    }
  const shared = Object.entries(sideBySide).map(
    ([name, run]) =>
      [
        name,
        async (input: Json) => {
          await takeBack()
          return gate.shared(() => run(input))
        },
      ] as const,
  )
  return {
    signingName: 'dynamodb',
    eventSource: 'dynamodb.amazonaws.com',
    protocol: { kind: 'json', version: '1.0', targetPrefix: 'DynamoDB_20120810' },
    operations: {
      ...Object.fromEntries(shared),
      TransactWriteItems: alone((input) => transactions.write(input)),
      TransactGetItems: alone((input) => transactions.get(input)),
    },
    start: () =>
      gate.alone(async () => {
        await finishTables(library)
        await transactions.recover()
      }),
    async stop() {
      await gate.alone(() => library.close())
      records.close()
    },
  }
}
