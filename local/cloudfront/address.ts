// Where a distribution answers: below `/_cdn/<id>` of the gateway. There is no TLS and no DNS on this machine.
import type { CloudContext } from '../runtime/context.ts'
import type { RawRequest } from '../runtime/service.ts'

/** No bucket can be named so. */
const PREFIX = '/_cdn/'

/** What stands for the domain name: a host with a path. */
export const domainOf = (context: CloudContext, distributionId: string) =>
  `${new URL(context.endpointUrl()).host}${PREFIX}${distributionId}`

export const distributionArn = (context: CloudContext, id: string) =>
  `arn:aws:cloudfront::${context.accountId}:distribution/${id}`

export interface EdgeAddress {
  distributionId: string
  /** As it was sent, percent escapes and all; begins with a slash. */
  path: string
}

/** Undefined for a request that is for no distribution. */
export function readEdgeAddress({ path }: RawRequest): EdgeAddress | undefined {
  if (!path.startsWith(PREFIX)) return undefined
  const rest = path.slice(PREFIX.length)
  const end = rest.indexOf('/')
  return end < 0
    ? { distributionId: rest, path: '/' }
    : { distributionId: rest.slice(0, end), path: rest.slice(end) }
}
