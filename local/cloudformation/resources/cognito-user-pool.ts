import {
  AddCustomAttributesCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  UpdateUserPoolCommand,
  type SchemaAttributeType,
  type UpdateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import { isDeepStrictEqual } from 'node:util'
import { tagMap } from './coerce.ts'
import { typedMembers } from './cognito-members.ts'
import { unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider, ResourceRequest, UpdateRequest } from './provider.ts'

interface PoolProperties extends Properties {
  UserPoolName?: string
  UserPoolTags?: Record<string, string>
  Schema?: SchemaAttributeType[]
}

const LONGEST_NAME = 128
const FIXED = ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration']
const CHANGEABLE = [
  ...['Policies', 'DeletionProtection', 'LambdaConfig', 'MfaConfiguration', 'UserPoolAddOns', 'UserPoolTier'],
  ...['AutoVerifiedAttributes', 'VerificationMessageTemplate', 'EmailVerificationMessage'],
  ...['EmailVerificationSubject', 'SmsVerificationMessage', 'SmsAuthenticationMessage', 'EmailConfiguration'],
  ...['SmsConfiguration', 'AdminCreateUserConfig', 'AccountRecoverySetting', 'UserAttributeUpdateSettings'],
]

const pick = (properties: Properties, names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (name in properties ? [[name, properties[name]]] : [])))

function input(request: ResourceRequest<PoolProperties>, names: string[]) {
  const { UserPoolTags = {} } = request.properties
  const tags = tagMap({ properties: { Tags: UserPoolTags }, stackTags: request.stackTags })
  return { ...(typedMembers(pick(request.properties, names)) as object), UserPoolTags: tags }
}

function made({ region, accountId }: ResourceRequest<PoolProperties>, id: string): Made {
  const provider = `cognito-idp.${region}.amazonaws.com/${id}`
  const Arn = `arn:aws:cognito-idp:${region}:${accountId}:userpool/${id}`
  return {
    physicalId: id,
    attributes: { Arn, UserPoolId: id, ProviderName: provider, ProviderURL: `https://${provider}` },
  }
}

// A schema only grows, here as on AWS.
async function growSchema({ clients, properties, previous, physicalId }: UpdateRequest<PoolProperties>) {
  const now = typedMembers(properties.Schema ?? []) as SchemaAttributeType[]
  const before = typedMembers(previous.Schema ?? []) as SchemaAttributeType[]
  const isIn = (list: SchemaAttributeType[]) => (one: SchemaAttributeType) =>
    list.some((other) => isDeepStrictEqual(one, other))
  if (!before.every(isIn(now)))
    throw new Error('Attributes of the Schema of a user pool can be added, not changed or removed.')
  const CustomAttributes = now.filter((one) => !isIn(before)(one))
  if (CustomAttributes.length === 0) return
  await clients.cognito.send(new AddCustomAttributesCommand({ UserPoolId: physicalId, CustomAttributes }))
}

export const cognitoUserPool: ResourceProvider<PoolProperties> = {
  applies: ['UserPoolName', 'UserPoolTags', 'Schema', ...FIXED, ...CHANGEABLE],
  createOnly: FIXED,
  takesStackTags: true,
  async create(request) {
    const PoolName = request.properties.UserPoolName ?? request.generateName(LONGEST_NAME)
    const settings = input(request, [...FIXED, ...CHANGEABLE, 'Schema'])
    const command = new CreateUserPoolCommand({ ...settings, PoolName })
    const { UserPool } = await request.clients.cognito.send(command)
    request.claim(UserPool!.Id!)
    return made(request, UserPool!.Id!)
  },
  async update(request) {
    const { properties, physicalId: UserPoolId } = request
    await growSchema(request)
    const PoolName = properties.UserPoolName
    const settings = { ...input(request, CHANGEABLE), ...(PoolName && { PoolName }), UserPoolId }
    await request.clients.cognito.send(new UpdateUserPoolCommand(settings as UpdateUserPoolCommandInput))
    return made(request, UserPoolId)
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.cognito.send(new DeleteUserPoolCommand({ UserPoolId: physicalId })),
      'ResourceNotFoundException',
    ),
}
