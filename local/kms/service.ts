// KMS: which keys there are, who may use them, what they are called.
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Operation, OperationService } from '../runtime/service.ts'
import { aliasOperations } from './aliases.ts'
import { policyOperations } from './key-policy.ts'
import { createKeyring } from './keyring.ts'
import { keyOperations } from './keys.ts'
import { rotationOperations } from './rotation.ts'
import { openStore } from './store.ts'
import { tagOperations } from './tags.ts'

/** What an operation cannot do without. */
const REQUIRED: Record<string, string[]> = {
  CreateAlias: ['AliasName', 'TargetKeyId'],
  UpdateAlias: ['AliasName', 'TargetKeyId'],
  DeleteAlias: ['AliasName'],
  CreateKey: [],
  ListKeys: [],
  ListAliases: [],
  PutKeyPolicy: ['KeyId', 'Policy'],
  TagResource: ['KeyId', 'Tags'],
  UntagResource: ['KeyId', 'TagKeys'],
  UpdateKeyDescription: ['KeyId', 'Description'],
}

const checked =
  (name: string, operation: Operation): Operation =>
  (input: Record<string, unknown>, call) => {
    const missing = (REQUIRED[name] ?? ['KeyId']).filter((member) => input[member] === undefined)
    if (missing.length > 0) {
      const message = `${missing.length} validation error detected: ${missing.join(', ')} must not be null`
      throw new AwsError('ValidationException', message)
    }
    return operation(input, call)
  }

export function createKmsService(context: CloudContext): OperationService {
  const store = openStore(context.dataDir)
  const keyring = createKeyring(context, store)
  const operations: Record<string, Operation> = {
    ...keyOperations(keyring),
    ...policyOperations(keyring),
    ...aliasOperations(keyring),
    ...rotationOperations(keyring),
    ...tagOperations(keyring),
  }
  return {
    signingName: 'kms',
    eventSource: 'kms.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'TrentService' },
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [name, checked(name, operation)]),
    ),
    policyOf: (arn) => store.key(arn.replace(/^.*:key\//, ''))?.policy,
    stop: async () => store.close(),
  }
}
