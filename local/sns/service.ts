// The local SNS: topics, subscriptions of queues and functions, and deliveries that survive a crash.
import type { ServerResponse } from 'node:http'
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { policyAllowsService } from '../runtime/resource-policy.ts'
import type { Call, Handled, PassThroughService, RawExchange } from '../runtime/service.ts'
import { openTables } from './database.ts'
import { createDeliveries } from './delivery.ts'
import { findTopic } from './desk.ts'
import type { Operation } from '../runtime/service.ts'
import type { Desk } from './desk.ts'
import { checkKey } from './key-access.ts'
import { createPublishing } from './publishing.ts'
import { createRecords } from './records.ts'
import { createSubscribers } from './subscribers.ts'
import { createSubscriptionOperations } from './subscription-operations.ts'
import { createTopicOperations } from './topic-operations.ts'
import { decodeForm, encodeAnswer, errorBody } from './wire.ts'

export function createSnsService(context: CloudContext): PassThroughService {
  const db = openTables(context.dataDir)
  const records = createRecords(db)
  const subscribers = createSubscribers(context)
  const deliveries = createDeliveries({ context, db, records, subscribers })
  const desk: Desk = { context, db, records, deliveries }
  const operations: Record<string, Operation> = {
    ...createTopicOperations(desk),
    ...createSubscriptionOperations(desk),
    ...createPublishing(desk),
  }

  const run = (operation: string, input: Record<string, unknown>, call: Call) => {
    const found = Object.hasOwn(operations, operation) ? operations[operation] : undefined
    if (!found) throw unknownOperation(operation, operations)
    if (operation.startsWith('Publish'))
      checkPublisher(desk, String(input['TopicArn'] ?? input['TargetArn']), call)
    return found(input, call)
  }

  async function handle({ response, call, body }: RawExchange): Promise<Handled> {
    const { operation, input } = decodeForm(body)
    try {
      const output = run(operation, input, call)
      write(response, { statusCode: 200, body: encodeAnswer(operation, output, call.requestId) }, call)
      return {}
    } catch (error) {
      // What is no answer of SNS is logged, and answered, by the gateway.
      if (!(error instanceof AwsError)) throw error
      write(response, { statusCode: error.statusCode, ...errorBody(error, call.requestId) }, call)
      return { errorCode: error.code, errorMessage: error.message }
    }
  }

  return {
    signingName: 'sns',
    eventSource: 'sns.amazonaws.com',
    buffersBody: true,
    describe({ body }) {
      const { operation, input } = decodeForm(body)
      return { eventName: operation || 'Unknown', requestParameters: input }
    },
    handle,
    policyOf: (arn) => records.topic(arn)?.attributes['Policy'],
    encodeError: errorBody,
    start: async () => deliveries.start(),
    async stop() {
      await deliveries.stop()
      subscribers.destroy()
      db.close()
    },
  }
}

const unknownOperation = (operation: string, operations: object) =>
  notSupported(
    'sns',
    `the operation ${operation || '(none named)'}; it has ${Object.keys(operations).sort().join(', ')}`,
  )

/** A rule or a job publishes in the name of its service; only the topic's own policy can allow that. */
function checkPublisher(desk: Desk, topicArn: string, { caller }: Call) {
  // A message to a phone has no topic.
  const topic = desk.records.topic(topicArn)
  if (topic) checkKey(desk.context, caller, topic)
  if (caller.type !== 'AWSService') return
  const { accountId } = desk.context
  const policy = findTopic(desk, topicArn).attributes['Policy']
  const { sourceArn } = caller
  const request = { principal: caller.arn, action: 'sns:Publish', accountId, ...(sourceArn && { sourceArn }) }
  if (policyAllowsService(policy, request)) return
  throw new AwsError(
    'AuthorizationError',
    `The policy of ${topicArn} does not let ${caller.arn} publish.`,
    403,
  )
}

function write(response: ServerResponse, answer: { statusCode: number; body: string }, call: Call) {
  if (response.destroyed) return
  response.writeHead(answer.statusCode, {
    'content-type': 'text/xml',
    'content-length': Buffer.byteLength(answer.body),
    'x-amzn-requestid': call.requestId,
  })
  response.end(answer.body)
}
