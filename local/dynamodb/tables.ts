// Tables change at once here: who is answered may use the table, and a crash in between is made good at the start.
import { fillIndexes } from './indexes.ts'
import type { Json, Library } from './library.ts'

type TableOperation = 'CreateTable' | 'UpdateTable' | 'DeleteTable'

const POLL_MS = 2

/** Runs the change and waits until it is through; the answer shows the table while it changes, as AWS answers. */
export async function changeTable(library: Library, operation: TableOperation, input: Json): Promise<Json> {
  const output = await library.run(operation, input)
  while (await isChanging(library, input.TableName)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return output
}

async function isChanging(library: Library, TableName: unknown): Promise<boolean> {
  try {
    const { Table } = (await library.run('DescribeTable', { TableName })) as {
      Table: { TableStatus: string; GlobalSecondaryIndexes?: { IndexStatus: string }[] }
    }
    const indexes = Table.GlobalSecondaryIndexes ?? []
    return Table.TableStatus !== 'ACTIVE' || indexes.some(({ IndexStatus }) => IndexStatus !== 'ACTIVE')
  } catch {
    // Deleted.
    return false
  }
}

/** To be called at the start. A table that was being deleted is deleted; the others are made active. */
export async function finishTables(library: Library): Promise<void> {
  let after: unknown
  do {
    const page = await library.run(
      'ListTables',
      after === undefined ? {} : { ExclusiveStartTableName: after },
    )
    for (const TableName of page.TableNames as string[]) {
      const before = await library.activate(TableName)
      if (before === 'UPDATING') await fillIndexes(library, TableName)
      if (before === 'DELETING') await changeTable(library, 'DeleteTable', { TableName })
    }
    after = page.LastEvaluatedTableName
  } while (after !== undefined)
}
