import type {
  CreateUserPoolClientRequest,
  DescribeUserPoolClientRequest,
  ListUserPoolClientsRequest,
  UpdateUserPoolClientRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { randomBytes, randomInt } from 'node:crypto'
import type { Operation } from '../runtime/service.ts'
import { clientSettings } from './client-settings.ts'
import { clientOf, poolOf, seconds } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { requireText } from './known-members.ts'
import { paginate } from './paginate.ts'
import type { Client } from './records.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

const makeClientId = () => Array.from({ length: 26 }, () => LETTERS.charAt(randomInt(36))).join('')
/** 51 letters and digits, as Cognito makes them. */
const makeSecret = () =>
  BigInt(`0x1${randomBytes(33).toString('hex')}`)
    .toString(36)
    .slice(-51)

const describe = (client: Client) => ({
  UserPoolId: client.poolId,
  ClientId: client.id,
  ClientSecret: client.secret,
  ...client.settings,
  CreationDate: seconds(client.createdAtMs),
  LastModifiedDate: seconds(client.updatedAtMs),
})

export function clientOperations(cognito: Cognito): Record<string, Operation> {
  const { context, store } = cognito
  const find = (input: { UserPoolId?: string | undefined; ClientId?: string | undefined }) =>
    clientOf(cognito, input.ClientId, poolOf(cognito, input.UserPoolId).id)
  return {
    CreateUserPoolClient(input: CreateUserPoolClientRequest) {
      const pool = poolOf(cognito, input.UserPoolId)
      requireText(input, 'ClientName')
      const now = context.clock.now()
      const client: Client = {
        id: makeClientId(),
        poolId: pool.id,
        ...(input.GenerateSecret && { secret: makeSecret() }),
        settings: clientSettings('CreateUserPoolClient', input),
        createdAtMs: now,
        updatedAtMs: now,
      }
      store.saveClient(client)
      return { UserPoolClient: describe(client) }
    },
    DescribeUserPoolClient: (input: DescribeUserPoolClientRequest) => ({
      UserPoolClient: describe(find(input)),
    }),
    // As on AWS, what an update does not name goes back to its default.
    UpdateUserPoolClient(input: UpdateUserPoolClientRequest) {
      const client = find(input)
      const { ClientName } = client.settings
      const settings = clientSettings('UpdateUserPoolClient', { ClientName, ...input })
      const changed = { ...client, settings, updatedAtMs: context.clock.now() }
      store.saveClient(changed)
      return { UserPoolClient: describe(changed) }
    },
    DeleteUserPoolClient(input: DescribeUserPoolClientRequest) {
      store.dropClient(find(input).id)
      return {}
    },
    ListUserPoolClients(input: ListUserPoolClientsRequest) {
      const clients = store.clients(poolOf(cognito, input.UserPoolId).id)
      const { items, next } = paginate(clients, input.MaxResults, input.NextToken)
      const UserPoolClients = items.map(({ id, poolId, settings }) => ({
        ClientId: id,
        UserPoolId: poolId,
        ClientName: settings.ClientName,
      }))
      return { UserPoolClients, NextToken: next }
    },
  }
}
