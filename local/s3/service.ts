// S3, with bodies streamed both ways.
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ServerResponse } from 'node:http'
import { rawRequest } from '../gateway/raw-request.ts'
import { notSupported } from '../runtime/aws-error.ts'
import type { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { PassThroughService, RawRequest } from '../runtime/service.ts'
import { operationName, readAddress } from './address.ts'
import { checkAccess } from './authorise.ts'
import { createBlobs } from './blobs.ts'
import { bucketHandlers } from './buckets.ts'
import { openCatalog } from './catalog.ts'
import type { S3Answer, S3Handler } from './exchange.ts'
import { keyNeeds } from './key-access.ts'
import { createKeyStates } from './key-state.ts'
import { listingHandlers } from './listing.ts'
import { multipartHandlers } from './multipart.ts'
import { crossOriginOf } from './cors.ts'
import { createOutbox } from './outbox.ts'
import { partsListingHandlers } from './parts-listing.ts'
import { postingHandlers } from './posting.ts'
import { checkPresigned } from './presigned.ts'
import { readingHandlers } from './reading.ts'
import { settingHandlers } from './settings.ts'
import type { Shelf } from './shelf.ts'
import { writingHandlers } from './writing.ts'
import { element } from './xml.ts'

export function createS3Service(context: CloudContext): PassThroughService {
  const folder = join(context.dataDir, 's3')
  const catalog = openCatalog(folder)
  const blobs = createBlobs(join(folder, 'blobs'))
  const outbox = createOutbox(context, catalog)
  const shelf: Shelf = { context, catalog, blobs, outbox }
  const keys = createKeyStates(context)
  const handlers: Record<string, S3Handler> = {
    ...bucketHandlers(shelf),
    ...settingHandlers(catalog),
    ...listingHandlers(shelf),
    ...readingHandlers(shelf),
    ...writingHandlers(shelf),
    ...multipartHandlers(shelf),
    ...partsListingHandlers(shelf),
    ...postingHandlers(shelf),
  }
  return {
    signingName: 's3',
    eventSource: 's3.amazonaws.com',
    buffersBody: false,
    describe,
    async handle({ request, response, call: { caller, requestId } }) {
      const raw = rawRequest(request)
      const address = readAddress(raw)
      const operation = operationName(raw, address)
      checkPresigned(raw, context.identities, Date.now())
      const { headers } = raw
      checkAccess(context, catalog, { operation, ...address, caller, isSigned: isSigned(raw), headers })
      await keys.mustBeUsable(keyNeeds(context, catalog, { operation, ...address, headers }))
      const handler = handlers[operation]
      if (!handler) throw notSupported('s3', `${raw.method} ${raw.path}?${[...raw.query.keys()].join('&')}`)
      const { query } = raw
      const answer = await handler({
        operation,
        ...address,
        query,
        headers,
        body: request,
        caller,
        requestId,
      })
      await sendAnswer(response, answer, requestId)
      const { requestParameters, caller: named } = answer
      return { ...(requestParameters && { requestParameters }), ...(named && { caller: named }) }
    },
    policyOf(arn) {
      const [bucket = ''] = arn.replace('arn:aws:s3:::', '').split('/')
      return catalog.bucket(bucket) ? catalog.setting(bucket, 'policy') : undefined
    },
    encodeError,
    crossOrigin: (raw) => crossOriginOf(catalog, raw),
    async start() {
      const used = catalog.usedBlobs()
      await blobs.sweep((blob) => used.has(blob))
      await outbox.drain()
    },
    async stop() {
      outbox.stop()
      keys.close()
      catalog.close()
    },
  }
}

/** For the journal: where, and with which query. Signatures are left out. */
function describe(raw: RawRequest) {
  const { bucket, key } = readAddress(raw)
  const query = [...raw.query].filter(
    ([name]) => !/^x-amz-(signature|security-token|credential)$/i.test(name),
  )
  const copySource = raw.headers['x-amz-copy-source']
  return {
    eventName: operationName(raw, { bucket, key }),
    requestParameters: {
      ...(bucket && { bucketName: bucket }),
      ...(key && { key }),
      ...Object.fromEntries(query),
      ...(copySource !== undefined && { 'x-amz-copy-source': copySource }),
    },
  }
}

const isSigned = ({ query, headers }: RawRequest) =>
  /Credential=/.test(headers.authorization ?? '') || query.has('X-Amz-Signature')

async function sendAnswer(response: ServerResponse, answer: S3Answer, requestId: string): Promise<void> {
  const { statusCode = 200, headers = {}, body = '' } = answer
  const length =
    typeof body === 'string' && !('content-length' in headers) ? Buffer.byteLength(body) : undefined
  response.writeHead(statusCode, {
    ...headers,
    ...(length !== undefined && statusCode !== 204 && statusCode !== 304 && { 'content-length': length }),
    'x-amz-request-id': requestId,
    'x-amzn-requestid': requestId,
  })
  if (typeof body === 'string') {
    response.end(response.req.method === 'HEAD' ? undefined : body)
    return
  }
  // A client that goes away in the middle of a download is no fault of ours.
  await pipeline(body, response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}

function encodeError(error: AwsError, requestId: string) {
  const content = [
    element('Code', error.code),
    element('Message', error.message),
    ...Object.entries(error.members).map(([name, value]) => element(name, String(value))),
    element('RequestId', requestId),
  ]
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', content)}`
  return { body, contentType: 'application/xml' }
}
