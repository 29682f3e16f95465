// What an app client may be told, and what follows from it: which flows are open, how long tokens live.
import type { ExplicitAuthFlowsType, TimeUnitsType } from '@aws-sdk/client-cognito-identity-provider'
import { notSupported } from '../runtime/aws-error.ts'
import { invalidParameter } from './errors.ts'
import { checkMembers } from './known-members.ts'
import { checkCallbacks } from './callback-urls.ts'
import type { Client, ClientSettings } from './records.ts'

const KNOWN = [
  ...['UserPoolId', 'ClientId', 'ClientName', 'GenerateSecret', 'ExplicitAuthFlows', 'TokenValidityUnits'],
  ...[
    'RefreshTokenValidity',
    'AccessTokenValidity',
    'IdTokenValidity',
    'AuthSessionValidity',
    'ReadAttributes',
  ],
  ...['PreventUserExistenceErrors', 'EnableTokenRevocation', 'SupportedIdentityProviders', 'CallbackURLs'],
  ...['LogoutURLs', 'DefaultRedirectURI', 'AllowedOAuthFlows', 'AllowedOAuthScopes', 'RefreshTokenRotation'],
  'AllowedOAuthFlowsUserPoolClient',
  // Kept and given back.
  ...['WriteAttributes', 'EnablePropagateAdditionalUserContextData'],
]

export const SCOPES = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin']

const DEFAULT_FLOWS: ExplicitAuthFlowsType[] = [
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_CUSTOM_AUTH',
]

/** The settings with Cognito's defaults. Throws for what the local client cannot do. */
export function clientSettings(operation: string, input: object): ClientSettings {
  checkMembers(operation, input, KNOWN)
  const {
    UserPoolId: _pool,
    ClientId: _id,
    GenerateSecret: _secret,
    ...given
  } = input as Record<string, unknown>
  const settings: ClientSettings = {
    PreventUserExistenceErrors: 'LEGACY',
    EnableTokenRevocation: true,
    AllowedOAuthFlowsUserPoolClient: false,
    RefreshTokenValidity: 30,
    AuthSessionValidity: 3,
    ...given,
  } as ClientSettings
  settings.ExplicitAuthFlows = openFlows(settings.ExplicitAuthFlows)
  checkProviders(settings)
  checkOAuth(settings)
  checkValidity(settings)
  return settings
}

function openFlows(given: ExplicitAuthFlowsType[] = []): ExplicitAuthFlowsType[] {
  const legacy = given.filter((flow) => !flow.startsWith('ALLOW_'))
  if (legacy.length > 0)
    throw notSupported('cognito', `${legacy.join(', ')}; use the flows that begin with ALLOW_`)
  if (given.includes('ALLOW_USER_AUTH')) throw notSupported('cognito', 'the flow ALLOW_USER_AUTH')
  return given.length > 0 ? given : DEFAULT_FLOWS
}

function checkProviders({ SupportedIdentityProviders = [], RefreshTokenRotation }: ClientSettings): void {
  const foreign = SupportedIdentityProviders.filter((name) => name !== 'COGNITO')
  if (foreign.length > 0) throw notSupported('cognito', `the identity provider ${foreign.join(', ')}`)
  if (RefreshTokenRotation?.Feature === 'ENABLED') throw notSupported('cognito', 'RefreshTokenRotation')
}

function checkOAuth(settings: ClientSettings): void {
  const { AllowedOAuthFlows = [], AllowedOAuthScopes = [], AllowedOAuthFlowsUserPoolClient } = settings
  const flows = AllowedOAuthFlows.filter((flow) => flow !== 'code')
  if (flows.length > 0) throw notSupported('cognito', `the OAuth flow ${flows.join(', ')}; it has code`)
  const unknown = AllowedOAuthScopes.filter((scope) => !SCOPES.includes(scope))
  if (unknown.length > 0)
    throw notSupported('cognito', `the scope ${unknown.join(', ')}: it has no resource servers`)
  const wantsOAuth = AllowedOAuthFlows.length > 0 || AllowedOAuthScopes.length > 0
  if (wantsOAuth && !AllowedOAuthFlowsUserPoolClient) {
    throw invalidParameter(
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    )
  }
  checkCallbacks(settings)
}

const UNIT_MS: Record<TimeUnitsType, number> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
}

/** How long each token of a client lives, in milliseconds. */
export function tokenLifetimes({ settings }: Pick<Client, 'settings'>) {
  const { AccessTokenValidity, IdTokenValidity, RefreshTokenValidity, TokenValidityUnits = {} } = settings
  return {
    accessMs: (AccessTokenValidity || 1) * UNIT_MS[TokenValidityUnits.AccessToken ?? 'hours'],
    idMs: (IdTokenValidity || 1) * UNIT_MS[TokenValidityUnits.IdToken ?? 'hours'],
    refreshMs: (RefreshTokenValidity || 30) * UNIT_MS[TokenValidityUnits.RefreshToken ?? 'days'],
  }
}

function checkValidity(settings: ClientSettings): void {
  const { accessMs, idMs, refreshMs } = tokenLifetimes({ settings })
  const isShort = [accessMs, idMs].every((ms) => ms >= 5 * UNIT_MS.minutes && ms <= UNIT_MS.days)
  const isLong = refreshMs >= UNIT_MS.hours && refreshMs <= 3650 * UNIT_MS.days
  if (!isShort || !isLong) throw invalidParameter('Invalid range for token validity.')
  const { AuthSessionValidity = 3 } = settings
  if (AuthSessionValidity < 3 || AuthSessionValidity > 15)
    throw invalidParameter('Invalid range for AuthSessionValidity: it is 3 to 15 minutes.')
}

export const hasFlow = ({ settings }: Client, flow: ExplicitAuthFlowsType) =>
  settings.ExplicitAuthFlows?.includes(flow) ?? false

export const hidesUsers = ({ settings }: Client) => settings.PreventUserExistenceErrors === 'ENABLED'
