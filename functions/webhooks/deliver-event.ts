// Called for the messages of the delivery queue, one at a time: one event for one endpoint. What is not taken stays in
// the queue, hidden until its next turn; what is given up lies among the dead letters, from where it can be sent again.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { putEvent } from '../../lib/aws/eventbridge.ts'
import { hideMessage, sendInGroup } from '../../lib/aws/sqs.ts'
import { setting } from '../../lib/environment.ts'
import { measure, type Measure } from '../../lib/metrics.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import { checkOutput, parseInput } from '../../lib/validation.ts'
import type { WebhookDelivery, WebhookEndpoint, WebhookNotice } from '../../schemas/generated/types.ts'
import { validateWebhookDelivery, validateWebhookNotice } from '../../schemas/generated/validators.mjs'
import { postTo } from './post.ts'
import type { Reception } from './rules/reception.ts'
import { GIVE_UP_AFTER_MS, pauseMs, retryAfterSeconds, turnAfterSeconds } from './rules/timing.ts'
import type { Targets } from './rules/url.ts'
import { webhookSecrets } from './secrets.ts'
import { sendEvent, type SendServices } from './send-event.ts'
import { webhookStore, type Slot, type WebhookStore } from './webhook-store.ts'

export interface DeliverServices extends SendServices {
  webhooks: Pick<WebhookStore, 'load' | 'takeSlot' | 'settle'>
  hide: (receiptHandle: string, seconds: number) => Promise<unknown>
  keepAsDead: (delivery: WebhookDelivery) => Promise<void>
  announce: (type: 'webhook.disabled' | 'webhook.given-up', notice: WebhookNotice) => Promise<void>
  measure: Measure
  /** From 0 to 1. */
  dice: () => number
}

/** What becomes of the message: it has left the queue, or is seen again after a while. */
type Fate = 'done' | { againAfterSeconds: number }

interface Task {
  delivery: WebhookDelivery
  endpoint: WebhookEndpoint
  ageMs: number
  receiveCount: number
}

async function giveUp({ delivery }: Task, reason: string, services: DeliverServices): Promise<Fate> {
  const { endpointId, eventId } = delivery
  logger.warn('A delivery is given up', { reason })
  await services.keepAsDead(delivery)
  await services.announce('webhook.given-up', { endpointId, eventId, reason })
  return 'done'
}

const isOver = ({ ageMs }: Task) => ageMs >= GIVE_UP_AFTER_MS

const later = ({ ageMs }: Task, { dice }: DeliverServices, atLeastMs = 0): Fate => ({
  againAfterSeconds: Math.max(Math.ceil(atLeastMs / 1000), retryAfterSeconds(ageMs, dice())),
})

/** What is noted of the endpoint after an attempt. */
function changesAfter(reception: Reception, { failuresInRow }: WebhookEndpoint, nowMs: number) {
  const at = new Date(nowMs).toISOString()
  if (reception.kind === 'delivered') return { lastDeliveredAt: at, failuresInRow: 0, pausedUntilMs: 0 }
  const failed = { lastFailedAt: at, lastFailure: reception.reason, failuresInRow: failuresInRow + 1 }
  if (reception.kind === 'gone') return { ...failed, state: 'disabled' as const, disabledAt: at }
  return { ...failed, pausedUntilMs: nowMs + pauseMs(failed.failuresInRow) }
}

async function attempt(task: Task, slot: Slot, services: DeliverServices): Promise<Fate> {
  const { delivery, endpoint } = task
  const { endpointId, eventId } = delivery
  const { reception, durationMs } = await sendEvent(endpoint, delivery, services)
  await services.webhooks.settle(endpointId, slot, changesAfter(reception, endpoint, services.now()))
  if (reception.kind === 'delivered') {
    services.measure({ WebhookDeliveries: 1 })
    logger.info('An event is delivered', { durationMs })
    return 'done'
  }
  const { reason } = reception
  services.measure({ WebhookFailures: 1 })
  logger.warn('An event is not taken', { durationMs, reason })
  if (reception.kind === 'gone') {
    await services.announce('webhook.disabled', { endpointId, eventId, reason })
    return giveUp(task, reason, services)
  }
  return isOver(task) ? giveUp(task, reason, services) : later(task, services)
}

async function deliver(task: Task, services: DeliverServices): Promise<Fate> {
  const { endpoint, receiveCount } = task
  if (endpoint.state === 'disabled') return giveUp(task, 'Its endpoint is disabled.', services)
  const pauseLeftMs = endpoint.pausedUntilMs - services.now()
  if (pauseLeftMs > 0 && !isOver(task)) return later(task, services, pauseLeftMs)
  const slot = await services.webhooks.takeSlot(endpoint, services.now())
  if (slot === undefined) return { againAfterSeconds: turnAfterSeconds(receiveCount, services.dice()) }
  return attempt(task, slot, services)
}

async function handleRecord(record: SQSRecord, services: DeliverServices): Promise<Fate> {
  const delivery = parseInput(validateWebhookDelivery, JSON.parse(record.body))
  const { endpointId, eventId, eventType } = delivery
  logger.resetKeys()
  logger.appendKeys({ endpointId, eventId, eventType })
  const endpoint = await services.webhooks.load(endpointId)
  if (endpoint === undefined) {
    logger.info('A delivery is dropped: its endpoint was removed')
    return 'done'
  }
  const { SentTimestamp, ApproximateReceiveCount } = record.attributes
  const ageMs = services.now() - Number(SentTimestamp)
  return deliver({ delivery, endpoint, ageMs, receiveCount: Number(ApproximateReceiveCount) }, services)
}

export async function deliverEvent(event: SQSEvent, services: DeliverServices): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const record of event.Records) {
    try {
      const fate = await handleRecord(record, services)
      if (fate === 'done') continue
      await services.hide(record.receiptHandle, fate.againAfterSeconds)
    } catch (error) {
      logger.error('A delivery could not be handled', error as Error)
    }
    batchItemFailures.push({ itemIdentifier: record.messageId })
  }
  return { batchItemFailures }
}

export const handler = eventHandler(deliverEvent, (): DeliverServices => {
  const [queueUrl, deadLettersUrl] = [setting('WEBHOOK_QUEUE_URL'), setting('WEBHOOK_DEAD_LETTERS_URL')]
  const [bus, secrets] = [setting('EVENT_BUS'), webhookSecrets(setting('WEBHOOK_PARAMETERS'))]
  return {
    webhooks: webhookStore(setting('WEBHOOKS_TABLE')),
    secretOf: secrets.load,
    post: postTo(setting('WEBHOOK_TARGETS') as Targets),
    hide: (receiptHandle, seconds) => hideMessage(queueUrl, receiptHandle, seconds),
    keepAsDead: (delivery) => sendInGroup(deadLettersUrl, delivery, delivery.endpointId),
    announce: (type, notice) => putEvent(bus, type, { ...checkOutput(validateWebhookNotice, notice) }),
    measure: measure(),
    dice: Math.random,
    now: Date.now,
  }
})
