// A local cloud with its clients, for tests of the event bus.
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import type { Target } from '@aws-sdk/client-eventbridge'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import type { Message } from '@aws-sdk/client-sqs'
import { openLab, REGION } from '../lambda/lab.ts'
import type { Lab } from '../lambda/lab.ts'

export interface EventLab extends Lab {
  events: EventBridgeClient
  sqs: SQSClient
}

export async function openEventLab(): Promise<EventLab> {
  const lab = (await openLab()) as EventLab
  const connect = () => {
    const settings = { ...lab.client, maxAttempts: 1 }
    Object.assign(lab, { events: new EventBridgeClient(settings), sqs: new SQSClient(settings) })
  }
  const restart = lab.restart
  lab.restart = async () => {
    await restart()
    connect()
  }
  connect()
  return lab
}

export const queueArn = (name: string) => `arn:aws:sqs:${REGION}:000000000000:${name}`

/** A queue that lets EventBridge and SNS send, unless `isOpen` is false. */
export async function makeQueue(lab: EventLab, name: string, { isOpen = true } = {}): Promise<string> {
  const Attributes = name.endsWith('.fifo') ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {}
  const { QueueUrl } = await lab.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }))
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: ['events.amazonaws.com', 'sns.amazonaws.com'] },
        Action: 'sqs:SendMessage',
        Resource: queueArn(name),
      },
    ],
  })
  if (isOpen) await lab.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  return QueueUrl!
}

export interface RuleOf {
  name: string
  /** The one source whose events it passes. */
  source: string
  bus?: string
}

export async function makeRule(lab: EventLab, { name, source, bus = 'default' }: RuleOf, targets: Target[]) {
  const EventPattern = JSON.stringify({ source: [source] })
  await lab.events.send(new PutRuleCommand({ Name: name, EventPattern, EventBusName: bus }))
  return lab.events.send(new PutTargetsCommand({ Rule: name, EventBusName: bus, Targets: targets }))
}

export async function put(lab: EventLab, source: string, detail: object = {}) {
  const entry = { Source: source, DetailType: 'Thing happened', Detail: JSON.stringify(detail) }
  const { Entries } = await lab.events.send(new PutEventsCommand({ Entries: [entry] }))
  return Entries![0]!
}

/** Takes out what a queue holds once the cloud has come to rest. */
export async function drain(lab: EventLab, QueueUrl: string): Promise<Message[]> {
  await lab.cloud.activity.idle()
  const found: Message[] = []
  for (;;) {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    })
    const { Messages } = await lab.sqs.send(command)
    if (!Messages?.length) return found
    found.push(...Messages)
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }))
    await lab.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  }
}

export const bodies = (messages: Message[]) => messages.map((message) => JSON.parse(message.Body!) as Body)

export const makeBus = (lab: EventLab, name: string) =>
  lab.events.send(new CreateEventBusCommand({ Name: name }))

export async function addFault(lab: EventLab, fault: object) {
  const answer = await fetch(`${lab.cloud.url}/_reelgate/faults`, {
    method: 'POST',
    body: JSON.stringify(fault),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

/** The members of an event, or of a notice of SNS, that the tests look at. */
export interface Body {
  id: string
  'detail-type': string
  resources: string[]
  detail: Record<string, unknown>
  Message: string
}
