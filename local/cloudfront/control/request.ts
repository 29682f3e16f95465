// A call of the control plane: which operation it is, and how an answer is said.
import type { CloudContext } from '../../runtime/context.ts'
import type { RawRequest } from '../../runtime/service.ts'
import { cloudFrontError } from '../errors.ts'
import type { Store } from '../store.ts'

export interface Desk {
  context: CloudContext
  store: Store
}

export interface ControlRequest {
  /** Of the path, without the version of the API: `['distribution', 'E1', 'config']`. */
  parts: string[]
  query: URLSearchParams
  body: string
  ifMatch: string | undefined
}

export interface ControlAnswer {
  statusCode: number
  headers?: Record<string, string>
  body?: string
}

export type Operation = (request: ControlRequest) => ControlAnswer

const VERSION = '/2020-05-31/'

export function readParts({ path }: Pick<RawRequest, 'path'>): string[] {
  if (!path.startsWith(VERSION)) return []
  return path.slice(VERSION.length).replace(/\/$/, '').split('/').map(decodeURIComponent)
}

/** @throws InvalidIfMatchVersion and PreconditionFailed */
export function checkVersion(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined)
    throw cloudFrontError(
      'InvalidIfMatchVersion',
      'The If-Match version is missing or not valid for the resource.',
      400,
    )
  if (ifMatch !== etag) {
    throw cloudFrontError(
      'PreconditionFailed',
      'The request failed because it did not meet the preconditions in one or more request-header fields.',
      412,
    )
  }
}

/** @throws MalformedInput when the body has no such element */
export function innerXml(body: string, name: string): string {
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*)</${name}>`).exec(body)?.[1]
  if (found === undefined) throw cloudFrontError('MalformedInput', `The request has no ${name}.`, 400)
  return found
}
