// The origin asked on a viewer's behalf: a bucket as the distribution itself, by origin access control; or an HTTP API.
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { notSupported } from '../../runtime/aws-error.ts'
import type { CloudContext } from '../../runtime/context.ts'
import { distributionArn } from '../address.ts'
import { textAt, type Node } from '../xml.ts'

export interface OriginRequest {
  distributionId: string
  origin: Node
  method: string
  /** Escaped; begins with a slash. */
  path: string
  queryString: string
  headers: IncomingHttpHeaders
}

const PRINCIPAL = 'cloudfront.amazonaws.com'
const SIGNED_FOR_S = 60
const BUCKET_HOST = /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/
const API_HOST = /^[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/

/** Of a request for an object: ranges and conditions. */
const FOR_OBJECTS = [
  'range',
  'if-none-match',
  'if-modified-since',
  'if-match',
  'if-unmodified-since',
  'if-range',
]
/** What names the connection or the host, and not the request. */
const OF_THE_HOP = [
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'expect',
]

const pick = (headers: IncomingHttpHeaders, isKept: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name)))

/** The path goes as it is: taken from a URL, `..` in the name of an object would climb. */
function ask(url: string, method: string, headers: IncomingHttpHeaders): Promise<IncomingMessage> {
  const { origin, hostname, port } = new URL(url)
  const options = { hostname, port, path: url.slice(origin.length), method, headers, agent: false }
  return new Promise((resolve, reject) => {
    httpRequest(options, resolve).on('error', reject).end()
  })
}

async function askBucket(
  context: CloudContext,
  bucket: string,
  request: OriginRequest,
): Promise<IncomingMessage> {
  const { distributionId, origin, method, path, headers } = request
  const key = decodeURIComponent((textAt(origin, 'OriginPath') + path).slice(1))
  const isSigning = textAt(origin, 'OriginAccessControlId') !== ''
  if (key === '' || !isSigning) return ask(`${context.endpointUrl()}/${bucket}${path}`, method, {})
  const credentials = context.identities.issueService(PRINCIPAL, distributionArn(context, distributionId))
  const client = new S3Client({
    endpoint: context.endpointUrl(),
    region: context.region,
    credentials,
    forcePathStyle: true,
  })
  const input = { Bucket: bucket, Key: key }
  const command = method === 'HEAD' ? new HeadObjectCommand(input) : new GetObjectCommand(input)
  const url = await getSignedUrl(client, command, { expiresIn: SIGNED_FOR_S })
  client.destroy()
  return ask(
    url,
    method,
    pick(headers, (name) => FOR_OBJECTS.includes(name)),
  )
}

/** @throws URIError for a path that is none, LocalCloudNotSupported for an origin elsewhere */
export async function askOrigin(context: CloudContext, request: OriginRequest): Promise<IncomingMessage> {
  const host = textAt(request.origin, 'DomainName')
  const bucket = BUCKET_HOST.exec(host)?.[1]
  if (bucket !== undefined) return askBucket(context, bucket, request)
  if (!API_HOST.test(host))
    throw notSupported('cloudfront', `the origin ${host}; it has buckets and HTTP APIs`)
  const { method, path, queryString, headers } = request
  const url = `${context.endpointUrl()}${path}${queryString && `?${queryString}`}`
  return ask(url, method, { ...pick(headers, (name) => !OF_THE_HOP.includes(name)), host })
}
