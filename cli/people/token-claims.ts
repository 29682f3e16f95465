// What an access token says of its owner. Only to be told to them: the API checks it, and decides.
import { rolesIn, type Role } from '../../lib/roles.ts'

interface Claims {
  name: string | undefined
  role: Role | undefined
}

function payloadOf(accessToken: string): Record<string, unknown> {
  try {
    const [, payload = ''] = accessToken.split('.')
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}

export function readClaims(accessToken: string): Claims {
  const { username, 'cognito:groups': groups } = payloadOf(accessToken)
  return { name: typeof username === 'string' ? username : undefined, role: rolesIn(groups).at(-1) }
}
