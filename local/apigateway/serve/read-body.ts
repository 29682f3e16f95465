import type { IncomingMessage } from 'node:http'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html: 10 MB */
const MAX_BODY_BYTES = 10 * 1024 * 1024

/** Undefined when there is more than API Gateway takes; the rest is then still unread. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer)
    sizeBytes += (chunk as Buffer).length
    if (sizeBytes > MAX_BODY_BYTES) return undefined
  }
  return Buffer.concat(chunks, sizeBytes)
}
