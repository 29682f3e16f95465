import type {
  CreateUserPoolDomainRequest,
  DeleteUserPoolDomainRequest,
  DescribeUserPoolDomainRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { notSupported } from '../runtime/aws-error.ts'
import type { Operation } from '../runtime/service.ts'
import { poolOf } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { invalidParameter } from './errors.ts'
import { requireText } from './known-members.ts'

const DOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const RESERVED = /aws|amazon|cognito/

function createDomain({ store }: Cognito, poolId: string, input: CreateUserPoolDomainRequest) {
  const name = input.Domain!
  if (input.CustomDomainConfig || name.includes('.')) throw notSupported('cognito', 'a custom domain')
  if (!DOMAIN.test(name) || RESERVED.test(name))
    throw invalidParameter(`Domain ${name} is invalid or reserved.`)
  if (store.domain(name)) throw invalidParameter('Domain already associated with another user pool.')
  if (store.domainOf(poolId)) throw invalidParameter('User pool already has a domain configured.')
  const managedLoginVersion = input.ManagedLoginVersion ?? 1
  store.saveDomain({ name, poolId, managedLoginVersion })
  return { ManagedLoginVersion: managedLoginVersion }
}

function ownDomain(cognito: Cognito, input: DeleteUserPoolDomainRequest) {
  const pool = poolOf(cognito, input.UserPoolId)
  const domain = cognito.store.domain(String(input.Domain))
  if (domain?.poolId !== pool.id) throw invalidParameter('No such domain or user pool exists.')
  return domain
}

/** With a domain a pool has its sign-in pages, as on AWS; here they stand below `<endpoint>/<poolId>/`. */
export function domainOperations(cognito: Cognito): Record<string, Operation> {
  const { context, store } = cognito
  return {
    CreateUserPoolDomain(input: CreateUserPoolDomainRequest) {
      requireText(input, 'Domain')
      return createDomain(cognito, poolOf(cognito, input.UserPoolId).id, input)
    },
    DescribeUserPoolDomain(input: DescribeUserPoolDomainRequest) {
      const domain = store.domain(String(input.Domain))
      if (!domain) return { DomainDescription: {} }
      return {
        DomainDescription: {
          UserPoolId: domain.poolId,
          AWSAccountId: context.accountId,
          Domain: domain.name,
          ManagedLoginVersion: domain.managedLoginVersion,
          Status: 'ACTIVE',
        },
      }
    },
    UpdateUserPoolDomain(input: CreateUserPoolDomainRequest) {
      if (input.CustomDomainConfig) throw notSupported('cognito', 'a custom domain')
      const domain = ownDomain(cognito, input)
      const managedLoginVersion = input.ManagedLoginVersion ?? domain.managedLoginVersion
      store.saveDomain({ ...domain, managedLoginVersion })
      return { ManagedLoginVersion: managedLoginVersion }
    },
    DeleteUserPoolDomain(input: DeleteUserPoolDomainRequest) {
      store.dropDomain(ownDomain(cognito, input).name)
      return {}
    },
  }
}
