import {
  CreateQueueCommand,
  DeleteQueueCommand,
  UpdateQueueCommand,
  type CreateQueueCommandInput,
  type UpdateQueueCommandInput,
} from '@aws-sdk/client-mediaconvert'
import type { Tag } from '../records.ts'
import { asNumber, defined, tagMap } from './coerce.ts'
import { orRecorded, unlessGone } from './outcome.ts'
import type { Count, Made, ResourceProvider, ResourceRequest } from './provider.ts'

type QueueProperties = {
  Name?: string
  Description?: string
  PricingPlan?: string
  Status?: string
  ConcurrentJobs?: Count
  Tags?: Tag[] | Record<string, string>
}

const made = ({ region, accountId }: ResourceRequest<QueueProperties>, name: string): Made => ({
  physicalId: name,
  attributes: { Arn: `arn:aws:mediaconvert:${region}:${accountId}:queues/${name}`, Name: name },
})

const settings = ({ Description, Status, ConcurrentJobs }: QueueProperties) =>
  defined({ Description, Status, ConcurrentJobs: asNumber(ConcurrentJobs) })

export const mediaConvertQueue: ResourceProvider<QueueProperties> = {
  applies: ['Name', 'Description', 'PricingPlan', 'Status', 'ConcurrentJobs', 'Tags'],
  createOnly: ['Name', 'PricingPlan'],
  nameProperty: 'Name',
  create(request) {
    const { PricingPlan } = request.properties
    const Name = request.properties.Name ?? request.generateName(80)
    const input = {
      Name,
      ...settings(request.properties),
      ...defined({ PricingPlan }),
      Tags: tagMap(request),
    }
    const result = made(request, Name)
    const work = request.clients.mediaconvert.send(new CreateQueueCommand(input as CreateQueueCommandInput))
    return orRecorded(
      work.then(() => result),
      result,
    )
  },
  update(request) {
    const result = made(request, request.physicalId)
    const input = { Name: request.physicalId, ...settings(request.properties) } as UpdateQueueCommandInput
    const work = request.clients.mediaconvert.send(new UpdateQueueCommand(input))
    return orRecorded(
      work.then(() => result),
      result,
    )
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.mediaconvert.send(new DeleteQueueCommand({ Name: physicalId })),
      'NotFoundException',
      'LocalCloudNotSupported',
      'UnknownService',
      'UnknownOperationException',
    ),
}
