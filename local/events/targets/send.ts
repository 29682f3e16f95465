// Hands an event to its target through the target's own API.
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { CloudContext } from '../../runtime/context.ts'
import { policyAllowsService } from '../../runtime/resource-policy.ts'
import type { Delivery } from '../delivery.ts'
import { buildTargetInput } from '../transform.ts'
import { EVENTBRIDGE } from './clients.ts'
import type { Clients, Sender } from './clients.ts'
import { noPermissions } from './delivery-error.ts'
import { targetKind } from './kinds.ts'
import type { TargetKind } from './kinds.ts'
import { sendToQueue } from './queue.ts'

export interface Sending {
  context: CloudContext
  clients: Clients
  delivery: Delivery
  sender: Sender
  /** The text for the target. */
  input: string
}

type Send = (sending: Sending) => Promise<unknown>

export interface SendParts {
  context: CloudContext
  clients: Clients
  /** Puts the event on another bus of this cloud. */
  forward(busArn: string, delivery: Delivery): void
}

export function createSend({ context, clients, forward }: SendParts) {
  return async (delivery: Delivery): Promise<void> => {
    const { target, rule } = delivery
    const kind = targetKind(target.Arn)?.name ?? 'event-bus'
    if (kind === 'event-bus') return forward(target.Arn, delivery)
    const sender = { roleArn: target.RoleArn, sourceArn: rule.Arn }
    await SENDERS[kind]({ context, clients, delivery, sender, input: buildTargetInput(target, delivery) })
  }
}

// The execution is named after the delivery, so that a delivery repeated after a crash starts nothing twice.
const startExecution: Send = async ({ clients, delivery, sender, input }) => {
  const name = `${delivery.event.id}_${delivery.id}`
  const command = new StartExecutionCommand({ stateMachineArn: delivery.target.Arn, name, input })
  await clients
    .get(SFNClient, sender)
    .send(command)
    .catch((error: unknown) => {
      if (!(error instanceof ExecutionAlreadyExists)) throw error
    })
}

const invokeFunction: Send = ({ clients, delivery, sender, input }) =>
  clients.get(LambdaClient, sender).send(
    new InvokeCommand({
      FunctionName: delivery.target.Arn,
      InvocationType: 'Event',
      Payload: Buffer.from(input),
    }),
  )

const publish: Send = async ({ context, clients, delivery, sender, input }) => {
  const sns = clients.get(SNSClient, sender)
  const TopicArn = delivery.target.Arn
  if (!sender.roleArn) {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
    const request = { principal: EVENTBRIDGE, action: 'sns:Publish', sourceArn: sender.sourceArn }
    if (!policyAllowsService(Attributes?.['Policy'], { ...request, accountId: context.accountId })) {
      throw noPermissions(`The policy of topic ${TopicArn} does not allow ${EVENTBRIDGE} sns:Publish.`)
    }
  }
  await sns.send(new PublishCommand({ TopicArn, Message: input }))
}

const writeLog: Send = async ({ clients, delivery, sender, input }) => {
  const logs = clients.get(CloudWatchLogsClient, sender)
  const logGroupName = delivery.target.Arn.split(':')[6]!
  const logStreamName = delivery.id
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName })).catch((error: unknown) => {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error
  })
  const logEvents = [{ timestamp: Date.parse(delivery.event.time), message: input }]
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
}

const SENDERS: Record<Exclude<TargetKind['name'], 'event-bus'>, Send> = {
  states: startExecution,
  lambda: invokeFunction,
  sqs: ({ context, clients, delivery, sender, input }) =>
    sendToQueue(clients, {
      context,
      sender,
      queueArn: delivery.target.Arn,
      text: input,
      groupId: delivery.target.SqsParameters?.MessageGroupId,
    }),
  sns: publish,
  logs: writeLog,
}
