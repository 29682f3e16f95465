import { badRequest } from '../rules/check-request.ts'

const LARGEST_PAGE = 20

/** `maxResults` of a query string; 20 when absent. */
export function pageSize(maxResults: string | number | undefined): number {
  return maxResults === undefined ? LARGEST_PAGE : Math.min(LARGEST_PAGE, Number(maxResults))
}

export function encodePage(sequence: number): string {
  return Buffer.from(`after:${sequence}`).toString('base64url')
}

/** Throws `BadRequestException` for a token that this service did not make. */
export function decodePage(token: string | undefined): number | undefined {
  if (!token) return undefined
  const match = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())
  if (!match) throw badRequest('/nextToken: Should be a token from an earlier answer')
  return Number(match[1])
}
