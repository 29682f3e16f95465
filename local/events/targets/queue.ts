// Messages to a queue, as a target or as a dead-letter queue.
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import type { CloudContext } from '../../runtime/context.ts'
import { policyAllowsService } from '../../runtime/resource-policy.ts'
import { EVENTBRIDGE } from './clients.ts'
import type { Clients, Sender } from './clients.ts'
import { noPermissions } from './delivery-error.ts'

export interface QueueMessage {
  context: CloudContext
  sender: Sender
  queueArn: string
  text: string
  groupId?: string | undefined
  attributes?: Record<string, MessageAttributeValue>
}

/** Without a role, the queue's own policy must let EventBridge send: as on AWS, and as often forgotten. */
export async function sendToQueue(clients: Clients, message: QueueMessage): Promise<void> {
  const { context, sender, queueArn, groupId } = message
  const sqs = clients.get(SQSClient, sender)
  const [, , , , account, name] = queueArn.split(':')
  const QueueUrl = `${context.endpointUrl()}/${account}/${name}`
  if (!sender.roleArn) {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }),
    )
    const request = { principal: EVENTBRIDGE, action: 'sqs:SendMessage', sourceArn: sender.sourceArn }
    if (!policyAllowsService(Attributes?.['Policy'], { ...request, accountId: context.accountId })) {
      throw noPermissions(`The policy of queue ${queueArn} does not allow ${EVENTBRIDGE} sqs:SendMessage.`)
    }
  }
  await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: message.text,
      ...(groupId && { MessageGroupId: groupId }),
      ...(message.attributes && { MessageAttributes: message.attributes }),
    }),
  )
}
