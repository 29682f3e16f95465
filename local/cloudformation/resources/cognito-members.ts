// Deep inside the settings of a user pool, too, templates write numbers and booleans as text.
import { asBoolean, asNumber } from './coerce.ts'

const NUMBERS = [
  ...['MinimumLength', 'TemporaryPasswordValidityDays', 'PasswordHistorySize', 'UnusedAccountValidityDays'],
  ...['RefreshTokenValidity', 'AccessTokenValidity', 'IdTokenValidity', 'AuthSessionValidity', 'Priority'],
  ...['Precedence', 'ManagedLoginVersion', 'RetryGracePeriodSeconds'],
]
const BOOLEANS = [
  ...['RequireUppercase', 'RequireLowercase', 'RequireNumbers', 'RequireSymbols', 'AllowAdminCreateUserOnly'],
  ...['CaseSensitive', 'Required', 'Mutable', 'DeveloperOnlyAttribute', 'GenerateSecret'],
  ...['AllowedOAuthFlowsUserPoolClient', 'EnableTokenRevocation', 'EnablePropagateAdditionalUserContextData'],
]

/** A copy in which the members that Cognito wants as numbers and booleans are such. */
export function typedMembers(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => typedMembers(item))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, typedMembers(child, key)]))
  if (NUMBERS.includes(name)) return asNumber(value)
  if (BOOLEANS.includes(name)) return asBoolean(value)
  return value
}
