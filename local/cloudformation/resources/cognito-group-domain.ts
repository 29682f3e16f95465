import {
  CreateGroupCommand,
  CreateUserPoolDomainCommand,
  DeleteGroupCommand,
  DeleteUserPoolDomainCommand,
  UpdateGroupCommand,
  UpdateUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { asNumber, defined } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Count, Properties, ResourceProvider } from './provider.ts'

interface GroupProperties extends Properties {
  UserPoolId: string
  GroupName?: string
  Description?: string
  RoleArn?: string
  Precedence?: Count
}

const settings = ({ Description, RoleArn, Precedence }: GroupProperties) =>
  defined({ Description, RoleArn, Precedence: asNumber(Precedence) })

export const cognitoGroup: ResourceProvider<GroupProperties> = {
  applies: ['UserPoolId', 'GroupName', 'Description', 'RoleArn', 'Precedence'],
  required: ['UserPoolId'],
  createOnly: ['UserPoolId', 'GroupName'],
  async create({ clients, properties, generateName, claim }) {
    const { UserPoolId, GroupName = generateName(128) } = properties
    await clients.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName, ...settings(properties) }))
    claim(GroupName)
    return { physicalId: GroupName }
  },
  async update({ clients, properties, physicalId: GroupName }) {
    const { UserPoolId } = properties
    await clients.cognito.send(new UpdateGroupCommand({ UserPoolId, GroupName, ...settings(properties) }))
    return { physicalId: GroupName }
  },
  remove: ({ clients, properties: { UserPoolId }, physicalId: GroupName }) =>
    unlessGone(
      clients.cognito.send(new DeleteGroupCommand({ UserPoolId, GroupName })),
      'ResourceNotFoundException',
    ),
}

interface DomainProperties extends Properties {
  UserPoolId: string
  Domain: string
  ManagedLoginVersion?: Count
}

const domainInput = ({ UserPoolId, Domain, ManagedLoginVersion }: DomainProperties) => ({
  UserPoolId,
  Domain,
  ...defined({ ManagedLoginVersion: asNumber(ManagedLoginVersion) }),
})

export const cognitoDomain: ResourceProvider<DomainProperties> = {
  applies: ['UserPoolId', 'Domain', 'ManagedLoginVersion'],
  required: ['UserPoolId', 'Domain'],
  createOnly: ['UserPoolId', 'Domain'],
  nameProperty: 'Domain',
  async create({ clients, properties, claim }) {
    await clients.cognito.send(new CreateUserPoolDomainCommand(domainInput(properties)))
    claim(properties.Domain)
    return { physicalId: properties.Domain }
  },
  async update({ clients, properties, physicalId }) {
    await clients.cognito.send(new UpdateUserPoolDomainCommand(domainInput(properties)))
    return { physicalId }
  },
  remove: ({ clients, properties: { UserPoolId }, physicalId: Domain }) =>
    unlessGone(
      clients.cognito.send(new DeleteUserPoolDomainCommand({ UserPoolId, Domain })),
      'ResourceNotFoundException',
      'InvalidParameterException',
    ),
}
