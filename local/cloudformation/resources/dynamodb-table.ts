import {
  CreateTableCommand,
  DeleteTableCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import { isDeepStrictEqual } from 'node:util'
import { asBoolean, defined, staleTagKeys, tagList, tagMap } from './coerce.ts'
import { describeTable, isGone, settled } from './dynamodb-describe.ts'
import { globalIndex, putIndexes, throughput } from './dynamodb-index-updates.ts'
import { unlessGone, until } from './outcome.ts'
import type { Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

const LONGEST_TABLE_NAME = 255

const encryption = (value: Properties | undefined) =>
  value &&
  defined({
    Enabled: asBoolean(value['SSEEnabled']),
    SSEType: value['SSEType'],
    KMSMasterKeyId: value['KMSMasterKeyId'],
  })

// CloudFormation switches a stream on by naming its view; the API wants to be told twice.
const stream = (value: Properties | undefined) =>
  value && { StreamEnabled: true, StreamViewType: value['StreamViewType'] }

function tableInput(request: ResourceRequest, TableName: string) {
  const { properties } = request
  return defined({
    TableName,
    KeySchema: properties['KeySchema'],
    AttributeDefinitions: properties['AttributeDefinitions'],
    BillingMode: properties['BillingMode'],
    ProvisionedThroughput: throughput(properties['ProvisionedThroughput']),
    GlobalSecondaryIndexes: properties['GlobalSecondaryIndexes']?.map(globalIndex),
    LocalSecondaryIndexes: properties['LocalSecondaryIndexes'],
    SSESpecification: encryption(properties['SSESpecification']),
    StreamSpecification: stream(properties['StreamSpecification']),
    TableClass: properties['TableClass'],
    DeletionProtectionEnabled: asBoolean(properties['DeletionProtectionEnabled']),
    Tags: tagList(request).length > 0 ? tagList(request) : undefined,
  }) as CreateTableCommandInput
}

async function putTimeToLive(
  dynamodb: DynamoDBClient,
  TableName: string,
  now: Properties = {},
  before: Properties = {},
) {
  if (isDeepStrictEqual(now, before)) return
  const isEnabled = asBoolean(now['Enabled']) ?? false
  const AttributeName = now['AttributeName'] ?? before['AttributeName']
  if (!isEnabled && !asBoolean(before['Enabled'])) return
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { AttributeName, Enabled: isEnabled },
    }),
  )
}

async function putRecovery(
  dynamodb: DynamoDBClient,
  TableName: string,
  now: Properties = {},
  before: Properties = {},
) {
  if (isDeepStrictEqual(now, before)) return
  const PointInTimeRecoveryEnabled = asBoolean(now['PointInTimeRecoveryEnabled']) ?? false
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled }
  await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }))
}

async function putExtras(request: ResourceRequest, name: string, previous: Properties) {
  const { clients, properties } = request
  const { TimeToLiveSpecification: timeToLive, PointInTimeRecoverySpecification: recovery } = properties
  await putTimeToLive(clients.dynamodb, name, timeToLive, previous['TimeToLiveSpecification'])
  await putRecovery(clients.dynamodb, name, recovery, previous['PointInTimeRecoverySpecification'])
}

async function made(request: ResourceRequest, name: string): Promise<Made> {
  const table = await describeTable(request.clients.dynamodb, name)
  const { region, accountId } = request
  const arn = table.TableArn ?? `arn:aws:dynamodb:${region}:${accountId}:table/${name}`
  return { physicalId: name, attributes: defined({ Arn: arn, StreamArn: table.LatestStreamArn }) }
}

/** The members of UpdateTable that changed; indexes are changed one by one, as DynamoDB allows no more at a time. */
function tableUpdate(
  request: ResourceRequest,
  name: string,
  previous: Properties,
): Partial<UpdateTableCommandInput> {
  const now = tableInput(request, name) as unknown as Properties
  const before = tableInput({ ...request, properties: previous }, name) as unknown as Properties
  const members = [
    'BillingMode',
    'ProvisionedThroughput',
    'SSESpecification',
    'StreamSpecification',
    'TableClass',
    'DeletionProtectionEnabled',
  ]
  const changed = members.filter((member) => !isDeepStrictEqual(now[member], before[member]))
  const whenRemoved: Properties = {
    StreamSpecification: { StreamEnabled: false },
    DeletionProtectionEnabled: false,
  }
  return defined(Object.fromEntries(changed.map((member) => [member, now[member] ?? whenRemoved[member]])))
}

export const dynamodbTable: ResourceProvider = {
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
    const name = request.properties['TableName'] ?? request.generateName(LONGEST_TABLE_NAME)
    await dynamodb.send(new CreateTableCommand(tableInput(request, name)))
    request.claim(name)
    await settled(dynamodb, name)
    await putExtras(request, name, {})
    return made(request, name)
  },
  async update(request) {
    const { physicalId: TableName, previous, clients } = request
    const changed = tableUpdate(request, TableName, previous)
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

async function putTags(request: ResourceRequest & { previous: Properties }, ResourceArn: string) {
  const { dynamodb } = request.clients
  const before = tagMap({ ...request, properties: request.previous })
  const TagKeys = staleTagKeys(before, tagMap(request))
  if (
    isDeepStrictEqual(request.properties['Tags'], request.previous['Tags']) &&
    tagList(request).length === 0
  )
    return
  if (TagKeys.length > 0) await dynamodb.send(new UntagResourceCommand({ ResourceArn, TagKeys }))
  if (tagList(request).length > 0)
    await dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: tagList(request) }))
}
