import {
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  UpdateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  type UpdateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import { typedMembers } from './cognito-members.ts'
import { unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider } from './provider.ts'

interface ClientProperties extends Properties {
  UserPoolId: string
  ClientName?: string
}

const CHANGEABLE = [
  ...['ExplicitAuthFlows', 'TokenValidityUnits', 'RefreshTokenValidity', 'AccessTokenValidity'],
  ...['IdTokenValidity', 'AuthSessionValidity', 'ReadAttributes', 'WriteAttributes', 'CallbackURLs'],
  ...['PreventUserExistenceErrors', 'EnableTokenRevocation', 'SupportedIdentityProviders', 'LogoutURLs'],
  ...['DefaultRedirectURI', 'AllowedOAuthFlows', 'AllowedOAuthScopes', 'AllowedOAuthFlowsUserPoolClient'],
  ...['EnablePropagateAdditionalUserContextData', 'RefreshTokenRotation', 'ClientName'],
]

// GetAtt ClientSecret is left out: the secret would stand in the stack's own records.
const made = (id: string, name: string): Made => ({
  physicalId: id,
  attributes: { ClientId: id, Name: name },
})

export const cognitoClient: ResourceProvider<ClientProperties> = {
  applies: ['UserPoolId', 'GenerateSecret', ...CHANGEABLE],
  required: ['UserPoolId'],
  createOnly: ['UserPoolId', 'GenerateSecret'],
  async create({ clients, properties, generateName, claim }) {
    const { ClientName = generateName(128) } = properties
    const settings = { ...(typedMembers(properties) as object), ClientName }
    const { UserPoolClient } = await clients.cognito.send(
      new CreateUserPoolClientCommand(settings as CreateUserPoolClientCommandInput),
    )
    claim(UserPoolClient!.ClientId!)
    return made(UserPoolClient!.ClientId!, ClientName)
  },
  async update({ clients, properties, physicalId: ClientId }) {
    const { GenerateSecret: _, ...changes } = properties
    const settings = { ...(typedMembers(changes) as object), ClientId }
    const { UserPoolClient } = await clients.cognito.send(
      new UpdateUserPoolClientCommand(settings as UpdateUserPoolClientCommandInput),
    )
    return made(ClientId, UserPoolClient!.ClientName!)
  },
  remove: ({ clients, properties: { UserPoolId }, physicalId: ClientId }) =>
    unlessGone(
      clients.cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId })),
      'ResourceNotFoundException',
    ),
}
