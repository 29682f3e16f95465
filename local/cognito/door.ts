// What a pool answers over plain HTTP, below `/<poolId>/`: its public documents, and the pages of its browser sign-in.
import type { IncomingMessage } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { Door, DoorExchange } from '../runtime/service.ts'
import type { Cognito } from './cognito.ts'
import { keySet, openIdConfiguration } from './discovery.ts'
import type { Pool } from './records.ts'
import { answerJson, ENDPOINTS } from './web/endpoints.ts'
import { serveLogin } from './web/login.ts'
import { renderPage } from './web/page.ts'
import { createProvider } from './web/provider.ts'

// No bucket has an underscore in its name, so no object is hidden by this.
const POOL_PATH = /^\/([a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]{9})(\/.*)$/
const DOCUMENTS = {
  '/.well-known/openid-configuration': openIdConfiguration,
  '/.well-known/jwks.json': keySet,
}
/** The rest of oidc-provider's routes is not for anybody here. */
const PROVIDER_PATH = /^\/oauth2\/(?:authorize(?:\/[\w-]+)?|token)$/
const LOGIN_PATH = /^\/login\/([\w-]+)$/

const isDocument = (path: string): path is keyof typeof DOCUMENTS => Object.hasOwn(DOCUMENTS, path)

function matchPool(path: string) {
  const [, poolId = '', rest = ''] = POOL_PATH.exec(path) ?? []
  return { poolId, rest }
}

export function createDoor(cognito: Cognito): Door {
  const providers = new Map<string, Promise<Provider>>()
  const providerOf = (pool: Pool) => {
    const provider = providers.get(pool.id) ?? createProvider(cognito, pool)
    providers.set(pool.id, provider)
    return provider
  }
  return {
    takes: ({ path }) => POOL_PATH.test(path),
    // A page that signs in by itself exchanges its code from its own origin; the provider asks the client's callbacks.
    admitsOrigin({ path, method }) {
      const { rest } = matchPool(path)
      return rest === '/oauth2/token' || (isDocument(rest) && ['GET', 'HEAD'].includes(method))
    },
    async serve({ raw, request, response }) {
      const { poolId, rest } = matchPool(raw.path)
      const pool = cognito.store.pool(poolId)
      if (!pool) return answerJson(response, 404, { message: `User pool ${poolId} does not exist.` })
      if (isDocument(rest) && ['GET', 'HEAD'].includes(raw.method)) {
        response.setHeader('access-control-allow-origin', '*')
        return answerJson(response, 200, DOCUMENTS[rest](cognito, pool))
      }
      await servePages({ cognito, pool, provider: () => providerOf(pool) }, { raw, request, response }, rest)
    },
  }
}

interface Pages {
  cognito: Cognito
  pool: Pool
  provider: () => Promise<Provider>
}

async function servePages(pages: Pages, { raw, request, response }: DoorExchange, rest: string) {
  const { cognito, pool } = pages
  if (!cognito.store.domainOf(pool.id)) {
    const message = 'The user pool has no domain: on AWS, too, it has sign-in pages only with one.'
    return renderPage(response, { statusCode: 404, title: 'No sign-in here', message })
  }
  const endpoint = ENDPOINTS[`${raw.method} ${rest}`]
  if (endpoint) return endpoint({ cognito, pool, query: raw.query, request, response })
  const uid = LOGIN_PATH.exec(rest)?.[1]
  if (uid && ['GET', 'POST'].includes(raw.method)) {
    return serveLogin({ cognito, pool, provider: await pages.provider(), request, response }, uid)
  }
  if (!PROVIDER_PATH.test(rest)) return answerJson(response, 404, { message: 'Not found' })
  await (await pages.provider()).callback()(mounted(request, pool), response)
}

/** The provider sees its own paths and tells by the difference to `originalUrl` where it is mounted. */
function mounted(request: IncomingMessage, pool: Pool): IncomingMessage {
  const originalUrl = request.url ?? '/'
  return Object.assign(request, { originalUrl, url: originalUrl.slice(pool.id.length + 1) })
}
