import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { asJsonText } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Document, ResourceProvider, ResourceRequest } from './provider.ts'

type QueuePolicyProperties = { Queues: string[]; PolicyDocument: Document }
type Request = ResourceRequest<QueuePolicyProperties>

async function setPolicy({ clients }: Request, urls: string[], Policy: string) {
  for (const QueueUrl of urls) {
    await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  }
}

const put = (request: Request) =>
  setPolicy(request, request.properties.Queues, asJsonText(request.properties.PolicyDocument))

export const sqsQueuePolicy: ResourceProvider<QueuePolicyProperties> = {
  applies: ['Queues', 'PolicyDocument'],
  required: ['Queues', 'PolicyDocument'],
  async create(request) {
    await put(request)
    return { physicalId: request.generateName(128) }
  },
  async update(request) {
    await put(request)
    const gone = request.previous.Queues.filter((url) => !request.properties.Queues.includes(url))
    await setPolicy(request, gone, '')
    return { physicalId: request.physicalId }
  },
  remove: (request) => unlessGone(setPolicy(request, request.properties.Queues, ''), 'QueueDoesNotExist'),
}
