// Where a sign-in is kept: one file for each stack, below the user's configuration, for its owner only.
import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Tokens } from '../aws/sign-in.ts'
import type { Target } from '../target.ts'

export interface SignIn extends Tokens {
  /** As the user pool writes it. */
  name: string
  apiUrl: string
  clientId: string
  /** Absent where the SDK finds it in its own configuration. */
  region?: string
}

function configFolder(environment: NodeJS.ProcessEnv): string {
  const configured = environment['XDG_CONFIG_HOME'] ?? ''
  // The specification wants relative paths ignored.
  const base = isAbsolute(configured) ? configured : join(homedir(), '.config')
  return join(base, 'reelgate', 'sign-ins')
}

/** Readable, and different for stacks that differ in a character that no file name may have. */
export function signInPath(target: Target, environment: NodeJS.ProcessEnv = process.env): string {
  const name = [target.endpointUrl ?? 'aws', target.region ?? 'default', target.stage].join(' ')
  const slug = name.replace(/[^a-zA-Z0-9.]+/g, '-')
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return join(configFolder(environment), `${slug}-${digest}.json`)
}

/** Undefined when nobody is signed in. */
export async function readSignIn(path: string): Promise<SignIn | undefined> {
  try {
    const signIn = JSON.parse(await readFile(path, 'utf8')) as Partial<SignIn>
    return typeof signIn.accessToken === 'string' && typeof signIn.refreshToken === 'string'
      ? (signIn as SignIn)
      : undefined
  } catch (error) {
    // One that was damaged is as good as none: signing in again writes it anew.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not at all, so that two commands at once never read half a file. */
export async function writeSignIn(path: string, signIn: SignIn): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.tmp`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(JSON.stringify(signIn))
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

export const removeSignIn = (path: string) => rm(path, { force: true })
