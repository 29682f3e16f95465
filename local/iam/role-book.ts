// The policies of roles, parsed once: until the store changes, a call costs no reading.
import { statementsOf } from '../runtime/policy/document.ts'
import type { PolicyStatement } from '../runtime/policy/document.ts'
import type { NamedPolicy } from './decide.ts'
import type { Role, Store } from './store.ts'

export interface RolePolicies {
  identity: NamedPolicy[]
  boundary?: PolicyStatement[]
}

export interface RoleBook {
  /** Undefined for a role that is not there (any more). Policies stand in the order of their names, attached ones last. */
  policiesOf(roleName: string): RolePolicies | undefined
}

export const roleNameOf = (roleArn: string) => roleArn.slice(roleArn.lastIndexOf('/') + 1)

export function createRoleBook(store: Store): RoleBook {
  let revision = -1
  const known = new Map<string, RolePolicies | undefined>()
  return {
    policiesOf(roleName) {
      if (store.revision() !== revision) {
        known.clear()
        revision = store.revision()
      }
      if (!known.has(roleName)) {
        const role = store.role(roleName)
        known.set(roleName, role && readPolicies(store, role))
      }
      return known.get(roleName)
    },
  }
}

function readPolicies(store: Store, role: Role): RolePolicies {
  const inline = Object.entries(role.inlinePolicies)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, document]) => ({ name, statements: statementsOf(document) }))
  const attached = role.attachedPolicyArns.flatMap((arn) => {
    const statements = managedStatements(store, arn)
    return statements ? [{ name: arn, statements }] : []
  })
  const { permissionsBoundaryArn } = role
  return {
    identity: [...inline, ...attached],
    // A boundary whose policy is gone, or is AWS's own, bounds everything.
    ...(permissionsBoundaryArn && { boundary: managedStatements(store, permissionsBoundaryArn) ?? [] }),
  }
}

function managedStatements(store: Store, arn: string): PolicyStatement[] | undefined {
  const policy = store.policy(arn)
  const version = policy?.versions.find((one) => one.id === policy.defaultVersionId)
  return version && statementsOf(version.document)
}
