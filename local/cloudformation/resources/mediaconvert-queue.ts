import {
  CreateQueueCommand,
  DeleteQueueCommand,
  UpdateQueueCommand,
  type CreateQueueCommandInput,
} from '@aws-sdk/client-mediaconvert'
import { asNumber, defined, tagMap } from './coerce.ts'
import { orRecorded, unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

const made = ({ region, accountId }: ResourceRequest, name: string): Made => ({
  physicalId: name,
  attributes: { Arn: `arn:aws:mediaconvert:${region}:${accountId}:queues/${name}`, Name: name },
})

const settings = ({ Description, Status, ConcurrentJobs }: Properties) =>
  defined({ Description, Status, ConcurrentJobs: asNumber(ConcurrentJobs) })

export const mediaConvertQueue: ResourceProvider = {
  applies: ['Name', 'Description', 'PricingPlan', 'Status', 'ConcurrentJobs', 'Tags'],
  createOnly: ['Name', 'PricingPlan'],
  nameProperty: 'Name',
  create(request) {
    const { PricingPlan } = request.properties
    const Name: string = request.properties['Name'] ?? request.generateName(80)
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
    const input = { Name: request.physicalId, ...settings(request.properties) }
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
