import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { asJsonText } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { ResourceProvider, ResourceRequest, UpdateRequest } from './provider.ts'

async function setPolicy({ clients }: ResourceRequest, urls: string[], Policy: string) {
  for (const QueueUrl of urls) {
    await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  }
}

const put = (request: ResourceRequest) =>
  setPolicy(request, request.properties['Queues'], asJsonText(request.properties['PolicyDocument']))

export const sqsQueuePolicy: ResourceProvider = {
  applies: ['Queues', 'PolicyDocument'],
  required: ['Queues', 'PolicyDocument'],
  async create(request) {
    await put(request)
    return { physicalId: request.generateName(128) }
  },
  async update(request: UpdateRequest) {
    await put(request)
    const gone = (request.previous['Queues'] as string[]).filter(
      (url) => !request.properties['Queues'].includes(url),
    )
    await setPolicy(request, gone, '')
    return { physicalId: request.physicalId }
  },
  remove: (request) => unlessGone(setPolicy(request, request.properties['Queues'], ''), 'QueueDoesNotExist'),
}
