// What commands of people need: the API of the stack, asked in the name of who is signed in.
import { createClients } from '../aws/clients.ts'
import { createSignInClient, type SignInClient } from '../aws/sign-in.ts'
import { loadPeopleStack } from '../aws/stack.ts'
import { CommandError } from '../errors.ts'
import { createApi, type Api } from '../review/api.ts'
import { requireCloud } from '../session.ts'
import { chooseTarget, type Target, type TargetOptions } from '../target.ts'
import { loginCommand } from './login-command.ts'
import { readClaims } from './token-claims.ts'
import { readSignIn, removeSignIn, signInPath, writeSignIn, type SignIn } from './sign-in-file.ts'

export interface Me {
  name: string
  role: ReturnType<typeof readClaims>['role']
}

export interface ApiSession {
  api: Api
  target: Target
  /** As the newest token says it. */
  me(): Me
}

/** Renewed this long before it ends, so that it does not end on its way. */
const MARGIN_MS = 60_000

const nobody = (target: Target, message: string) =>
  new CommandError(message, `Sign in with ${loginCommand(target)}.`)

/** The sign-in that is kept, if it is one at the stack that stands there now. */
async function loadSignIn(target: Target, path: string): Promise<SignIn> {
  const signIn = await readSignIn(path)
  if (signIn === undefined) throw nobody(target, 'Nobody is signed in.')
  if (!target.onThisMachine) return signIn
  const clients = createClients(target)
  try {
    const { apiUrl, clientId } = await loadPeopleStack(clients, target)
    if (signIn.clientId !== clientId) throw nobody(target, 'You were signed in at another local cloud.')
    return { ...signIn, apiUrl }
  } finally {
    clients.close()
  }
}

/** Answers good access tokens, and keeps what was renewed. */
function createKeeper(
  first: SignIn,
  target: Target,
  { path, client }: { path: string; client: SignInClient },
) {
  let signIn = first
  const renew = async () => {
    const tokens = await client.refresh(signIn.refreshToken)
    if (tokens === undefined) {
      await removeSignIn(path)
      throw nobody(target, 'Your sign-in is over.')
    }
    signIn = { ...signIn, ...tokens }
    await writeSignIn(path, signIn)
    return signIn.accessToken
  }
  return {
    current: () => signIn,
    /** `refused` is a token that the API has not taken. */
    token: async (refused?: string): Promise<string> => {
      const isGood = signIn.expiresAtMs - Date.now() > MARGIN_MS && signIn.accessToken !== refused
      return isGood ? signIn.accessToken : renew()
    },
  }
}

/** Runs `work` with the API of the stack. @throws CommandError when nobody is signed in */
export async function withApi<T>(
  options: TargetOptions,
  work: (session: ApiSession) => Promise<T>,
): Promise<T> {
  const target = chooseTarget(options)
  await requireCloud(target, options.port)
  const path = signInPath(target)
  const signIn = await loadSignIn(target, path)
  const client = createSignInClient({ ...target, region: signIn.region ?? target.region }, signIn.clientId)
  const keeper = createKeeper(signIn, target, { path, client })
  const me = () => ({ name: signIn.name, role: readClaims(keeper.current().accessToken).role })
  try {
    return await work({ api: createApi(signIn.apiUrl, { token: keeper.token, me }), target, me })
  } finally {
    client.close()
  }
}
