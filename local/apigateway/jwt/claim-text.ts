// Claims reach a function as text. API Gateway prints them as Go prints values, so a list loses its commas:
// `[reviewer viewer]`. Whoever reads them has to know that, locally as on AWS.
import type { Claims } from './check-claims.ts'

export const claimTexts = (claims: Claims): Record<string, string> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]))

function claimText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`
  if (typeof value !== 'object') return String(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `map[${members.map(([name, member]) => `${name}:${claimText(member)}`).join(' ')}]`
}
