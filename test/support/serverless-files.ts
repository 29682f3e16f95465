// What the project's own serverless files say, read without the framework: CloudFormation's short tags become
// their long form, `${…}` stays as it is written.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parse, type ScalarTag, type CollectionTag } from 'yaml'
import { filesBelow, PROJECT_ROOT, readProjectFile } from './source-files.ts'

const long = (name: string) => (['Ref', 'Condition'].includes(name) ? name : `Fn::${name}`)
const TAGS = ['Ref', 'GetAtt', 'Sub', 'If', 'Not', 'Equals', 'And', 'Or', 'Join', 'Select', 'Split']

const customTags: (ScalarTag | CollectionTag)[] = TAGS.flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => ({ [long(name)]: text }) },
  {
    tag: `!${name}`,
    collection: 'seq' as const,
    resolve: (value: { toJSON(): unknown }) => ({ [long(name)]: value.toJSON() }),
  },
])

export const readServerlessYaml = (path: string): unknown =>
  parse(readProjectFile(path), { customTags, merge: true })

export interface DeclaredFunction {
  key: string
  /** `functions/intake/inspect-source.handler` */
  handler: string
  hasEvents: boolean
}

export interface DeclaredRoute {
  /** `GET /reviews` */
  route: string
  authorizer: string | undefined
}

interface RoomFile {
  functions?: Record<string, { handler: string; events?: unknown[] }>
}

interface HttpEvent {
  httpApi?: { method: string; path: string; authorizer?: { name: string } }
}

function roomFiles(): RoomFile[] {
  const { functions } = readServerlessYaml('serverless.yml') as { functions: string[] }
  return functions
    .map((include) => /^\$\{file\((.+)\):functions\}$/.exec(include)?.[1] ?? include)
    .map((room) => readServerlessYaml(room) as RoomFile)
}

/** The routes of the HTTP API, with who looks at the tokens. */
export const declaredRoutes = (): DeclaredRoute[] =>
  roomFiles()
    .flatMap((room) => Object.values(room.functions ?? {}))
    .flatMap(({ events = [] }) => events as HttpEvent[])
    .flatMap(({ httpApi }) =>
      httpApi ? [{ route: `${httpApi.method} ${httpApi.path}`, authorizer: httpApi.authorizer?.name }] : [],
    )

/** The functions of every room that serverless.yml includes. */
export function declaredFunctions(): DeclaredFunction[] {
  return roomFiles().flatMap((room) =>
    Object.entries(room.functions ?? {}).map(([key, one]) => ({
      key,
      handler: one.handler,
      hasEvents: (one.events ?? []).length > 0,
    })),
  )
}

/** The state machine definitions as `sls package` puts them into the template, by their name in definitions.cjs. */
export function compiledDefinitions(): Record<string, unknown> {
  const makers = createRequire(import.meta.url)(
    join(PROJECT_ROOT, 'statemachines/definitions.cjs'),
  ) as Record<string, () => string>
  return Object.fromEntries(
    Object.entries(makers).map(([name, make]) => [name, JSON.parse(make()) as unknown]),
  )
}

/** By the name in definitions.cjs: the substitutions that the state machine's resource gives. */
export function givenSubstitutions(): Record<string, Record<string, unknown>> {
  const resources = filesBelow('statemachines')
    .filter((path) => path.endsWith('.yml') && !path.endsWith('.asl.yml'))
    .map((path) => readServerlessYaml(path) as { resources: { Resources: Record<string, MachineResource> } })
    .flatMap(({ resources }) => Object.values(resources.Resources))
  return Object.fromEntries(
    resources
      .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
      .map(({ Properties }) => [
        /definitions\.cjs\):(\w+)\}$/.exec(Properties.DefinitionString ?? '')?.[1] ?? 'unknown',
        Properties.DefinitionSubstitutions ?? {},
      ]),
  )
}

interface MachineResource {
  Type: string
  Properties: { DefinitionString?: string; DefinitionSubstitutions?: Record<string, unknown> }
}
