// The OpenID provider of one pool: oidc-provider, certified, set up to behave like Cognito's hosted sign-in.
import { createHmac } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider'
import { callbackAllowed } from '../callback-urls.ts'
import { SCOPES } from '../client-settings.ts'
import { issuerOf } from '../cognito.ts'
import type { Cognito } from '../cognito.ts'
import type { Pool } from '../records.ts'
import { createAdapters } from './adapter.ts'
import { installGrants } from './grants.ts'
import { renderPage } from './page.ts'

const OFF = { enabled: false }
const CODE_SECONDS = 300
const INTERACTION_SECONDS = 600
/** As the cookie of Cognito's own pages. */
const SESSION_SECONDS = 3600

/** Loaded at the first sign-in only: it takes a fifth of a second and 30 MB. */
export async function createProvider(cognito: Cognito, pool: Pool): Promise<Provider> {
  const { Provider, interactionPolicy, errors } = await import('oidc-provider')
  const prompts = interactionPolicy.base()
  // People consent by being in the pool; whoever is gone or disabled signs in anew.
  prompts.remove('consent')
  const { Check } = interactionPolicy
  prompts
    .get('login')!
    .checks.add(
      new Check('account_gone', 'the account of the session is gone', ({ oidc }) =>
        Boolean(oidc.session?.accountId && !oidc.account),
      ),
    )
  const provider = new Provider(issuerOf(cognito.context, pool.id), {
    ...configuration(cognito, pool),
    interactions: { policy: prompts, url: (_ctx, { uid }) => `/${pool.id}/login/${uid}` },
  })
  // Exactly what is registered, as on AWS: the provider itself would let an app take any port.
  provider.Client.prototype.redirectUriAllowed = function (wanted: string) {
    const client = cognito.store.client(this.clientId)
    return client !== undefined && callbackAllowed(client.settings, wanted)
  }
  installGrants(cognito, pool, { provider, errors })
  const log = (error: Error) =>
    cognito.context.log(`The sign-in pages of ${pool.id} met an error: ${error.message}`)
  provider.on('server_error', (_ctx, error) => log(error))
  // Of Koa, which would print to standard error instead.
  const koa: EventEmitter = provider
  koa.on('error', log)
  return provider
}

function configuration({ store }: Cognito, pool: Pool): Configuration {
  const { kid, privateJwk } = store.signingKey(pool.id)!
  return {
    adapter: createAdapters(store, pool.id),
    jwks: { keys: [{ ...privateJwk, kid, alg: 'RS256', use: 'sig' }] as never },
    // Made from the key, so that a browser stays signed in when the cloud starts anew.
    cookies: {
      keys: [createHmac('sha256', String(privateJwk['d'])).update('cookies').digest('hex')],
      long: { path: `/${pool.id}`, httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    features: {
      devInteractions: OFF,
      userinfo: OFF,
      rpInitiatedLogout: OFF,
      pushedAuthorizationRequests: OFF,
      resourceIndicators: OFF,
      dPoP: OFF,
    },
    // A client that can keep no secret proves by the code verifier that it is the one who asked.
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    scopes: SCOPES,
    claims: { openid: ['sub'] },
    responseTypes: ['code'],
    routes: { authorization: '/oauth2/authorize', token: '/oauth2/token', jwks: '/.well-known/jwks.json' },
    ttl: {
      AuthorizationCode: CODE_SECONDS,
      Interaction: INTERACTION_SECONDS,
      Session: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
      AccessToken: CODE_SECONDS,
      IdToken: CODE_SECONDS,
    },
    allowOmittingSingleRegisteredRedirectUri: false,
    issueRefreshToken: async () => false,
    findAccount: async (_ctx, username) => {
      const user = store.user(pool.id, username)
      return user?.isEnabled
        ? { accountId: username, claims: async () => ({ sub: user.attributes['sub'] ?? '' }) }
        : undefined
    },
    loadExistingGrant: grantAllAsked,
    clientBasedCORS: (_ctx, origin, { clientId }) =>
      store.client(clientId)?.settings.CallbackURLs?.some((url) => URL.parse(url)?.origin === origin) ??
      false,
    renderError: async (ctx, { error, error_description: description }) => {
      renderPage(ctx.res, {
        statusCode: ctx.status,
        title: 'Sign-in is not possible',
        message: [error, description].filter(Boolean).join(': '),
      })
      ctx.respond = false
    },
  }
}

/** What a client may ask for at all, its settings say; what it asks for, it gets. */
async function grantAllAsked({ oidc }: KoaContextWithOIDC) {
  const known = oidc.session!.grantIdFor(oidc.client!.clientId)
  const grant =
    (known && (await oidc.provider.Grant.find(known))) ||
    new oidc.provider.Grant({ accountId: oidc.account!.accountId, clientId: oidc.client!.clientId })
  if (grant.accountId !== oidc.account!.accountId) return undefined
  grant.addOIDCScope([...oidc.requestParamScopes].join(' '))
  await grant.save()
  return grant
}
