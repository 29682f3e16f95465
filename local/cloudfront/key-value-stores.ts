// The data plane of key value stores. An AWS client signs for it with SigV4A, for all regions at once.
import { AwsError } from '../runtime/aws-error.ts'
import { HttpAnswer, type Call, type OperationService } from '../runtime/service.ts'
import { newEtag } from './control/identifiers.ts'
import type { Desk } from './control/request.ts'
import { storeArn } from './control/store-operations.ts'
import { KEY_VALUE_STORE } from './kinds.ts'
import type { Entity } from './store.ts'

interface KeyInput {
  KvsARN: string
  Key: string
  Value?: string
}

interface KeysInput {
  KvsARN: string
  Puts?: { Key: string; Value: string }[]
  Deletes?: { Key: string }[]
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
const LONGEST_KEY_BYTES = 512
const LONGEST_VALUE_BYTES = 1024

const notFound = (what: string) => new AwsError('ResourceNotFoundException', `${what} was not found.`, 404)

function checkPair(key: string, value: string): void {
  const isRight =
    key !== '' &&
    Buffer.byteLength(key) <= LONGEST_KEY_BYTES &&
    Buffer.byteLength(value) <= LONGEST_VALUE_BYTES
  if (!isRight) throw new AwsError('ValidationException', 'A key has 1 to 512 bytes, a value up to 1024.')
}

export function createKeyValueStoreService(desk: Desk): OperationService {
  const { store, context } = desk
  const find = (arn: string): Entity => {
    const found = store.entities(KEY_VALUE_STORE).find(({ uuid }) => storeArn(desk, uuid) === arn)
    if (!found) throw notFound('The key value store')
    return found
  }
  const sizes = ({ uuid = '' }: Entity) => {
    const keys = store.keys(uuid)
    const bytes = keys.reduce(
      (sum, { Key, Value }) => sum + Buffer.byteLength(Key) + Buffer.byteLength(Value),
      0,
    )
    return { ItemCount: keys.length, TotalSizeInBytes: bytes }
  }
  const answer = (entity: Entity, body: object) => new HttpAnswer(JSON.stringify(body), { etag: entity.etag })

  /** Every change is for the version that was read. */
  const change = (arn: string, call: Call, write: (uuid: string) => void) => {
    const entity = find(arn)
    const ifMatch = call.headers['if-match']
    if (ifMatch === undefined) throw new AwsError('ValidationException', 'The If-Match header is missing.')
    if (ifMatch !== entity.etag)
      throw new AwsError('ConflictException', 'The If-Match version is not the present one.', 409)
    write(entity.uuid ?? '')
    const changed = { ...entity, etag: newEtag(), modifiedAt: new Date(context.clock.now()).toISOString() }
    store.save(changed)
    return answer(changed, sizes(changed))
  }

  return {
    signingName: 'cloudfront-keyvaluestore',
    eventSource: 'edgekeyvaluestore.amazonaws.com',
    folder: 'cloudfront',
    protocol: {
      kind: 'rest-json',
      routes: [
        { method: 'GET', path: '/key-value-stores/{KvsARN}', operation: 'DescribeKeyValueStore' },
        { method: 'GET', path: '/key-value-stores/{KvsARN}/keys', operation: 'ListKeys' },
        { method: 'POST', path: '/key-value-stores/{KvsARN}/keys', operation: 'UpdateKeys' },
        { method: 'GET', path: '/key-value-stores/{KvsARN}/keys/{Key}', operation: 'GetKey' },
        { method: 'PUT', path: '/key-value-stores/{KvsARN}/keys/{Key}', operation: 'PutKey' },
        { method: 'DELETE', path: '/key-value-stores/{KvsARN}/keys/{Key}', operation: 'DeleteKey' },
      ],
    },
    operations: {
      DescribeKeyValueStore({ KvsARN }: KeyInput) {
        const entity = find(KvsARN)
        return answer(entity, {
          ...sizes(entity),
          ...{ KvsARN, Status: 'READY' },
          Created: Date.parse(entity.createdAt) / 1000,
          LastModified: Date.parse(entity.modifiedAt) / 1000,
        })
      },
      ListKeys: ({ KvsARN }: KeyInput) => ({ Items: store.keys(find(KvsARN).uuid ?? '') }),
      GetKey({ KvsARN, Key }: KeyInput) {
        const entity = find(KvsARN)
        const Value = store.key(entity.uuid ?? '', Key)
        if (Value === undefined) throw notFound(`The key ${Key}`)
        return { Key, Value, ...sizes(entity) }
      },
      PutKey({ KvsARN, Key, Value = '' }: KeyInput, call: Call) {
        checkPair(Key, Value)
        return change(KvsARN, call, (uuid) => store.saveKey(uuid, Key, Value))
      },
      DeleteKey: ({ KvsARN, Key }: KeyInput, call: Call) =>
        change(KvsARN, call, (uuid) => {
          if (!store.removeKey(uuid, Key)) throw notFound(`The key ${Key}`)
        }),
      UpdateKeys: ({ KvsARN, Puts = [], Deletes = [] }: KeysInput, call: Call) =>
        change(KvsARN, call, (uuid) => {
          Puts.forEach(({ Key, Value }) => checkPair(Key, Value))
          Puts.forEach(({ Key, Value }) => store.saveKey(uuid, Key, Value))
          Deletes.forEach(({ Key }) => store.removeKey(uuid, Key))
        }),
    },
  }
}
