// The description of the API says what is deployed, and can be read by whoever reads OpenAPI.
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { responders as captionRoutes } from '../../functions/caption/caption-api.ts'
import { responders as playbackRoutes } from '../../functions/delivery/playback-api.ts'
import { responders as uploadRoutes } from '../../functions/intake/uploads-api.ts'
import { responders as handRoutes } from '../../functions/publish/publish-api.ts'
import { responders as reviewRoutes } from '../../functions/review/review-api.ts'
import { responders as searchRoutes } from '../../functions/search/search-api.ts'
import { responders as webhookRoutes } from '../../functions/webhooks/webhook-api.ts'
import { declaredRoutes } from '../support/serverless-files.ts'
import { PROJECT_ROOT, readProjectFile } from '../support/source-files.ts'

interface OpenApi {
  paths: Record<string, Record<string, { operationId: string; 'x-role': string; responses: object }>>
  components: { schemas: Record<string, object> }
}

const document = JSON.parse(readProjectFile('docs/openapi.json')) as OpenApi
const routes = JSON.parse(readProjectFile('schemas/api/routes.json')) as Record<string, { role: string }>

const described = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
)

function validate(text: string): { valid: boolean; errors?: unknown } {
  const program = join(PROJECT_ROOT, 'test/support/validate-openapi.mjs')
  const options = { input: text, encoding: 'utf8', maxBuffer: 10_000_000 } as const
  return JSON.parse(execFileSync(process.execPath, [program], options)) as { valid: boolean }
}

describe('the description of the API', () => {
  test('is valid OpenAPI 3.1', () => {
    expect(validate(JSON.stringify(document))).toEqual({ valid: true })
  })

  test('is found wrong when an answer says nothing', () => {
    const broken = structuredClone(document)
    broken.paths['/reviews']!['get']!.responses = { 200: {} }
    expect(validate(JSON.stringify(broken))).toMatchObject({ valid: false })
  })

  test('describes every route that is deployed, and no other', () => {
    expect([...described].sort()).toEqual(
      declaredRoutes()
        .map(({ route }) => route)
        .sort(),
    )
  })

  test('describes every route that is answered, and no other', () => {
    expect([...described].sort()).toEqual(
      Object.keys({
        ...reviewRoutes,
        ...handRoutes,
        ...captionRoutes,
        ...playbackRoutes,
        ...searchRoutes,
        ...uploadRoutes,
        ...webhookRoutes,
      }).sort(),
    )
  })

  test('names the role that each route needs', () => {
    const roles = described.map((route) => {
      const [method = '', path = ''] = route.split(' ')
      return [route, document.paths[path]![method.toLowerCase()]!['x-role']]
    })
    expect(Object.fromEntries(roles)).toEqual(
      Object.fromEntries(Object.entries(routes).map(([route, { role }]) => [route, role])),
    )
  })

  test('has schemas that are valid in its dialect and point to each other', () => {
    const ajv = new Ajv2020({ strict: false })
    formats.default(ajv)
    ajv.addSchema({ $id: 'https://reelgate.dev/openapi', ...document })
    for (const title of Object.keys(document.components.schemas))
      expect(ajv.getSchema(`https://reelgate.dev/openapi#/components/schemas/${title}`)).toBeDefined()
  })

  test('speaks of no task token and no receipt', () => {
    const text = JSON.stringify(document)
    expect(['taskToken', 'receiptHandle'].filter((secret) => text.includes(secret))).toEqual([])
  })
})

describe('the deployed routes', () => {
  test('all ask for a token of the user pool', () => {
    expect(declaredRoutes().filter(({ authorizer }) => authorizer !== 'people')).toEqual([])
  })
})
