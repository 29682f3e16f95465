import type { Role } from '../../lib/roles.ts'
import type { UserPool } from '../aws/user-pool.ts'
import { makePassword } from './password.ts'

/**
 * Makes sure that the local cloud knows somebody: an operator unless said otherwise, and unless they have a role already. Answers the password,
 * a new one each time: on a cloud of one's own nobody needs to remember one.
 */
export async function admitLocally(pool: UserPool, name: string, role: Role = 'operator'): Promise<string> {
  const password = makePassword()
  const known = await pool.find(name)
  if (known === undefined) await pool.create(name, password)
  if (known?.role === undefined) await pool.setRole(name, role)
  await pool.setPassword(name, password)
  return password
}
