import type { AdapterPayload } from 'oidc-provider'
import type { Client } from '../records.ts'

const isWeb = (url: string) => /^https?:/.test(url)

/** A client of the pool in the words of OpenID Connect Dynamic Client Registration. */
export function clientMetadata({ id, secret, settings }: Client): AdapterPayload {
  const { ClientName, CallbackURLs = [], AllowedOAuthScopes = [] } = settings
  return {
    client_id: id,
    client_name: ClientName,
    ...(secret !== undefined && { client_secret: secret }),
    application_type: CallbackURLs.every(isWeb) ? 'web' : 'native',
    token_endpoint_auth_method: secret === undefined ? 'none' : 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: CallbackURLs,
    scope: AllowedOAuthScopes.join(' '),
  }
}
