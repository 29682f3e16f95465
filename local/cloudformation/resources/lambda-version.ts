import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda'
import { defined } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Count, ResourceProvider } from './provider.ts'

type VersionProperties = { FunctionName: string; Description?: string; CodeSha256?: string }

type AliasProperties = {
  FunctionName: string
  Name: string
  FunctionVersion: string
  Description?: string
  RoutingConfig?: { AdditionalVersionWeights?: { FunctionVersion: string; FunctionWeight: Count }[] }
}

export const lambdaVersion: ResourceProvider<VersionProperties> = {
  applies: ['FunctionName', 'Description', 'CodeSha256'],
  required: ['FunctionName'],
  async create({ clients, properties }) {
    const { FunctionName, Description, CodeSha256 } = properties
    const input = defined({ FunctionName, Description, CodeSha256 })
    const { FunctionArn, Version } = await clients.lambda.send(new PublishVersionCommand(input))
    return { physicalId: FunctionArn!, attributes: { FunctionArn, Version } }
  },
  async remove({ clients, physicalId }) {
    const cut = physicalId.lastIndexOf(':')
    const input = { FunctionName: physicalId.slice(0, cut), Qualifier: physicalId.slice(cut + 1) }
    await unlessGone(clients.lambda.send(new DeleteFunctionCommand(input)), 'ResourceNotFoundException')
  },
}

const aliasInput = ({ FunctionName, Name, FunctionVersion, Description, RoutingConfig }: AliasProperties) => {
  const weights = RoutingConfig?.AdditionalVersionWeights
  const AdditionalVersionWeights =
    weights && Object.fromEntries(weights.map((one) => [one.FunctionVersion, Number(one.FunctionWeight)]))
  return {
    ...defined({ FunctionName, Name, FunctionVersion, Description }),
    ...(AdditionalVersionWeights ? { RoutingConfig: { AdditionalVersionWeights } } : {}),
  }
}

export const lambdaAlias: ResourceProvider<AliasProperties> = {
  applies: ['FunctionName', 'Name', 'FunctionVersion', 'Description', 'RoutingConfig'],
  required: ['FunctionName', 'Name', 'FunctionVersion'],
  createOnly: ['FunctionName', 'Name'],
  async create({ clients, properties }) {
    const { AliasArn } = await clients.lambda.send(new CreateAliasCommand(aliasInput(properties)))
    return { physicalId: AliasArn!, attributes: { AliasArn } }
  },
  async update({ clients, properties, physicalId }) {
    await clients.lambda.send(new UpdateAliasCommand(aliasInput(properties)))
    return { physicalId, attributes: { AliasArn: physicalId } }
  },
  remove: ({ clients, properties }) => {
    const { FunctionName, Name } = properties
    return unlessGone(
      clients.lambda.send(new DeleteAliasCommand({ FunctionName, Name })),
      'ResourceNotFoundException',
    )
  },
}
