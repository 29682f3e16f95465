import { badRequest } from './errors.ts'

export interface IdentitySource {
  from: 'header' | 'querystring'
  /** Header names in lower case. */
  name: string
}

const SOURCE = /^\$request\.(header|querystring)\.([\w-]+)$/

/** `$request.header.Authorization` or `$request.querystring.token`; throws `BadRequestException` for anything else. */
export function parseIdentitySource(source: string): IdentitySource {
  const [, from, name] = SOURCE.exec(source) ?? []
  if (!from || !name) throw badRequest(`Invalid mapping expression specified: ${source}`)
  return from === 'header' ? { from, name: name.toLowerCase() } : { from: 'querystring', name }
}
