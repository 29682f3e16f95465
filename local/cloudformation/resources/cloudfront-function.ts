import {
  CreateFunctionCommand,
  CreateKeyValueStoreCommand,
  DeleteFunctionCommand,
  DeleteKeyValueStoreCommand,
  DescribeFunctionCommand,
  DescribeKeyValueStoreCommand,
  PublishFunctionCommand,
  UpdateFunctionCommand,
  UpdateKeyValueStoreCommand,
  type FunctionConfig,
} from '@aws-sdk/client-cloudfront'
import { apiShape } from './cloudfront-shape.ts'
import { unlessGone } from './outcome.ts'
import type { Flag, Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

interface FunctionProperties extends Properties {
  Name: string
  FunctionCode: string
  FunctionConfig: Properties
  AutoPublish?: Flag
}

type FunctionRequest = ResourceRequest<FunctionProperties>

const sourceOf = ({ properties }: FunctionRequest) => ({
  FunctionCode: Buffer.from(properties.FunctionCode),
  FunctionConfig: apiShape(properties.FunctionConfig) as unknown as FunctionConfig,
})

async function published(request: FunctionRequest, IfMatch = ''): Promise<Made> {
  const { clients, properties } = request
  const { Name } = properties
  if (String(properties.AutoPublish) === 'true')
    await clients.cloudfront.send(new PublishFunctionCommand({ Name, IfMatch }))
  const { FunctionSummary } = await clients.cloudfront.send(new DescribeFunctionCommand({ Name }))
  const FunctionARN = FunctionSummary?.FunctionMetadata?.FunctionARN ?? ''
  return { physicalId: FunctionARN, attributes: { FunctionARN, Stage: 'DEVELOPMENT' } }
}

export const cloudFrontFunction: ResourceProvider<FunctionProperties> = {
  applies: ['Name', 'FunctionCode', 'FunctionConfig', 'AutoPublish'],
  records: ['FunctionMetadata', 'Tags'],
  required: ['Name', 'FunctionCode', 'FunctionConfig'],
  createOnly: ['Name'],
  nameProperty: 'Name',
  async create(request) {
    const { Name } = request.properties
    const { ETag, FunctionSummary } = await request.clients.cloudfront.send(
      new CreateFunctionCommand({ Name, ...sourceOf(request) }),
    )
    request.claim(FunctionSummary?.FunctionMetadata?.FunctionARN ?? '')
    return published(request, ETag)
  },
  async update(request) {
    const { clients, properties } = request
    const { Name } = properties
    const { ETag: IfMatch } = await clients.cloudfront.send(new DescribeFunctionCommand({ Name }))
    const { ETag } = await clients.cloudfront.send(
      new UpdateFunctionCommand({ Name, IfMatch, ...sourceOf(request) }),
    )
    return published(request, ETag)
  },
  async remove({ clients, physicalId }) {
    const Name = physicalId.split('/').at(-1) ?? ''
    const removing = async () => {
      const { ETag: IfMatch } = await clients.cloudfront.send(new DescribeFunctionCommand({ Name }))
      await clients.cloudfront.send(new DeleteFunctionCommand({ Name, IfMatch }))
    }
    await unlessGone(removing(), 'NoSuchFunctionExists')
  },
}

interface StoreProperties extends Properties {
  Name: string
  Comment?: string
}

async function storeMade({ clients, properties }: ResourceRequest<StoreProperties>): Promise<Made> {
  const { Name } = properties
  const { KeyValueStore } = await clients.cloudfront.send(new DescribeKeyValueStoreCommand({ Name }))
  const { Id = '', ARN: Arn = '', Status = '' } = KeyValueStore ?? {}
  return { physicalId: Name, attributes: { Id, Arn, Status } }
}

export const cloudFrontKeyValueStore: ResourceProvider<StoreProperties> = {
  applies: ['Name', 'Comment'],
  required: ['Name'],
  createOnly: ['Name'],
  nameProperty: 'Name',
  async create(request) {
    const { Name, Comment } = request.properties
    await request.clients.cloudfront.send(new CreateKeyValueStoreCommand({ Name, Comment }))
    request.claim(Name)
    return storeMade(request)
  },
  async update(request) {
    const { clients, properties } = request
    const { Name, Comment = '' } = properties
    const { ETag: IfMatch } = await clients.cloudfront.send(new DescribeKeyValueStoreCommand({ Name }))
    await clients.cloudfront.send(new UpdateKeyValueStoreCommand({ Name, Comment, IfMatch }))
    return storeMade(request)
  },
  async remove({ clients, physicalId: Name }) {
    const removing = async () => {
      const { ETag: IfMatch } = await clients.cloudfront.send(new DescribeKeyValueStoreCommand({ Name }))
      await clients.cloudfront.send(new DeleteKeyValueStoreCommand({ Name, IfMatch }))
    }
    await unlessGone(removing(), 'EntityNotFound')
  },
}
