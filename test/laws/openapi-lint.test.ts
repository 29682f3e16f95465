// The description of the API as a linter reads it, that looks at more than whether it is valid.
import { describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT_ROOT, readProjectFile } from '../support/source-files.ts'

interface Operation {
  operationId: string
  summary?: string
  security?: object[]
  parameters?: object[]
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  security?: object[]
  components: { schemas: Record<string, object> }
}

const document = JSON.parse(readProjectFile('docs/openapi.json')) as OpenApi

function lint(openApi: OpenApi): string {
  const program = join(PROJECT_ROOT, 'test/support/lint-openapi.mjs')
  const options = { input: JSON.stringify(openApi), encoding: 'utf8', maxBuffer: 10_000_000 } as const
  return (JSON.parse(execFileSync(process.execPath, [program], options)) as string[]).join('\n')
}

const broken = (breakIt: (openApi: OpenApi) => void): OpenApi => {
  const copy = structuredClone(document)
  breakIt(copy)
  return copy
}

const [path = '', method = ''] = Object.entries(document.paths)
  .filter(([name]) => name.includes('{'))
  .flatMap(([name, operations]) => Object.keys(operations).map((verb) => [name, verb]))[0]!

describe('the linter', () => {
  test('finds nothing in the description of the API', () => expect(lint(document)).toBe(''))

  test.each<[string, string, (openApi: OpenApi) => void]>([
    [
      'a parameter of the path that is not described',
      'path-parameters-defined',
      (api) => delete api.paths[path]![method]!.parameters,
    ],
    [
      'a schema that nothing needs',
      'no-unused-components',
      (api) => (api.components.schemas['Forgotten'] = { type: 'object' }),
    ],
    [
      'two operations of one name',
      'operation-operationId-unique',
      (api) =>
        Object.values(api.paths).forEach((operations) =>
          Object.values(operations).forEach((operation) => (operation.operationId = 'same')),
        ),
    ],
    [
      'an operation for whoever comes',
      'security-defined',
      (api) => {
        delete api.security
        delete api.paths[path]![method]!.security
      },
    ],
  ])('finds %s', (_what, rule, breakIt) => expect(lint(broken(breakIt))).toContain(rule))
})
