// Some operations need no signature on AWS, for instance a sign-in: their target alone says which service is meant.
import type { LocalService, RawRequest } from '../runtime/service.ts'

/** The signing name of the service whose unsigned operation is asked for. */
export type UnsignedLookup = (request: RawRequest) => string | undefined

export function createUnsignedLookup(services: LocalService[]): UnsignedLookup {
  const targets = new Map<string, string>()
  for (const service of services) {
    if (!('operations' in service) || service.protocol.kind !== 'json') continue
    const { targetPrefix } = service.protocol
    service.unsigned?.forEach((operation) => targets.set(`${targetPrefix}.${operation}`, service.signingName))
  }
  return ({ method, headers }) =>
    method === 'POST' ? targets.get(String(headers['x-amz-target'] ?? '')) : undefined
}
