// Where the result of an asynchronous invocation goes: a dead-letter queue gets the event itself, a destination
// gets a record of the whole invocation. Both are written with the function's own role.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { CloudContext } from '../runtime/context.ts'
import type { EventInvokeConfig } from './event-invoke.ts'
import type { FunctionConfig } from './function-config.ts'
import type { Outcome } from './instance.ts'
import { queueUrl } from './queue-url.ts'

export interface AsyncResult {
  requestId: string
  requestPayload: string
  attempts: number
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded'
  outcome: Outcome
}

interface Finished {
  config: FunctionConfig
  settings: EventInvokeConfig | undefined
  result: AsyncResult
}

type Attributes = Record<string, { DataType: 'String' | 'Number'; StringValue: string }>

/** Never throws: what cannot be sent is logged, as Lambda counts it in a metric. */
export async function sendResult(context: CloudContext, finished: Finished): Promise<void> {
  const { config, settings, result } = finished
  const succeeded = result.condition === 'Success'
  const destination = succeeded
    ? settings?.DestinationConfig?.OnSuccess?.Destination
    : settings?.DestinationConfig?.OnFailure?.Destination
  const deadLetter = succeeded ? undefined : config.DeadLetterConfig?.TargetArn
  const deliver = async (target: string | undefined, send: (arn: string) => Promise<unknown>) => {
    if (!target) return
    await send(target).catch((error: Error) =>
      context.log(`lambda ${config.FunctionName}: the result cannot be sent to ${target}: ${error.message}`),
    )
  }
  await deliver(deadLetter, (arn) => sendDeadLetter(context, { config, result, arn }))
  await deliver(destination, (arn) => sendRecord(context, { config, result, arn }))
}

interface Sending {
  config: FunctionConfig
  result: AsyncResult
  arn: string
}

const settingsFor = (context: CloudContext, config: FunctionConfig) => ({
  endpoint: context.endpointUrl(),
  region: context.region,
  credentials: context.identities.issue(config.Role, config.FunctionName),
})

function sendDeadLetter(context: CloudContext, { config, result, arn }: Sending) {
  const attributes: Attributes = {
    RequestID: { DataType: 'String', StringValue: result.requestId },
    ErrorCode: { DataType: 'Number', StringValue: result.outcome.error ? '200' : '429' },
    ErrorMessage: {
      DataType: 'String',
      StringValue: (result.outcome.error?.errorMessage ?? '').slice(0, 1024) || '-',
    },
  }
  return sendText(context, { config, arn, text: result.requestPayload, attributes })
}

function sendRecord(context: CloudContext, { config, result, arn }: Sending) {
  const record = buildRecord(context, config, result)
  const detailType = `Lambda Function Invocation Result - ${result.condition === 'Success' ? 'Success' : 'Failure'}`
  const client = settingsFor(context, config)
  if (arn.includes(':lambda:')) {
    const input = {
      FunctionName: arn,
      InvocationType: 'Event' as const,
      Payload: Buffer.from(JSON.stringify(record)),
    }
    return new LambdaClient(client).send(new InvokeCommand(input))
  }
  if (!arn.includes(':events:'))
    return sendText(context, { config, arn, text: JSON.stringify(record), attributes: {} })
  const entry = {
    EventBusName: arn,
    Source: 'lambda',
    DetailType: detailType,
    Resources: [config.FunctionArn, arn],
    Detail: JSON.stringify(record),
  }
  return new EventBridgeClient(client).send(new PutEventsCommand({ Entries: [entry] }))
}

function sendText(
  context: CloudContext,
  {
    config,
    arn,
    text,
    attributes,
  }: { config: FunctionConfig; arn: string; text: string; attributes: Attributes },
) {
  const client = settingsFor(context, config)
  if (arn.includes(':sns:')) {
    return new SNSClient(client).send(
      new PublishCommand({ TopicArn: arn, Message: text, MessageAttributes: attributes }),
    )
  }
  return new SQSClient(client).send(
    new SendMessageCommand({
      QueueUrl: queueUrl(context, arn),
      MessageBody: text,
      MessageAttributes: attributes,
    }),
  )
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
const buildRecord = (context: CloudContext, config: FunctionConfig, result: AsyncResult) => ({
  version: '1.0',
  timestamp: new Date(context.clock.now()).toISOString(),
  requestContext: {
    requestId: result.requestId,
    functionArn: `${config.FunctionArn.replace(/:(\$LATEST|\d+)$/, '')}:${config.Version}`,
    condition: result.condition,
    approximateInvokeCount: result.attempts,
  },
  requestPayload: JSON.parse(result.requestPayload) as unknown,
  responseContext: {
    statusCode: 200,
    executedVersion: config.Version,
    ...(result.outcome.error && { functionError: 'Unhandled' }),
  },
  responsePayload: result.outcome.error ?? (JSON.parse(result.outcome.payload ?? 'null') as unknown),
})
