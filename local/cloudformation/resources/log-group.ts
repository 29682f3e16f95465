import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Tag } from '../records.ts'
import { asNumber, tagMap } from './coerce.ts'
import { orRecorded, unlessGone } from './outcome.ts'
import type { Count, Made, ResourceProvider, ResourceRequest } from './provider.ts'

type LogGroupProperties = { LogGroupName?: string; RetentionInDays?: Count; Tags?: Tag[] }
type Request = ResourceRequest<LogGroupProperties>

const made = ({ region, accountId }: Request, name: string): Made => ({
  physicalId: name,
  attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`, LogGroupName: name },
})

async function putRetention(
  { clients, properties }: Request,
  logGroupName: string,
  previous: LogGroupProperties,
) {
  const retentionInDays = asNumber(properties.RetentionInDays)
  if (retentionInDays === asNumber(previous.RetentionInDays)) return
  await (retentionInDays === undefined
    ? clients.logs.send(new DeleteRetentionPolicyCommand({ logGroupName }))
    : clients.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays })))
}

async function createGroup(request: Request, logGroupName: string): Promise<Made> {
  await request.clients.logs.send(new CreateLogGroupCommand({ logGroupName, tags: tagMap(request) }))
  request.claim(logGroupName)
  await putRetention(request, logGroupName, {})
  return made(request, logGroupName)
}

export const logGroup: ResourceProvider<LogGroupProperties> = {
  applies: ['LogGroupName', 'RetentionInDays', 'Tags'],
  records: ['KmsKeyId', 'LogGroupClass', 'DataProtectionPolicy', 'DeletionProtectionEnabled'],
  createOnly: ['LogGroupName'],
  nameProperty: 'LogGroupName',
  create(request) {
    const name = request.properties.LogGroupName ?? request.generateName(512)
    return orRecorded(createGroup(request, name), made(request, name))
  },
  update(request) {
    const result = made(request, request.physicalId)
    return orRecorded(
      putRetention(request, request.physicalId, request.previous).then(() => result),
      result,
    )
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.logs.send(new DeleteLogGroupCommand({ logGroupName: physicalId })),
      'ResourceNotFoundException',
      'LocalCloudNotSupported',
      'UnknownService',
      'UnknownOperationException',
    ),
}
