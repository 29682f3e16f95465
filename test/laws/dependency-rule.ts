// Who may know whom. Each row: the files it speaks of, and what those may import from the project and from npm.
import type { Import } from './imports.ts'

interface Row {
  name: string
  /** The first row that matches a file speaks for it. */
  files: RegExp
  /** What may be imported from the project. `$1` stands for what the first group of `files` matched. */
  project: string[]
  /** What may be imported for its types alone, besides. */
  types?: string[]
  /** Whether AWS SDK clients may be used; their types may be named everywhere but in schemas. */
  sdk?: 'yes'
}

const ROWS: Row[] = [
  { name: 'schemas know nothing', files: /^schemas\//, project: ['schemas/'] },
  {
    name: 'rules know only types and errors',
    files: /^functions\/([^/]+)\/rules\//,
    // Profiles are a table of data, as pure as a rule.
    project: ['functions/$1/rules/', 'lib/errors.ts', 'lib/profiles.ts', 'schemas/'],
    types: ['lib/'],
  },
  {
    name: 'a room knows its own files and lib, never another room',
    files: /^functions\/([^/]+)\//,
    project: ['functions/$1/', 'lib/', 'schemas/'],
  },
  { name: 'lib/aws owns the SDK', files: /^lib\/aws\//, project: ['lib/', 'schemas/'], sdk: 'yes' },
  { name: 'lib knows no room', files: /^lib\//, project: ['lib/', 'schemas/'] },
  {
    name: 'the composition root of the local cloud knows every service',
    files: /^local\/[^/]+\.ts$/,
    project: ['local/'],
    sdk: 'yes',
  },
  {
    // One server speaks for both, so SNS takes its half from SQS; what it refuses it encodes as the gateway does.
    name: 'SNS shares its server with SQS and its encoding with the gateway',
    files: /^local\/sns\//,
    project: [
      'local/sns/',
      'local/sqs/messaging.ts',
      'local/gateway/wire-query.ts',
      'local/gateway/query-parameters.ts',
      'local/runtime/',
    ],
    sdk: 'yes',
  },
  {
    name: 'the gateway routes, journals and knows no service',
    files: /^local\/gateway\//,
    project: ['local/gateway/', 'local/cloudtrail/', 'local/runtime/'],
    sdk: 'yes',
  },
  {
    name: 'a local service knows only itself and the runtime',
    files: /^local\/([^/]+)\//,
    project: ['local/$1/', 'local/runtime/'],
    sdk: 'yes',
  },
  {
    name: 'the cli talks to AWS, or to what looks like it, in one folder',
    files: /^cli\/aws\//,
    project: ['cli/', 'lib/', 'schemas/'],
    sdk: 'yes',
  },
  {
    name: 'the cli knows lib and schemas',
    files: /^cli\//,
    project: ['cli/', 'lib/', 'schemas/', 'samples/'],
  },
  {
    name: 'samples need ffmpeg and nothing else',
    files: /^samples\//,
    project: ['samples/', 'lib/ffmpeg-path.ts'],
  },
  { name: 'state machines import nothing', files: /^statemachines\//, project: ['statemachines/'] },
]

const isProjectPath = (to: string) => /^[^@].*\/.*\.\w+$/.test(to)
const isSdk = (to: string) => to.startsWith('@aws-sdk/') || to.startsWith('@smithy/')
const isType = ({ typeOnly, to }: Import) => typeOnly || to === '@types/aws-lambda' || to === 'aws-lambda'

function isAllowed(one: Import, row: Row, group: string): boolean {
  if (isSdk(one.to)) return row.sdk === 'yes' || (one.typeOnly && row.name !== 'schemas know nothing')
  if (!isProjectPath(one.to)) return !row.files.source.includes('rules') || isType(one)
  const allowed = one.typeOnly ? [...row.project, ...(row.types ?? [])] : row.project
  return allowed.some((start) => one.to.startsWith(start.replace('$1', group)))
}

/** One sentence for every import that breaks the rule. Tests and benches may import anything. */
export function findForbiddenImports(imports: Import[]): string[] {
  return imports.flatMap((one) => {
    const row = ROWS.find(({ files }) => files.test(one.from))
    const group = row?.files.exec(one.from)?.[1] ?? ''
    return row === undefined || isAllowed(one, row, group)
      ? []
      : [`${one.from} imports ${one.to}, but ${row.name}`]
  })
}
