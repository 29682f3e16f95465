// Makes types, validators and the description of the API from the schemas: `npm run schemas`. A test checks that what is committed is fresh.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import formats from 'ajv-formats'
import { build } from 'esbuild'
import { compile } from 'json-schema-to-typescript'
import { format } from 'prettier'
import { describeApi, type ApiRoute, type NamedSchema } from './openapi.ts'

const FOLDER = import.meta.dirname
const NOTICE = '// Made by schemas/generate.ts from the JSON Schemas beside it. Do not edit.\n'

interface IdentifiedSchema extends NamedSchema {
  schema: { $id: string; title: string }
}

function readSchemas(): IdentifiedSchema[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.schema.json'))
    .sort()
    .map((file) => {
      const schema = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as IdentifiedSchema['schema']
      return { file, title: schema.title, schema }
    })
}

/** One root schema that refers to all others, so that every type is written once. */
async function makeTypes(schemas: IdentifiedSchema[]): Promise<string> {
  const properties = Object.fromEntries(schemas.map(({ title, file }) => [title, { $ref: file }]))
  const root = { title: 'Schemas', type: 'object', additionalProperties: false, properties }
  const code = await compile(root as Parameters<typeof compile>[0], 'Schemas', {
    cwd: FOLDER + '/',
    bannerComment: NOTICE.trim(),
    additionalProperties: false,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
  return format(code, { parser: 'typescript', semi: false, singleQuote: true, printWidth: 110 })
}

/** Self-contained validators: no schema is compiled when a Lambda starts. */
async function makeValidators(schemas: IdentifiedSchema[]): Promise<string> {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    inlineRefs: false,
    code: { source: true, esm: true },
  })
  formats.default(ajv)
  for (const { schema } of schemas) ajv.addSchema(schema)
  const ids = Object.fromEntries(schemas.map(({ title, schema }) => [`validate${title}`, schema.$id]))
  const bundled = await build({
    stdin: { contents: standalone.default(ajv, ids), resolveDir: FOLDER },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    write: false,
    // Comments would carry the paths of this machine.
    minifyWhitespace: true,
    legalComments: 'none',
  })
  return NOTICE + bundled.outputFiles[0]!.text
}

const makeDeclarations = (schemas: NamedSchema[]) =>
  NOTICE +
  `import type { ErrorObject } from 'ajv'\nimport type * as t from './types.ts'\n` +
  `interface Validator<T> {\n  (data: unknown): data is T\n  errors?: ErrorObject[] | null\n}\n` +
  schemas.map(({ title }) => `export const validate${title}: Validator<t.${title}>\n`).join('')

async function makeOpenApi(schemas: NamedSchema[]): Promise<string> {
  const routes = JSON.parse(readFileSync(join(FOLDER, 'api/routes.json'), 'utf8')) as Record<string, ApiRoute>
  return format(JSON.stringify(describeApi(schemas, routes)), { parser: 'json', printWidth: 110 })
}

/** The generated files by their path in the repository. */
export async function generate(): Promise<Record<string, string>> {
  const schemas = readSchemas()
  return {
    'schemas/generated/types.ts': await makeTypes(schemas),
    'schemas/generated/validators.mjs': await makeValidators(schemas),
    'schemas/generated/validators.d.mts': makeDeclarations(schemas),
    'docs/openapi.json': await makeOpenApi(schemas),
  }
}

const readOrNothing = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

/** `--check [FOLDER]` writes nothing and fails when what lies in the folder (the project) is not what would be made. */
async function main([flag, folder = join(FOLDER, '..')]: string[]) {
  const stale: string[] = []
  for (const [path, text] of Object.entries(await generate())) {
    const file = join(folder, path)
    if (flag !== '--check') {
      writeFileSync(file, text)
      console.log(`wrote ${relative(process.cwd(), file)}`)
    } else if (readOrNothing(file) !== text) stale.push(path)
  }
  if (flag !== '--check') return
  console.log(
    stale.length === 0 ? 'Everything made from the schemas is fresh.' : `Stale: ${stale.join(', ')}`,
  )
  process.exitCode = stale.length === 0 ? 0 : 1
}

if (import.meta.main) await main(process.argv.slice(2))
