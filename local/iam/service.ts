// IAM's roles and policies: kept and checked for shape. Nothing is authorised here.
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import type { Iam } from './iam.ts'
import { managedPolicyOperations } from './managed-policies.ts'
import { rolePolicyOperations } from './role-policies.ts'
import { roleOperations } from './roles.ts'
import { openStore } from './store.ts'

/** Roles and policies live in `<dataDir>/iam/iam.sqlite`. */
export function createIamService(context: CloudContext): OperationService {
  const store = openStore(context.dataDir)
  const iam: Iam = { context, store }
  return {
    signingName: 'iam',
    eventSource: 'iam.amazonaws.com',
    protocol: { kind: 'query', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    operations: { ...roleOperations(iam), ...rolePolicyOperations(iam), ...managedPolicyOperations(iam) },
    stop: async () => store.close(),
  }
}
