import {
  CreateTableCommand,
  DeleteTableCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type AttributeDefinition,
  type BillingMode,
  type CreateTableCommandInput,
  type KeySchemaElement,
  type LocalSecondaryIndex,
  type SSEType,
  type StreamViewType,
  type TableClass,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import { isDeepStrictEqual } from 'node:util'
import type { Tag } from '../records.ts'
import { asBoolean, asNumber, defined, tagChanges, tagList } from './coerce.ts'
import { describeTable, isGone, settled } from './dynamodb-describe.ts'
import {
  globalIndex,
  putIndexes,
  throughput,
  type IndexProperties,
  type Throughput,
} from './dynamodb-index-updates.ts'
import { unlessGone, until } from './outcome.ts'
import type { Count, Flag, Made, ResourceProvider, ResourceRequest, UpdateRequest } from './provider.ts'

const LONGEST_TABLE_NAME = 255

type TimeToLive = { AttributeName?: string; Enabled?: Flag }
type Recovery = { PointInTimeRecoveryEnabled?: Flag; RecoveryPeriodInDays?: Count }

type TableProperties = {
  TableName?: string
  KeySchema?: KeySchemaElement[]
  AttributeDefinitions?: AttributeDefinition[]
  BillingMode?: BillingMode
  ProvisionedThroughput?: Throughput
  GlobalSecondaryIndexes?: IndexProperties[]
  LocalSecondaryIndexes?: LocalSecondaryIndex[]
  SSESpecification?: { SSEEnabled?: Flag; SSEType?: SSEType; KMSMasterKeyId?: string }
  StreamSpecification?: { StreamViewType?: StreamViewType }
  TableClass?: TableClass
  DeletionProtectionEnabled?: Flag
  TimeToLiveSpecification?: TimeToLive
  PointInTimeRecoverySpecification?: Recovery
  Tags?: Tag[]
}

type Request = ResourceRequest<TableProperties>

function encryption({ SSESpecification: given }: TableProperties) {
  if (!given) return undefined
  const { SSEType, KMSMasterKeyId } = given
  return defined({ Enabled: asBoolean(given.SSEEnabled), SSEType, KMSMasterKeyId })
}

// CloudFormation switches a stream on by naming its view; the API wants to be told twice.
const stream = ({ StreamSpecification: given }: TableProperties) =>
  given && { StreamEnabled: true, ...defined({ StreamViewType: given.StreamViewType }) }

function tableInput(properties: TableProperties, TableName: string): CreateTableCommandInput {
  return {
    ...defined({
      BillingMode: properties.BillingMode,
      ProvisionedThroughput: throughput(properties.ProvisionedThroughput),
      GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(globalIndex),
      LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
      SSESpecification: encryption(properties),
      StreamSpecification: stream(properties),
      TableClass: properties.TableClass,
      DeletionProtectionEnabled: asBoolean(properties.DeletionProtectionEnabled),
    }),
    TableName,
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
  }
}

async function putTimeToLive({ clients, properties }: Request, TableName: string, previous: TableProperties) {
  const { TimeToLiveSpecification: now = {} } = properties
  const { TimeToLiveSpecification: before = {} } = previous
  const isEnabled = asBoolean(now.Enabled) ?? false
  if (isDeepStrictEqual(now, before) || (!isEnabled && !asBoolean(before.Enabled))) return
  const AttributeName = now.AttributeName ?? before.AttributeName
  const TimeToLiveSpecification = { AttributeName, Enabled: isEnabled }
  await clients.dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
}

async function putRecovery({ clients, properties }: Request, TableName: string, previous: TableProperties) {
  const { PointInTimeRecoverySpecification: now = {} } = properties
  if (isDeepStrictEqual(now, previous.PointInTimeRecoverySpecification ?? {})) return
  const PointInTimeRecoverySpecification = {
    PointInTimeRecoveryEnabled: asBoolean(now.PointInTimeRecoveryEnabled) ?? false,
    ...defined({ RecoveryPeriodInDays: asNumber(now.RecoveryPeriodInDays) }),
  }
  await clients.dynamodb.send(
    new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
  )
}

async function putExtras(request: Request, name: string, previous: TableProperties) {
  await putTimeToLive(request, name, previous)
  await putRecovery(request, name, previous)
}

async function made(request: Request, name: string): Promise<Made> {
  const table = await describeTable(request.clients.dynamodb, name)
  const { region, accountId } = request
  const arn = table.TableArn ?? `arn:aws:dynamodb:${region}:${accountId}:table/${name}`
  return { physicalId: name, attributes: defined({ Arn: arn, StreamArn: table.LatestStreamArn }) }
}

const CHANGEABLE = [
  'BillingMode',
  'ProvisionedThroughput',
  'SSESpecification',
  'StreamSpecification',
  'TableClass',
  'DeletionProtectionEnabled',
] as const

const WHEN_REMOVED: Partial<UpdateTableCommandInput> = {
  StreamSpecification: { StreamEnabled: false },
  DeletionProtectionEnabled: false,
}

/** The members of UpdateTable that changed; indexes are changed one by one, as DynamoDB allows no more at a time. */
function tableUpdate({ properties, previous, physicalId }: UpdateRequest<TableProperties>) {
  const now = tableInput(properties, physicalId)
  const before = tableInput(previous, physicalId)
  const changed = CHANGEABLE.filter((member) => !isDeepStrictEqual(now[member], before[member]))
  return defined(Object.fromEntries(changed.map((member) => [member, now[member] ?? WHEN_REMOVED[member]])))
}

export const dynamodbTable: ResourceProvider<TableProperties> = {
  applies: [
    'TableName',
    'KeySchema',
    'AttributeDefinitions',
    'BillingMode',
    'ProvisionedThroughput',
    'GlobalSecondaryIndexes',
    'LocalSecondaryIndexes',
    'SSESpecification',
    'StreamSpecification',
    'TableClass',
    'DeletionProtectionEnabled',
    'TimeToLiveSpecification',
    'PointInTimeRecoverySpecification',
    'Tags',
  ],
  records: ['ContributorInsightsSpecification'],
  required: ['KeySchema'],
  createOnly: ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  nameProperty: 'TableName',
  takesStackTags: true,
  async create(request) {
    const { dynamodb } = request.clients
    const name = request.properties.TableName ?? request.generateName(LONGEST_TABLE_NAME)
    const Tags = tagList(request)
    const tags = Tags.length > 0 ? { Tags } : {}
    await dynamodb.send(new CreateTableCommand({ ...tableInput(request.properties, name), ...tags }))
    request.claim(name)
    await settled(dynamodb, name)
    await putExtras(request, name, {})
    return made(request, name)
  },
  async update(request) {
    const { physicalId: TableName, previous, clients } = request
    const changed = tableUpdate(request)
    if (Object.keys(changed).length > 0) {
      await clients.dynamodb.send(new UpdateTableCommand({ TableName, ...changed }))
      await settled(clients.dynamodb, TableName)
    }
    await putIndexes(request, TableName)
    await putExtras(request, TableName, previous)
    const result = await made(request, TableName)
    await putTags(request, String(result.attributes?.['Arn']))
    return result
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.dynamodb.send(new DeleteTableCommand({ TableName: physicalId })),
      'ResourceNotFoundException',
    ).then(() => until(`removal of table ${physicalId}`, () => isGone(clients.dynamodb, physicalId))),
}

async function putTags(request: UpdateRequest<TableProperties>, ResourceArn: string) {
  const { dynamodb } = request.clients
  const { gone: TagKeys, wanted } = tagChanges(request)
  const Tags = Object.entries(wanted).map(([Key, Value]) => ({ Key, Value }))
  if (TagKeys.length > 0) await dynamodb.send(new UntagResourceCommand({ ResourceArn, TagKeys }))
  if (Tags.length > 0) await dynamodb.send(new TagResourceCommand({ ResourceArn, Tags }))
}
