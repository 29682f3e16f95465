// SQS in front of fauxqs: queue URLs at the gateway's address, any character in a body, and queue policies.
import { createHash } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Caller } from '../runtime/identities.ts'
import { policyAllowsService } from '../runtime/resource-policy.ts'
import type { Call, Operation, OperationService } from '../runtime/service.ts'
import { hideAstral, showAstral } from './astral.ts'
import type { Messaging, MessagingLibrary } from './messaging.ts'

type Json = Record<string, unknown>

const OPERATIONS = [
  ...['CreateQueue', 'DeleteQueue', 'GetQueueUrl', 'ListQueues', 'GetQueueAttributes', 'SetQueueAttributes'],
  ...[
    'PurgeQueue',
    'SendMessage',
    'SendMessageBatch',
    'ReceiveMessage',
    'DeleteMessage',
    'DeleteMessageBatch',
  ],
  ...['ChangeMessageVisibility', 'ChangeMessageVisibilityBatch', 'TagQueue', 'UntagQueue', 'ListQueueTags'],
]

export function createSqsService(context: CloudContext, messaging: Messaging): OperationService {
  const run =
    (operation: string): Operation =>
    async (input: Json, call: Call) => {
      const library = await messaging.open()
      if (operation.startsWith('SendMessage'))
        checkPolicy(library, String(input.QueueUrl), { ...call.caller, accountId: context.accountId })
      const output = await ask(library, { operation, input: hideBodies(input) }, call)
      return showBodies(ownUrls(output, context), input)
    }
  return {
    signingName: 'sqs',
    eventSource: 'sqs.amazonaws.com',
    protocol: { kind: 'json', version: '1.0', targetPrefix: 'AmazonSQS' },
    operations: Object.fromEntries(OPERATIONS.map((operation) => [operation, run(operation)])),
    stop: () => messaging.close(),
  }
}

async function ask(
  library: MessagingLibrary,
  { operation, input }: { operation: string; input: Json },
  call: Call,
): Promise<Json> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AmazonSQS.${operation}`,
    authorization: call.headers.authorization ?? '',
  }
  const { statusCode, body } = await library.send(headers, JSON.stringify(input))
  const output = (body ? JSON.parse(body) : {}) as Json
  if (statusCode < 400) return output
  const code = String(output.__type ?? 'InternalFailure')
  throw new AwsError(code.slice(code.indexOf('#') + 1), String(output.message ?? ''), statusCode)
}

// A rule or a topic sends in the name of its service; only the queue's own policy can allow that.
function checkPolicy(
  library: MessagingLibrary,
  queueUrl: string,
  caller: Caller & { accountId: string },
): void {
  const queue = caller.type === 'AWSService' ? library.queuePolicy(queueUrl) : undefined
  if (!queue) return
  const { accountId, sourceArn } = caller
  const request = {
    principal: caller.arn,
    action: 'sqs:SendMessage',
    accountId,
    ...(sourceArn && { sourceArn }),
  }
  if (policyAllowsService(queue.policy, request)) return
  throw new AwsError(
    'AccessDenied',
    `The policy of ${queue.arn} does not let ${caller.arn} send for ${sourceArn ?? 'nobody'}.`,
    403,
  )
}

// The data folder outlives the port: URLs are made anew from the names.
function ownUrls(output: Json, context: CloudContext): Json {
  const own = (url: unknown) =>
    `${context.endpointUrl()}/${context.accountId}/${String(url).slice(String(url).lastIndexOf('/') + 1)}`
  return {
    ...output,
    ...(output.QueueUrl !== undefined && { QueueUrl: own(output.QueueUrl) }),
    ...(Array.isArray(output.QueueUrls) && { QueueUrls: output.QueueUrls.map(own) }),
  }
}

const hideBody = (entry: Json): Json =>
  typeof entry.MessageBody === 'string' ? { ...entry, MessageBody: hideAstral(entry.MessageBody) } : entry

const hideBodies = (input: Json): Json => ({
  ...hideBody(input),
  ...(Array.isArray(input.Entries) && { Entries: (input.Entries as Json[]).map(hideBody) }),
})

const md5 = (text: unknown) => createHash('md5').update(String(text)).digest('hex')

// Clients compare the digest with that of the body they sent or received.
function showBodies(output: Json, input: Json): Json {
  if (output.MD5OfMessageBody !== undefined) return { ...output, MD5OfMessageBody: md5(input.MessageBody) }
  if (Array.isArray(output.Messages))
    return { ...output, Messages: (output.Messages as Json[]).map(showMessage) }
  if (Array.isArray(output.Successful) && (output.Successful as Json[]).some((one) => one.MD5OfMessageBody)) {
    const bodies = new Map((input.Entries as Json[]).map((entry) => [entry.Id, entry.MessageBody]))
    const withDigest = (one: Json) => ({ ...one, MD5OfMessageBody: md5(bodies.get(one.Id)) })
    return { ...output, Successful: (output.Successful as Json[]).map(withDigest) }
  }
  return output
}

function showMessage(message: Json): Json {
  const body = showAstral(String(message.Body))
  return { ...message, Body: body, MD5OfBody: md5(body) }
}
