import {
  CreateQueueCommand,
  DeleteQueueCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs'
import type { Tag } from '../records.ts'
import { asJsonText, tagChanges, tagMap } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

const ATTRIBUTES = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
]

// What AWS sets again when a property leaves the template.
const DEFAULTS: Record<string, string> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  RedrivePolicy: '',
  RedriveAllowPolicy: '',
  KmsMasterKeyId: '',
  KmsDataKeyReusePeriodSeconds: '300',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
}

const LONGEST_QUEUE_NAME = 80

type QueueProperties = Properties & { QueueName?: string; Tags?: Tag[] }

const isFifo = (properties: Properties) => String(properties['FifoQueue']) === 'true'

function attributes(properties: Properties): Record<string, string> {
  const given = ATTRIBUTES.filter(
    (name) => properties[name] !== undefined && (name !== 'FifoQueue' || isFifo(properties)),
  )
  return Object.fromEntries(given.map((name) => [name, asJsonText(properties[name])]))
}

function made(request: ResourceRequest<QueueProperties>, url: string): Made {
  const name = url.slice(url.lastIndexOf('/') + 1)
  const arn = `arn:aws:sqs:${request.region}:${request.accountId}:${name}`
  return { physicalId: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } }
}

function queueName(request: ResourceRequest<QueueProperties>): string {
  const given = request.properties.QueueName
  if (given !== undefined) return given
  const suffix = isFifo(request.properties) ? '.fifo' : ''
  return request.generateName(LONGEST_QUEUE_NAME - suffix.length) + suffix
}

export const sqsQueue: ResourceProvider<QueueProperties> = {
  applies: ['QueueName', 'Tags', ...ATTRIBUTES],
  createOnly: ['QueueName', 'FifoQueue'],
  nameProperty: 'QueueName',
  takesStackTags: true,
  async create(request) {
    const tags = tagMap(request)
    const { QueueUrl } = await request.clients.sqs.send(
      new CreateQueueCommand({
        QueueName: queueName(request),
        Attributes: attributes(request.properties),
        tags,
      }),
    )
    request.claim(QueueUrl!)
    return made(request, QueueUrl!)
  },
  async update(request) {
    const { sqs } = request.clients
    const QueueUrl = request.physicalId
    const now = attributes(request.properties)
    const gone = Object.keys(attributes(request.previous)).filter(
      (name) => !(name in now) && name in DEFAULTS,
    )
    const Attributes = { ...now, ...Object.fromEntries(gone.map((name) => [name, DEFAULTS[name]!])) }
    delete Attributes['FifoQueue']
    if (Object.keys(Attributes).length > 0)
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
    const { gone: TagKeys, wanted: Tags } = tagChanges(request)
    if (TagKeys.length > 0) await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys }))
    if (Object.keys(Tags).length > 0) await sqs.send(new TagQueueCommand({ QueueUrl, Tags }))
    return made(request, QueueUrl)
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.sqs.send(new DeleteQueueCommand({ QueueUrl: physicalId })),
      'QueueDoesNotExist',
      'AWS.SimpleQueueService.NonExistentQueue',
    ),
}
