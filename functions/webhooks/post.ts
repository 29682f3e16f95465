// One request to an address that somebody else has chosen. Its name is looked up once, and the connection goes to the
// very address that was checked: a name that leads elsewhere a moment later gains nothing.
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isAllowedAddress } from './public-address.ts'
import type { Answer } from './rules/reception.ts'
import type { Targets } from './rules/url.ts'

export interface Post {
  url: string
  headers: Record<string, string>
  body: string
}

export type PostEvent = (post: Post) => Promise<Answer>

type Lookup = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

const ANSWER_WITHIN_MS = 10_000

class RefusedAddressError extends Error {
  readonly code = 'REFUSED_ADDRESS'
}

const checkedLookup =
  (lookup: Lookup, targets: Targets): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '')
      // One that is not public among others is no accident.
      const areGood = addresses.length > 0 && addresses.every((one) => isAllowedAddress(one.address, targets))
      if (!areGood) return callback(new RefusedAddressError('refused'), '')
      if (options.all) return callback(null, addresses)
      callback(null, addresses[0]!.address, addresses[0]!.family)
    })
  }

const NOT_PUBLIC = 'Its name leads to an address that is not public.'

const PROBLEMS: Record<string, string> = {
  REFUSED_ADDRESS: NOT_PUBLIC,
  ABORT_ERR: `It gave no answer within ${ANSWER_WITHIN_MS / 1000} seconds.`,
  ENOTFOUND: 'Its name is not known.',
  ECONNREFUSED: 'It refuses the connection.',
  ECONNRESET: 'It broke off the connection.',
}

const problemOf = (error: NodeJS.ErrnoException): string =>
  PROBLEMS[error.code ?? ''] ?? `The connection failed (${error.code ?? error.name}).`

/** An address in digits is never looked up. */
function hasRefusedAddress({ hostname }: URL, targets: Targets): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && !isAllowedAddress(host, targets)
}

/** Follows no redirect, and keeps nothing of the answer but its status. */
export function postTo(
  targets: Targets,
  lookup: Lookup = systemLookup,
  withinMs = ANSWER_WITHIN_MS,
): PostEvent {
  return ({ url, headers, body }) => {
    const target = new URL(url)
    if (hasRefusedAddress(target, targets)) return Promise.resolve({ problem: NOT_PUBLIC })
    const request = target.protocol === 'https:' ? secureRequest : plainRequest
    return new Promise((resolve) => {
      const call = request(target, {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: false,
        lookup: checkedLookup(lookup, targets),
        signal: AbortSignal.timeout(withinMs),
      })
      const take = (answer: IncomingMessage) => {
        answer.on('error', () => undefined)
        resolve({ status: answer.statusCode ?? 0 })
        call.destroy()
      }
      call.on('response', take)
      call.on('error', (error: NodeJS.ErrnoException) => resolve({ problem: problemOf(error) }))
      call.on('close', () => resolve({ problem: 'It gave no answer.' }))
      call.end(body)
    })
  }
}
