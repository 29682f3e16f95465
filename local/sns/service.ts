// SNS in front of fauxqs, which speaks its form-and-XML protocol.
import { errorXml } from '../gateway/wire-query.ts'
import { nestParameters } from '../gateway/query-parameters.ts'
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Caller } from '../runtime/identities.ts'
import { policyAllowsService } from '../runtime/resource-policy.ts'
import type { PassThroughService } from '../runtime/service.ts'
import type { Messaging, MessagingLibrary } from '../sqs/messaging.ts'

const XML_NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/'

export function createSnsService(context: CloudContext, messaging: Messaging): PassThroughService {
  return {
    signingName: 'sns',
    eventSource: 'sns.amazonaws.com',
    buffersBody: true,
    describe({ body }) {
      const form = new URLSearchParams(body?.toString('utf8') ?? '')
      const { Action, Version: _version, ...requestParameters } = nestParameters(form)
      return { eventName: String(Action ?? 'Unknown'), requestParameters }
    },
    async handle({ response, call, body }) {
      const library = await messaging.open()
      const text = body?.toString('utf8') ?? ''
      const form = new URLSearchParams(text)
      if (form.get('Action')?.startsWith('Publish'))
        checkPolicy(library, form, { ...call.caller, accountId: context.accountId })
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: call.headers.authorization ?? '',
      }
      const answer = await library.send(headers, text)
      response.writeHead(answer.statusCode, {
        'content-type': answer.contentType,
        'content-length': Buffer.byteLength(answer.body),
        'x-amzn-requestid': call.requestId,
      })
      response.end(answer.body)
      return answer.statusCode < 400 ? {} : readError(answer.body)
    },
    encodeError: (error, requestId) => ({
      body: errorXml(XML_NAMESPACE, error, requestId),
      contentType: 'text/xml',
    }),
  }
}

function readError(xml: string) {
  const read = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
  return { errorCode: read('Code') || 'InternalFailure', errorMessage: read('Message') }
}

function checkPolicy(
  library: MessagingLibrary,
  form: URLSearchParams,
  caller: Caller & { accountId: string },
): void {
  if (caller.type !== 'AWSService') return
  const topicArn = form.get('TopicArn') ?? ''
  const { accountId, sourceArn } = caller
  const request = { principal: caller.arn, action: 'sns:Publish', accountId, ...(sourceArn && { sourceArn }) }
  if (policyAllowsService(library.topicPolicy(topicArn), request)) return
  throw new AwsError(
    'AuthorizationError',
    `The policy of ${topicArn} does not let ${caller.arn} publish.`,
    403,
  )
}
