// IAM: roles and their policies, kept, checked for shape, and applied to every call of a role.
import type { Authority } from '../runtime/authority.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { createAuthority } from './authority.ts'
import type { Iam } from './iam.ts'
import { managedPolicyOperations } from './managed-policies.ts'
import { buildReport } from './report.ts'
import type { PermissionReport } from './report.ts'
import { createRoleBook } from './role-book.ts'
import { rolePolicyOperations } from './role-policies.ts'
import { roleOperations } from './roles.ts'
import { openStore } from './store.ts'
import { openUsage } from './usage.ts'

export interface IamService extends OperationService {
  authority: Authority
  report(): PermissionReport
}

/**
 * Roles, policies and their use live in `<dataDir>/iam/iam.sqlite`. `resourcePolicy` gives the policy of a resource as
 * JSON, from whichever service has it.
 */
export function createIamService(
  context: CloudContext,
  resourcePolicy: (arn: string) => string | undefined,
): IamService {
  const store = openStore(context.dataDir)
  const usage = openUsage(store.db)
  const iam: Iam = { context, store }
  const roles = createRoleBook(store)
  return {
    signingName: 'iam',
    eventSource: 'iam.amazonaws.com',
    protocol: { kind: 'query', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    operations: { ...roleOperations(iam), ...rolePolicyOperations(iam), ...managedPolicyOperations(iam) },
    authority: createAuthority({ context, roles, usage, resourcePolicy }),
    report: () => buildReport(store, roles, usage),
    stop: async () => store.close(),
  }
}
