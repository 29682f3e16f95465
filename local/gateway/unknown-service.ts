// An error for a client whose service is unknown has to be said in a protocol it can read.
import type { RawRequest } from '../runtime/service.ts'
import type { Wire } from './wire.ts'
import { jsonWire } from './wire-json.ts'
import { queryWire } from './wire-query.ts'

export function guessWire(request: RawRequest): Wire {
  const contentType = request.headers['content-type'] ?? ''
  const wantsXml =
    contentType.includes('x-www-form-urlencoded') || contentType.includes('multipart/form-data')
  return wantsXml ? queryWire('https://reelgate.local/') : jsonWire('1.1')
}
