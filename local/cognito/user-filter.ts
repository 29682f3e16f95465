// ListUsers' filter: one attribute, `=` or `^=` (begins with), one value in quotes.
import { invalidParameter } from './errors.ts'
import type { User } from './records.ts'

const FILTER = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/
const SEARCHABLE = [
  ...['username', 'email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'],
  ...['cognito:user_status', 'status', 'sub'],
]

function valueOf(user: User, attribute: string): string | undefined {
  if (attribute === 'username') return user.username
  if (attribute === 'cognito:user_status') return user.status
  if (attribute === 'status') return user.isEnabled ? 'Enabled' : 'Disabled'
  return user.attributes[attribute]
}

/** Throws `InvalidParameterException` for a filter that cannot be read or an attribute that cannot be searched. */
export function parseUserFilter(filter: string | undefined): (user: User) => boolean {
  if (!filter) return () => true
  const [, attribute = '', operator, quoted = ''] = FILTER.exec(filter) ?? []
  if (!attribute) throw invalidParameter('Error while parsing filter expression.')
  if (!SEARCHABLE.includes(attribute)) throw invalidParameter(`Attribute ${attribute} is not searchable.`)
  const wanted = quoted.replaceAll(/\\(.)/g, '$1').toLowerCase()
  return (user) => {
    const value = valueOf(user, attribute)?.toLowerCase()
    return operator === '=' ? value === wanted : (value?.startsWith(wanted) ?? false)
  }
}
