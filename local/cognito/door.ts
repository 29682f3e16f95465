// What a pool answers over plain HTTP, below `/<poolId>/`: its public documents, and the pages of its browser sign-in.
import type { ServerResponse } from 'node:http'
import type { Door } from '../runtime/service.ts'
import type { Cognito } from './cognito.ts'
import { keySet, openIdConfiguration } from './discovery.ts'

// No bucket has an underscore and capitals, so no object is hidden by this.
const POOL_PATH = /^\/([a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]{9})(\/.*)$/
const DOCUMENTS = {
  '/.well-known/openid-configuration': openIdConfiguration,
  '/.well-known/jwks.json': keySet,
}

const isDocument = (path: string): path is keyof typeof DOCUMENTS => Object.hasOwn(DOCUMENTS, path)

const matchPool = (path: string) => {
  const [, poolId = '', rest = ''] = POOL_PATH.exec(path) ?? []
  return { poolId, rest }
}

export function createDoor(cognito: Cognito): Door {
  return {
    takes: ({ path }) => POOL_PATH.test(path),
    admitsOrigin: ({ path, method }) => isDocument(matchPool(path).rest) && ['GET', 'HEAD'].includes(method),
    async serve({ raw, response }) {
      const { poolId, rest } = matchPool(raw.path)
      const pool = cognito.store.pool(poolId)
      if (!pool) return answerJson(response, 404, { message: `User pool ${poolId} does not exist.` })
      if (isDocument(rest) && ['GET', 'HEAD'].includes(raw.method)) {
        response.setHeader('access-control-allow-origin', '*')
        return answerJson(response, 200, DOCUMENTS[rest](cognito, pool))
      }
      answerJson(response, 404, { message: 'Not found' })
    },
  }
}

export function answerJson(response: ServerResponse, statusCode: number, body: unknown): void {
  response.writeHead(statusCode, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(response.req.method === 'HEAD' ? undefined : JSON.stringify(body))
}
