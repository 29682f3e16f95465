import type { PasswordPolicyType } from '@aws-sdk/client-cognito-identity-provider'
import { randomInt } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'

/** What a pool without a policy of its own asks for. */
export const DEFAULT_PASSWORD_POLICY: Required<Omit<PasswordPolicyType, 'PasswordHistorySize'>> = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
}

const LONGEST_PASSWORD = 256
// A space counts as a symbol inside a password, not at its ends.
const SYMBOL = /[\^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+=]|(?<=\S) (?=\S)/

/** Why a password is not good enough, in Cognito's words; undefined when it is. */
export function passwordFault(password: string, policy: PasswordPolicyType): string | undefined {
  const faults: [boolean | undefined, string][] = [
    [[...password].length < (policy.MinimumLength ?? 8), 'Password not long enough'],
    [policy.RequireUppercase && !/\p{Lu}/u.test(password), 'Password must have uppercase characters'],
    [policy.RequireLowercase && !/\p{Ll}/u.test(password), 'Password must have lowercase characters'],
    [policy.RequireNumbers && !/\d/.test(password), 'Password must have numeric characters'],
    [policy.RequireSymbols && !SYMBOL.test(password), 'Password must have symbol characters'],
  ]
  return faults.find(([isFault]) => isFault)?.[1]
}

/** Throws `InvalidPasswordException`. */
export function checkPassword(password: unknown, policy: PasswordPolicyType): asserts password is string {
  const fault =
    typeof password !== 'string' || password === '' || password.length > LONGEST_PASSWORD
      ? `Password must be a text of 1 to ${LONGEST_PASSWORD} characters`
      : passwordFault(password, policy)
  if (fault) throw new AwsError('InvalidPasswordException', `Password did not conform with policy: ${fault}`)
}

const KINDS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!#%+:=?@']

/** A password of 20 characters or the policy's length that satisfies every policy. */
export function makePassword(policy: PasswordPolicyType): string {
  const length = Math.max(20, policy.MinimumLength ?? 0)
  const draw = (letters: string) => letters.charAt(randomInt(letters.length))
  const drawn = [...KINDS, ...Array.from({ length: length - KINDS.length }, () => KINDS.join(''))].map(draw)
  for (let at = drawn.length - 1; at > 0; at -= 1) {
    const other = randomInt(at + 1)
    ;[drawn[at], drawn[other]] = [drawn[other]!, drawn[at]!]
  }
  return drawn.join('')
}
