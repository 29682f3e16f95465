import { badRequest } from '../errors.ts'
import type { CorsConfiguration } from '../records.ts'

const LISTS = ['allowHeaders', 'allowMethods', 'allowOrigins', 'exposeHeaders'] as const
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '*']
const ORIGIN = /^(\*|https?:\/\/\*|[a-z][a-z0-9+.-]*:\/\/[^/\s]+)$/i
const LONGEST_MAX_AGE_S = 86_400

/** Throws `BadRequestException` for what a browser or API Gateway could not work with. */
export function checkCors(given: unknown): void {
  if (typeof given !== 'object' || given === null) throw badRequest('Invalid CORS configuration')
  const cors = given as CorsConfiguration
  checkLists(cors)
  if (cors.allowCredentials && cors.allowOrigins?.includes('*'))
    throw badRequest('allowCredentials is not supported for origin *')
  const { maxAge = 0 } = cors
  if (!Number.isInteger(maxAge) || maxAge < -1 || maxAge > LONGEST_MAX_AGE_S)
    throw badRequest(`maxAge must be between -1 and ${LONGEST_MAX_AGE_S}`)
}

function checkLists(cors: CorsConfiguration): void {
  for (const name of LISTS) {
    const list: unknown = cors[name] ?? []
    if (!(Array.isArray(list) && list.every((one) => typeof one === 'string')))
      throw badRequest(`${name} must be a list of strings`)
  }
  const method = cors.allowMethods?.find((one) => !METHODS.includes(one))
  if (method !== undefined) throw badRequest(`Invalid method ${method} in allowMethods`)
  const origin = cors.allowOrigins?.find((one) => !ORIGIN.test(one))
  if (origin !== undefined) throw badRequest(`Invalid format for origin ${origin}`)
}
