// The commands `login`, `logout`, `user add` and `user list`.
import { userInfo } from 'node:os'
import type { Role } from '../../lib/roles.ts'
import { createClients } from '../aws/clients.ts'
import { createSignInClient } from '../aws/sign-in.ts'
import { loadPeopleStack, type PeopleStack } from '../aws/stack.ts'
import { createUserPool, type UserPool } from '../aws/user-pool.ts'
import { UsageError } from '../errors.ts'
import { requireEncrypted } from '../people/encrypted.ts'
import { admitLocally } from '../people/local-person.ts'
import { loginCommand } from '../people/login-command.ts'
import { askCode, askNewPassword, askPassword, makePassword } from '../people/password.ts'
import { readSignIn, removeSignIn, signInPath, writeSignIn } from '../people/sign-in-file.ts'
import { readClaims } from '../people/token-claims.ts'
import { ask, canAsk, readInput } from '../prompt.ts'
import { requireCloud } from '../session.ts'
import { peopleTable } from '../people/people-table.ts'
import { chooseTarget, nameTarget, type Target, type TargetOptions } from '../target.ts'
import { note, plain, print, styled } from '../terminal.ts'

export interface LoginOptions extends TargetOptions {
  as?: string
  passwordStdin: boolean
  apiUrl?: string
  clientId?: string
}

export interface AddUserOptions extends TargetOptions {
  role: Role
}

interface Door {
  target: Target
  /** Where the SDK finds it, if not in the target. */
  region: string
  stack: PeopleStack
  pool: UserPool
}

/** Runs `work` at the user pool of the stack, with the AWS credentials of whoever calls. */
async function withPool<T>(options: TargetOptions, work: (door: Door) => Promise<T>): Promise<T> {
  const target = chooseTarget(options)
  await requireCloud(target, options.port)
  const clients = createClients(target)
  let pool: UserPool | undefined
  try {
    const stack = await loadPeopleStack(clients, target)
    pool = createUserPool(target, stack.userPoolId)
    return await work({ target, region: await clients.cloudFormation.config.region(), stack, pool })
  } finally {
    pool?.close()
    clients.close()
  }
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    // In some containers the user has a number only.
    return 'local'
  }
}

async function chooseName({ as, passwordStdin }: LoginOptions): Promise<string> {
  if (as !== undefined) return as
  if (passwordStdin || !canAsk()) throw new UsageError('Say who signs in: --as NAME.')
  const name = (await ask(`User name [${plain(systemUser())}]: `)).trim()
  return name === '' ? systemUser() : name
}

interface Place {
  target: Target
  region: string
  apiUrl: string
  clientId: string
}

async function signIn({ target, region, apiUrl, clientId }: Place, name: string, password: string) {
  const client = createSignInClient({ ...target, region }, clientId)
  try {
    const tokens = await client.signIn({ name, password }, { newPassword: askNewPassword, code: askCode })
    const claims = readClaims(tokens.accessToken)
    const kept = { ...tokens, name: claims.name ?? name, apiUrl, clientId, region }
    await writeSignIn(signInPath(target), kept)
    return { name: kept.name, role: claims.role }
  } finally {
    client.close()
  }
}

const REGION_OF_API = /^https:\/\/[a-z0-9]+\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/

/** For people without AWS credentials: whoever runs the stack tells them the two outputs. */
function namedPlace({ apiUrl, clientId, ...options }: LoginOptions): Place {
  if (apiUrl === undefined || clientId === undefined)
    throw new UsageError('--api-url and --client-id belong together.')
  const target = chooseTarget(options)
  const region = REGION_OF_API.exec(apiUrl)?.[1] ?? target.region
  if (region === undefined) throw new UsageError('Name the --region of the stack.')
  return { target, region, apiUrl, clientId }
}

async function signInByPassword(place: Place, options: LoginOptions) {
  requireEncrypted(place.apiUrl)
  if (place.target.endpointUrl !== undefined) requireEncrypted(place.target.endpointUrl)
  const name = await chooseName(options)
  const password = options.passwordStdin ? await readInput() : await askPassword(plain(name))
  return signIn(place, name, password)
}

/** Signs somebody in and keeps the tokens. On a local cloud nobody needs a password. */
export async function login(options: LoginOptions): Promise<number> {
  const isNamed = options.apiUrl !== undefined || options.clientId !== undefined
  const me = isNamed
    ? await signInByPassword(namedPlace(options), options)
    : await withPool(options, async ({ target, region, stack, pool }) => {
        const place = { target, region, ...stack }
        if (!target.onThisMachine || options.passwordStdin) return signInByPassword(place, options)
        const name = options.as ?? systemUser()
        return signIn(place, name, await admitLocally(pool, name))
      })
  if (options.json) print(JSON.stringify({ signedIn: true, ...me }))
  else {
    const where = nameTarget(chooseTarget(options))
    print(
      `${styled('green', '✔')} Signed in as ${plain(me.name)} (${me.role ?? 'without a role'}) at ${where}.`,
    )
    if (me.role === undefined)
      note('Without a role the API refuses everything; `reelgate user add NAME --role ROLE` gives one.')
  }
  return 0
}

/** Ends the sign-in at the pool too; where that does not answer, here at least. */
export async function logout(options: TargetOptions): Promise<number> {
  const target = chooseTarget(options)
  const path = signInPath(target)
  const kept = await readSignIn(path)
  await removeSignIn(path)
  if (kept !== undefined) {
    const client = createSignInClient({ ...target, region: kept.region ?? target.region }, kept.clientId)
    await client
      .revoke(kept.refreshToken)
      .catch(() => options.json || note('The user pool could not be told; its tokens end by themselves.'))
      .finally(() => client.close())
  }
  if (options.json) print(JSON.stringify({ signedIn: false }))
  else print(kept === undefined ? 'Nobody was signed in.' : `${plain(kept.name)} is signed out.`)
  return 0
}

const firstSignIn = (target: Target, name: string) =>
  target.onThisMachine
    ? `${loginCommand(target, name)} needs no password on this machine.`
    : `It is shown this once, and has to be changed at the first ${loginCommand(target, name)}.`

/** Makes a user, or gives one that there is another role. */
export async function addUser(name: string, options: AddUserOptions): Promise<number> {
  const { role, json } = options
  return withPool(options, async ({ target, pool }) => {
    const known = await pool.find(name)
    const temporaryPassword = makePassword()
    if (known === undefined) await pool.create(name, temporaryPassword)
    await pool.setRole(name, role)
    const added = known === undefined
    if (json) print(JSON.stringify({ name, role, added, ...(added && { temporaryPassword }) }))
    else if (added) {
      print(`${styled('green', '✔')} ${plain(name)} is a new ${role}.`)
      if (!target.onThisMachine) print(`  temporary password  ${temporaryPassword}`)
      note(firstSignIn(target, plain(name)))
    } else if (known.role === role) print(`${plain(name)} is a ${role} already.`)
    else
      print(
        `${styled('green', '✔')} ${plain(name)} was ${known.role ?? 'without a role'} and is ${role} from the next sign-in on.`,
      )
    return 0
  })
}

export async function listUsers(options: TargetOptions): Promise<number> {
  const people = await withPool(options, ({ pool }) => pool.list())
  if (options.json) people.forEach((person) => print(JSON.stringify(person)))
  else if (people.length > 0) print(peopleTable(people))
  else print('There is nobody yet. `reelgate user add NAME --role reviewer` adds somebody.')
  return 0
}
