// Every permission that stands in a role, and whether anything has needed it yet.
import { listOf } from '../runtime/policy/document.ts'
import type { PolicyStatement } from '../runtime/policy/document.ts'
import type { RoleBook } from './role-book.ts'
import type { Store } from './store.ts'
import type { DeniedCall, Usage } from './usage.ts'

/** One action on one resource pattern of one statement. */
export interface Permission {
  /** The name of an inline policy, the ARN of an attached one. */
  policy: string
  statementIndex: number
  effect: 'Allow' | 'Deny'
  /** As the statement writes it; empty for `NotAction`. */
  action: string
  /** As the statement writes it; empty for `NotResource`. */
  resource: string
  /** Where the resource stands in the statement, from 0. */
  resourceIndex: number
  isUsed: boolean
}

export interface RoleReport {
  role: string
  permissions: Permission[]
}

export interface PermissionReport {
  roles: RoleReport[]
  denied: DeniedCall[]
}

export function buildReport(store: Store, book: RoleBook, usage: Usage): PermissionReport {
  const roles = store.roles().map(({ name }) => {
    const policies = book.policiesOf(name)?.identity ?? []
    const permissions = policies.flatMap((policy) =>
      policy.statements.flatMap((statement, statementIndex) =>
        permissionsIn(statement).map((one) => {
          const place = { policy: policy.name, statementIndex, ...one }
          return { ...place, effect: statement.Effect, isUsed: usage.isUsed(name, place) }
        }),
      ),
    )
    return { role: name, permissions }
  })
  return { roles, denied: usage.denied() }
}

function permissionsIn({ Action, Resource }: PolicyStatement) {
  const actions = Action === undefined ? [''] : listOf(Action)
  const resources = Resource === undefined ? [''] : listOf(Resource)
  return actions.flatMap((action) =>
    resources.map((resource, resourceIndex) => ({ action, resource, resourceIndex })),
  )
}
