import type {
  AddCustomAttributesRequest,
  CreateUserPoolRequest,
  DescribeUserPoolRequest,
  ListUserPoolsRequest,
  UpdateUserPoolRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { randomInt } from 'node:crypto'
import type { Operation } from '../runtime/service.ts'
import { poolOf, seconds } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { invalidParameter } from './errors.ts'
import { requireText } from './known-members.ts'
import { paginate } from './paginate.ts'
import { settingsOfChangedPool, settingsOfNewPool } from './pool-settings.ts'
import type { Pool } from './records.ts'
import { makeSigningKey } from './signing-key.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const randomText = (length: number) =>
  Array.from({ length }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')

const datesOf = (pool: Pool) => ({
  CreationDate: seconds(pool.createdAtMs),
  LastModifiedDate: seconds(pool.updatedAtMs),
})

function describe({ store }: Cognito, pool: Pool) {
  const { PoolName, Schema, ...settings } = pool.settings
  return {
    Id: pool.id,
    Name: PoolName,
    Arn: pool.arn,
    ...settings,
    LambdaConfig: {},
    SchemaAttributes: Schema ?? [],
    EstimatedNumberOfUsers: store.users(pool.id).length,
    Domain: store.domainOf(pool.id)?.name,
    ...datesOf(pool),
  }
}

export function poolOperations(cognito: Cognito): Record<string, Operation> {
  const { context, store } = cognito
  return {
    async CreateUserPool(input: CreateUserPoolRequest) {
      requireText(input, 'PoolName')
      const settings = settingsOfNewPool(input)
      const key = await makeSigningKey()
      const id = `${context.region}_${randomText(9)}`
      const arn = `arn:aws:cognito-idp:${context.region}:${context.accountId}:userpool/${id}`
      const now = context.clock.now()
      const pool: Pool = { id, arn, settings, createdAtMs: now, updatedAtMs: now }
      store.addPool(pool, key)
      return { UserPool: describe(cognito, pool) }
    },
    DescribeUserPool: (input: DescribeUserPoolRequest) => ({
      UserPool: describe(cognito, poolOf(cognito, input.UserPoolId)),
    }),
    UpdateUserPool(input: UpdateUserPoolRequest) {
      const pool = poolOf(cognito, input.UserPoolId)
      const settings = settingsOfChangedPool(pool, input)
      store.savePool({ ...pool, settings, updatedAtMs: context.clock.now() })
      return {}
    },
    AddCustomAttributes(input: AddCustomAttributesRequest) {
      const pool = poolOf(cognito, input.UserPoolId)
      const Schema = [...(pool.settings.Schema ?? []), ...(input.CustomAttributes ?? [])]
      store.savePool({ ...pool, settings: { ...pool.settings, Schema }, updatedAtMs: context.clock.now() })
      return {}
    },
    DeleteUserPool(input: DescribeUserPoolRequest) {
      const pool = poolOf(cognito, input.UserPoolId)
      if (pool.settings.DeletionProtection === 'ACTIVE') {
        throw invalidParameter(
          'The user pool cannot be deleted because deletion protection is activated. ' +
            'Deletion protection must be inactivated first.',
        )
      }
      if (store.domainOf(pool.id))
        throw invalidParameter(
          'User pool cannot be deleted. It has a domain configured that should be deleted first.',
        )
      store.dropPool(pool.id)
      return {}
    },
    ListUserPools(input: ListUserPoolsRequest) {
      const { items, next } = paginate(store.pools(), input.MaxResults, input.NextToken)
      const UserPools = items.map((pool) => ({
        Id: pool.id,
        Name: pool.settings.PoolName,
        LambdaConfig: {},
        ...datesOf(pool),
      }))
      return { UserPools, NextToken: next }
    },
  }
}
