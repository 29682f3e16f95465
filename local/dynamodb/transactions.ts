// TransactWriteItems and TransactGetItems: all conditions first, then all writes; undone when one of them fails,
// at once or, after a crash, at the next start.
import { createHash } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Items } from './items.ts'
import type { Json, Library, LibraryOperation } from './library.ts'
import type { BeforeImage, Records } from './records.ts'

interface Write {
  operation: 'PutItem' | 'UpdateItem' | 'DeleteItem'
  input: Json
  isCheckOnly: boolean
  image: BeforeImage
}

interface Reason {
  Code: string
  Message?: string
  Item?: Json
}

const MAX_ITEMS = 100
// docs: a client request token is valid for 10 minutes after the first request that uses it
const TOKEN_LIFE_MS = 10 * 60_000

const KINDS: Record<string, LibraryOperation & Write['operation']> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem',
}

export interface TransactionParts {
  library: Library
  items: Items
  records: Records
  clock: Clock
}

export interface Transactions {
  write(input: Json): Promise<Json>
  get(input: Json): Promise<Json>
  /** Takes back what a crash or a full disk left half done. */
  recover(): Promise<void>
  /** A transaction failed and could not be taken back; nobody may see or change its items until `recover`. */
  isHalfDone(): boolean
}

export function createTransactions({ library, items, records, clock }: TransactionParts): Transactions {
  let isHalfDone = false
  const recover = async () => {
    for (const { id, images } of records.unsettled()) {
      await restore(images, library)
      records.settle(id)
    }
    isHalfDone = false
  }
  return {
    async write(input) {
      const { ClientRequestToken: token, ...request } = input
      const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex')
      if (typeof token === 'string') {
        const seen = records.findToken(token, clock.now() - TOKEN_LIFE_MS)
        if (seen === digest) return {}
        if (seen)
          throw new AwsError('IdempotentParameterMismatchException', 'The token came with another request.')
      }
      const writes = await readWrites(input, items)
      checkConditions(writes, library)
      try {
        await applyAll(writes, library, records)
      } catch (error) {
        isHalfDone = records.unsettled().length > 0
        throw error
      }
      if (typeof token === 'string') records.putToken(token, digest, clock.now())
      return {}
    },
    async get(input) {
      const gets = listOf(input).map((each) => each.Get as Json)
      const read = async (get: Json) => {
        const { Item } = await library.run('GetItem', { ...get, ConsistentRead: true })
        return Item === undefined ? {} : { Item }
      }
      return { Responses: await Promise.all(gets.map(read)) }
    },
    recover,
    isHalfDone: () => isHalfDone,
  }
}

function listOf(input: Json): Json[] {
  const list = input.TransactItems
  if (Array.isArray(list) && list.length > 0 && list.length <= MAX_ITEMS) return list as Json[]
  throw new AwsError('ValidationException', `TransactItems must have 1 to ${MAX_ITEMS} members.`)
}

async function readWrites(input: Json, items: Items): Promise<Write[]> {
  const writes = await Promise.all(listOf(input).map((entry) => readWrite(entry, items)))
  const targets = new Set(writes.map(({ image }) => JSON.stringify([image.TableName, image.Key])))
  if (targets.size === writes.length) return writes
  throw new AwsError(
    'ValidationException',
    'Transaction request cannot include multiple operations on one item',
  )
}

async function readWrite(entry: Json, items: Items): Promise<Write> {
  const [[kind, body] = ['', undefined], ...more] = Object.entries(entry)
  const operation = KINDS[kind]
  if (!operation || more.length > 0) {
    throw new AwsError(
      'ValidationException',
      `A TransactItem has exactly one of ${Object.keys(KINDS).join(', ')}.`,
    )
  }
  const input = body as Json
  const tableName = String(input.TableName)
  const key = (input.Key ?? (await items.keyOf(tableName, (input.Item ?? {}) as Json))) as Json
  const item = await items.read(tableName, key)
  const image = { TableName: tableName, Key: key, ...(item && { Item: item }) }
  return { operation, input, isCheckOnly: kind === 'ConditionCheck', image }
}

function checkConditions(writes: Write[], library: Library): void {
  const reasons = writes.map(({ operation, input, image }): Reason => {
    if (library.conditionHolds(operation, input, image.Item)) return { Code: 'None' }
    const shows = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && image.Item
    return {
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      ...(shows && { Item: shows }),
    }
  })
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons)
}

async function applyAll(writes: Write[], library: Library, records: Records): Promise<void> {
  const id = records.begin(writes.map(({ image }) => image))
  for (const [index, { operation, input, isCheckOnly }] of writes.entries()) {
    if (isCheckOnly) continue
    try {
      await library.run(operation, input)
    } catch (error) {
      await restore(
        writes.slice(0, index).map(({ image }) => image),
        library,
      )
      records.settle(id)
      throw error instanceof AwsError ? cancelled(reasonsFor(writes, index, error)) : error
    }
  }
  records.settle(id)
}

async function restore(images: BeforeImage[], library: Library): Promise<void> {
  for (const { TableName, Key, Item } of images) {
    await (Item ? library.run('PutItem', { TableName, Item }) : library.run('DeleteItem', { TableName, Key }))
  }
}

const reasonsFor = (writes: Write[], failed: number, error: AwsError): Reason[] =>
  writes.map((_write, index) =>
    index === failed
      ? { Code: error.code.replace(/Exception$/, ''), Message: error.message }
      : { Code: 'None' },
  )

function cancelled(reasons: Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ')
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`
  return new AwsError('TransactionCanceledException', message, 400, { CancellationReasons: reasons })
}
