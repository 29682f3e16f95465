// If-Match and its relatives, as RFC 9110 orders them.
import type { IncomingHttpHeaders } from 'node:http'
import type { StoredObject } from './catalog.ts'
import { noSuchKey, s3Error } from './exchange.ts'

export const preconditionFailed = () =>
  s3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412)

const matches = (header: string, etag: string) =>
  header.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '').replaceAll('"', '')))

const secondsOf = (ms: number) => Math.floor(ms / 1000)
const secondsIn = (header: string) => secondsOf(Date.parse(header))

/** True when the client's copy is still good (304). Throws `PreconditionFailed`. `prefix` serves copy sources. */
export function isUnchanged(headers: IncomingHttpHeaders, object: StoredObject, prefix = ''): boolean {
  const read = (name: string) => headers[prefix + name] as string | undefined
  const [ifMatch, ifNoneMatch] = [read('if-match'), read('if-none-match')]
  const [ifModified, ifUnmodified] = [read('if-modified-since'), read('if-unmodified-since')]
  const modified = secondsOf(object.modifiedMs)
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw preconditionFailed()
  } else if (ifUnmodified !== undefined && modified > secondsIn(ifUnmodified)) {
    throw preconditionFailed()
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag)
  return ifModified !== undefined && modified <= secondsIn(ifModified)
}

/** For writes: `If-None-Match: *` refuses to overwrite, `If-Match` demands what is there. Throws. */
export function checkWrite(
  headers: IncomingHttpHeaders,
  key: string,
  existing: StoredObject | undefined,
): void {
  const ifMatch = headers['if-match']
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined && existing && matches(ifNoneMatch, existing.etag)) throw preconditionFailed()
  if (ifMatch === undefined) return
  if (!existing) throw noSuchKey(key)
  if (!matches(ifMatch, existing.etag)) throw preconditionFailed()
}
