import { randomBytes } from 'node:crypto'
import { CommandError, UsageError } from '../errors.ts'
import { ask, canAsk } from '../prompt.ts'

const RANDOM_BYTES = 18

/** Hard to guess, and with a letter of each case and a digit, as the pool wants it. */
export const makePassword = () => `${randomBytes(RANDOM_BYTES).toString('base64url')}aA1`

/** @throws UsageError when there is nobody to ask */
export async function askPassword(name: string): Promise<string> {
  if (!canAsk())
    throw new UsageError('There is no terminal to ask for the password; hand it over with --password-stdin.')
  return ask(`Password of ${name}: `, { hidden: true })
}

/** Asked twice, as nobody sees what is typed. */
export async function askNewPassword(): Promise<string> {
  if (!canAsk())
    throw new CommandError(
      'A password of your own has to be chosen first.',
      'Sign in once in a terminal: `reelgate login` asks for it.',
    )
  process.stderr.write(
    'Choose a password of your own: 12 characters or more, with small and capital letters and digits.\n',
  )
  const password = await ask('New password: ', { hidden: true })
  const again = await ask('Once more: ', { hidden: true })
  if (again !== password) throw new CommandError('The two passwords differ.', 'Sign in again.')
  return password
}

export async function askCode(): Promise<string> {
  if (!canAsk())
    throw new CommandError('The user pool asks for a code, and there is no terminal to ask for it.')
  return (await ask('Code of your authenticator app: ')).trim()
}
