// What a pool may be told: what is carried out, what is only kept, and what would change sign-in and is refused.
import type { CreateUserPoolRequest, SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { notSupported } from '../runtime/aws-error.ts'
import { invalidParameter } from './errors.ts'
import { checkMembers } from './known-members.ts'
import { DEFAULT_PASSWORD_POLICY } from './password-policy.ts'
import type { Pool, PoolSettings } from './records.ts'

/** Kept and given back: they shape messages, and none is sent here. */
const KEPT = [
  ...['AutoVerifiedAttributes', 'VerificationMessageTemplate', 'EmailVerificationMessage'],
  ...['EmailVerificationSubject', 'SmsVerificationMessage', 'SmsAuthenticationMessage', 'EmailConfiguration'],
  ...['SmsConfiguration', 'AdminCreateUserConfig', 'AccountRecoverySetting', 'UserAttributeUpdateSettings'],
  'UserPoolTier',
] as const

const CHANGEABLE = [
  ...['PoolName', 'Policies', 'DeletionProtection', 'UserPoolTags', 'LambdaConfig', 'MfaConfiguration'],
  ...['UserPoolAddOns', ...KEPT],
]
const FIXED = ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration', 'Schema']

export const STANDARD_ATTRIBUTES = [
  ...['sub', 'name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile'],
  ...['picture', 'website', 'email', 'email_verified', 'gender', 'birthdate', 'zoneinfo', 'locale'],
  ...['phone_number', 'phone_number_verified', 'address', 'updated_at', 'identities'],
]

/** The settings of a new pool with Cognito's defaults. Throws for what the local pool cannot do. */
export function settingsOfNewPool(input: CreateUserPoolRequest): PoolSettings {
  checkMembers('CreateUserPool', input, [...CHANGEABLE, ...FIXED])
  if (input.AliasAttributes && input.UsernameAttributes) {
    throw invalidParameter('Only one of the aliasAttributes or usernameAttributes can be set in a user pool.')
  }
  return checked({ ...input, PoolName: String(input.PoolName) })
}

/** The settings after an update: as on AWS, what the update does not name goes back to its default. */
export function settingsOfChangedPool(pool: Pool, input: object): PoolSettings {
  checkMembers('UpdateUserPool', input, [...CHANGEABLE, 'UserPoolId'])
  const { UserPoolId: _id, ...changes } = input as Record<string, unknown>
  const { PoolName, AliasAttributes, UsernameAttributes, UsernameConfiguration, Schema } = pool.settings
  const fixed = { PoolName, AliasAttributes, UsernameAttributes, UsernameConfiguration, Schema }
  return checked({ ...fixed, ...changes })
}

function checked(settings: PoolSettings): PoolSettings {
  const { PoolName, MfaConfiguration = 'OFF', LambdaConfig, UserPoolAddOns, Policies } = settings
  if (!/^[\w\s+=,.@-]{1,128}$/.test(PoolName)) {
    throw invalidParameter(
      `1 validation error detected: Value '${PoolName}' at 'poolName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+',
    )
  }
  if (MfaConfiguration !== 'OFF') throw notSupported('cognito', `MfaConfiguration ${MfaConfiguration}`)
  if (Object.keys(LambdaConfig ?? {}).length > 0) throw notSupported('cognito', 'triggers in LambdaConfig')
  if (UserPoolAddOns && UserPoolAddOns.AdvancedSecurityMode !== 'OFF')
    throw notSupported('cognito', 'UserPoolAddOns but AdvancedSecurityMode OFF')
  const firstFactors = Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD']
  if (firstFactors.some((factor) => factor !== 'PASSWORD'))
    throw notSupported('cognito', 'a SignInPolicy with other factors than PASSWORD')
  return {
    ...settings,
    MfaConfiguration,
    DeletionProtection: settings.DeletionProtection ?? 'INACTIVE',
    UserPoolTier: settings.UserPoolTier ?? 'ESSENTIALS',
    Policies: { PasswordPolicy: passwordPolicy(Policies?.PasswordPolicy) },
  }
}

// A policy that is given replaces the default whole: what it does not ask for is not asked.
function passwordPolicy(given: NonNullable<PoolSettings['Policies']>['PasswordPolicy']) {
  if (!given) return DEFAULT_PASSWORD_POLICY
  const { MinimumLength = 8, TemporaryPasswordValidityDays = 7 } = given
  const policy = { ...given, MinimumLength, TemporaryPasswordValidityDays }
  if (policy.PasswordHistorySize) throw notSupported('cognito', 'PasswordHistorySize')
  if (policy.MinimumLength < 6 || policy.MinimumLength > 99) {
    throw invalidParameter(
      `1 validation error detected: Value '${policy.MinimumLength}' at 'policies.passwordPolicy.minimumLength' ` +
        'failed to satisfy constraint: Member must have value between 6 and 99',
    )
  }
  return policy
}

export const policyOf = (pool: Pool) => pool.settings.Policies?.PasswordPolicy ?? DEFAULT_PASSWORD_POLICY

/** Names are compared in lower case only when the pool was made so; the API's default is to care for case. */
export const ignoresCase = (pool: Pool) => pool.settings.UsernameConfiguration?.CaseSensitive === false

const nameOf = ({ Name = '' }: SchemaAttributeType) =>
  STANDARD_ATTRIBUTES.includes(Name) || Name.startsWith('custom:') ? Name : `custom:${Name}`

/** Throws `InvalidParameterException` for attributes that the pool's schema does not have. */
export function checkAttributes(pool: Pool, attributes: Record<string, string>): void {
  const custom = (pool.settings.Schema ?? []).map(nameOf)
  for (const name of Object.keys(attributes)) {
    const isKnown = STANDARD_ATTRIBUTES.includes(name) ? name !== 'identities' : custom.includes(name)
    if (!isKnown) throw offSchema(name, 'Attribute does not exist in the schema.')
  }
}

/** Throws `InvalidParameterException` when a new user lacks an attribute that the schema requires. */
export function checkRequired(pool: Pool, attributes: Record<string, string>): void {
  for (const attribute of pool.settings.Schema ?? []) {
    const name = nameOf(attribute)
    if (attribute.Required && !attributes[name]) throw offSchema(name, 'The attribute is required')
  }
}

const offSchema = (name: string, what: string) =>
  invalidParameter(`Attributes did not conform to the schema: ${name}: ${what}`)
