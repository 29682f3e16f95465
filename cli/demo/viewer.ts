// Somebody who may watch what is published, and nothing more.
import { createSignInClient } from '../aws/sign-in.ts'
import { loadPeopleStack } from '../aws/stack.ts'
import { createUserPool } from '../aws/user-pool.ts'
import { admitLocally } from '../people/local-person.ts'
import { createApi, type Api } from '../review/api.ts'
import type { Session } from '../session.ts'

const NAME = 'demo-viewer'

const asksNothing = () => Promise.reject(new Error('The demo has nobody to ask.'))

export async function signInViewer({ clients, target }: Session): Promise<Pick<Api, 'playback'>> {
  const { apiUrl, userPoolId, clientId } = await loadPeopleStack(clients, target)
  const pool = createUserPool(target, userPoolId)
  const client = createSignInClient(target, clientId)
  try {
    const password = await admitLocally(pool, NAME, 'viewer')
    const questions = { newPassword: asksNothing, code: asksNothing }
    const { accessToken } = await client.signIn({ name: NAME, password }, questions)
    const me = () => ({ name: NAME, role: 'viewer' as const })
    return createApi(apiUrl, { token: async () => accessToken, me })
  } finally {
    pool.close()
    client.close()
  }
}
