// Called for the messages of the queue that hears every `asset.*` event: tells the topic, and makes one delivery for
// each endpoint that wants to hear of it. An event that comes twice is told twice, under the same id.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { publish } from '../../lib/aws/sns.ts'
import { sendInGroup } from '../../lib/aws/sqs.ts'
import { setting } from '../../lib/environment.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import { checkOutput } from '../../lib/validation.ts'
import type { WebhookDelivery } from '../../schemas/generated/types.ts'
import { validateWebhookEvent } from '../../schemas/generated/validators.mjs'
import { describeEvent, type BusEvent } from './rules/event.ts'
import { wantsEvent } from './rules/interest.ts'
import { webhookStore, type WebhookStore } from './webhook-store.ts'

export interface SpreadServices {
  webhooks: Pick<WebhookStore, 'list'>
  publish: (text: string, attributes: Record<string, string>) => Promise<void>
  deliver: (delivery: WebhookDelivery) => Promise<void>
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const LONGEST_NOTICE_BYTES = 262_144

async function spread(event: BusEvent, services: SpreadServices): Promise<void> {
  const described = checkOutput(validateWebhookEvent, describeEvent(event))
  const { id: eventId, type: eventType } = described
  const body = JSON.stringify(described)
  logger.resetKeys()
  logger.appendKeys({ assetId: event.detail['assetId'], eventId })
  const endpoints = (await services.webhooks.list()).filter((one) => wantsEvent(one, eventType))
  await Promise.all(
    endpoints.map(({ endpointId }) => services.deliver({ endpointId, eventId, eventType, body })),
  )
  if (Buffer.byteLength(body) <= LONGEST_NOTICE_BYTES) await services.publish(body, { eventType })
  else logger.error('The event is too long for the topic: endpoints hear of it, subscribers do not')
}

export async function spreadAssetEvent(event: SQSEvent, services: SpreadServices): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const { body, messageId } of event.Records) {
    try {
      await spread(JSON.parse(body) as BusEvent, services)
    } catch (error) {
      logger.error('An event could not be told', error as Error)
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}

export const handler = eventHandler(spreadAssetEvent, () => {
  const [topicArn, queueUrl] = [setting('ASSET_TOPIC_ARN'), setting('WEBHOOK_QUEUE_URL')]
  return {
    webhooks: webhookStore(setting('WEBHOOKS_TABLE')),
    publish: (text: string, attributes: Record<string, string>) => publish(topicArn, text, attributes),
    deliver: (delivery: WebhookDelivery) => sendInGroup(queueUrl, delivery, delivery.endpointId),
  }
})
