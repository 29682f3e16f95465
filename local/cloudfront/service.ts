// CloudFront: the control plane that a template deploys to, the edge that answers players, and the key value stores that
// its functions read.
import type { AwsError } from '../runtime/aws-error.ts'
import { notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { LocalService, PassThroughService, RawRequest } from '../runtime/service.ts'
import { configOperations } from './control/config-operations.ts'
import { functionOperations } from './control/function-operations.ts'
import { readParts, type Desk, type Operation } from './control/request.ts'
import { invalidationOperations, keyValueStoreOperations } from './control/store-operations.ts'
import { createEdge } from './edge/door.ts'
import { createKeyValueStoreService } from './key-value-stores.ts'
import { openStore } from './store.ts'
import { element } from './xml.ts'

const VERBS: Record<string, string> = { POST: 'Create', GET: 'Get', PUT: 'Update', DELETE: 'Delete' }

/** `PUT distribution/{id}/config`: as the tables of operations say it. */
function operationKey({ method, path }: Pick<RawRequest, 'method' | 'path'>): string {
  const [kind = '', id, rest, name] = readParts({ path })
  const place = [kind, id && '{id}', rest, name && '{name}'].filter((part) => part !== undefined).join('/')
  return `${method} ${place}`
}

const camel = (words: string) => words.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** As CloudTrail has it: `CreateInvalidation`, `PublishFunction`, `GetDistributionConfig`. */
function eventName({ method, path }: RawRequest): string {
  const [kind = '', , rest] = readParts({ path })
  if (rest === 'publish' || rest === 'describe') return camel(rest) + camel(kind)
  if (rest === 'invalidation') return `${VERBS[method] ?? method}Invalidation`
  return (VERBS[method] ?? method) + camel(kind) + (rest === 'config' && method === 'GET' ? 'Config' : '')
}

function encodeError({ code, message, statusCode }: AwsError, requestId: string) {
  const error = element('Error', [
    element('Type', statusCode < 500 ? 'Sender' : 'Receiver'),
    element('Code', code),
    element('Message', message),
  ])
  const body = element('ErrorResponse', [error, element('RequestId', requestId)])
  return { body: `<?xml version="1.0"?>\n${body}`, contentType: 'text/xml' }
}

function createControlPlane(desk: Desk): PassThroughService {
  const operations: Record<string, Operation> = {
    ...configOperations(desk),
    ...functionOperations(desk),
    ...keyValueStoreOperations(desk),
    ...invalidationOperations(desk),
  }
  return {
    signingName: 'cloudfront',
    eventSource: 'cloudfront.amazonaws.com',
    buffersBody: true,
    describe: (raw) => ({
      eventName: eventName(raw),
      requestParameters: readParts(raw)[1] === undefined ? {} : { id: readParts(raw)[1] },
    }),
    async handle({ request, response, body, call }) {
      const [path = '', query] = (request.url ?? '/').split('?')
      const method = request.method ?? 'GET'
      const run = operations[operationKey({ method, path })]
      if (!run) throw notSupported('cloudfront', `${method} ${path}`)
      const ifMatch = request.headers['if-match']
      const {
        statusCode,
        headers,
        body: xml = '',
      } = run({
        parts: readParts({ path }),
        query: new URLSearchParams(query),
        body: body?.toString('utf8') ?? '',
        ifMatch,
      })
      const text = xml && `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`
      response.writeHead(statusCode, {
        ...headers,
        'content-type': 'text/xml',
        'x-amzn-requestid': call.requestId,
        ...(statusCode !== 204 && { 'content-length': Buffer.byteLength(text) }),
      })
      response.end(text)
      return {}
    },
    encodeError,
    door: createEdge(desk),
    stop: async () => desk.store.close(),
  }
}

export function createCloudFrontServices(context: CloudContext): LocalService[] {
  const desk = { context, store: openStore(context.dataDir) }
  return [createControlPlane(desk), createKeyValueStoreService(desk)]
}
