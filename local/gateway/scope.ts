// Which service a request is for, and whose access key signed it. Signatures themselves are not checked: the
// gateway listens on loopback only, and any key of a developer is welcome.
import type { RawRequest } from '../runtime/service.ts'

export interface Scope {
  /** The signing name, for instance `states`. */
  service: string
  /** Absent for an unsigned request, and for a form whose credential is in its body. */
  accessKeyId?: string
}

// Credential=AKID/20261121/us-east-1/s3/aws4_request; without the region where SigV4A signs for several at once.
function parseCredential(credential: string): Scope | undefined {
  const parts = credential.split('/')
  const [terminator, service] = parts.toReversed()
  const accessKeyId = parts.at(parts.length < 5 ? -4 : -5)
  return terminator === 'aws4_request' && service && accessKeyId ? { service, accessKeyId } : undefined
}

/** The scope that the request is signed for, or S3 for what an unsigned S3 client sends; else nothing. */
export function readScope(request: RawRequest): Scope | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1]
  const credential = header ?? request.query.get('X-Amz-Credential')
  if (credential) return parseCredential(credential)
  const isObjectRead = request.method === 'GET' || request.method === 'HEAD'
  const isForm = request.headers['content-type']?.startsWith('multipart/form-data')
  return isObjectRead || (request.method === 'POST' && isForm) ? { service: 's3' } : undefined
}
