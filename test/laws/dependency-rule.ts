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
  /** Whether the files must be pure: of packages they name types only, of lib they use what is pure itself. */
  pure?: 'yes'
}

/** How requests and answers look on the wire: what a service that speaks its protocol by itself borrows. */
const WIRE = ['local/gateway/raw-request.ts', 'local/gateway/wire', 'local/gateway/query-']

const ROWS: Row[] = [
  { name: 'schemas know nothing', files: /^schemas\//, project: ['schemas/'] },
  {
    name: 'rules know types, errors, and of lib only what is as pure as they are',
    files: /^functions\/([^/]+)\/rules\//,
    project: ['functions/$1/rules/', 'schemas/'],
    types: ['lib/'],
    pure: 'yes',
  },
  {
    name: 'a room knows its own files and lib, never another room',
    files: /^functions\/([^/]+)\//,
    project: ['functions/$1/', 'lib/', 'schemas/'],
  },
  { name: 'lib/aws owns the SDK', files: /^lib\/aws\//, project: ['lib/', 'schemas/'], sdk: 'yes' },
  { name: 'lib knows no room', files: /^lib\//, project: ['lib/', 'policies/', 'schemas/'] },
  {
    name: 'the composition root of the local cloud knows every service',
    files: /^local\/[^/]+\.ts$/,
    project: ['local/'],
    sdk: 'yes',
  },
  {
    name: 'the gateway routes, journals and knows no service',
    files: /^local\/gateway\//,
    project: ['local/gateway/', 'local/cloudtrail/', 'local/runtime/'],
    sdk: 'yes',
  },
  {
    name: 'a local service knows only itself, the runtime and the wire',
    files: /^local\/([^/]+)\//,
    project: ['local/$1/', 'local/runtime/', ...WIRE],
    sdk: 'yes',
  },
  {
    name: 'the cli talks to AWS, or to what looks like it, in one folder',
    files: /^cli\/aws\//,
    project: ['cli/', 'lib/', 'schemas/'],
    sdk: 'yes',
  },
  {
    name: 'the estimate looks at files with the eyes of the workflow, and at nothing else of it',
    files: /^cli\/(cost\/|commands\/cost\.ts$)/,
    project: [
      'cli/',
      'lib/',
      'schemas/',
      'functions/intake/rules/',
      'functions/intake/look-at-source.ts',
      'local/mediaconvert/probe/',
    ],
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

const isProjectPath = (to: string) => /^[^@].*\/.*\.\w+$/.test(to) && !to.startsWith('node:')
const isSdk = (to: string) => to.startsWith('@aws-sdk/') || to.startsWith('@smithy/')

/** The files of lib that need nothing at run time but each other: no Node module, no package, no environment. */
function findPureFiles(imports: Import[]): (path: string) => boolean {
  const known = new Map<string, boolean>()
  const isPure = (path: string): boolean => {
    const verdict = known.get(path)
    if (verdict !== undefined) return verdict
    // Files that import each other in a ring do not make one another impure.
    known.set(path, true)
    const pure =
      !path.startsWith('lib/aws/') &&
      path !== 'lib/environment.ts' &&
      imports
        .filter(({ from, typeOnly }) => from === path && !typeOnly)
        .every(({ to }) => isProjectPath(to) && isPure(to))
    known.set(path, pure)
    return pure
  }
  return isPure
}

function isAllowed(
  one: Import,
  { row, group }: { row: Row; group: string },
  isPure: (path: string) => boolean,
) {
  if (isSdk(one.to)) return row.sdk === 'yes' || (one.typeOnly && row.name !== 'schemas know nothing')
  if (!isProjectPath(one.to)) return row.pure === undefined || one.typeOnly
  const allowed = one.typeOnly ? [...row.project, ...(row.types ?? [])] : row.project
  if (allowed.some((start) => one.to.startsWith(start.replace('$1', group)))) return true
  return row.pure === 'yes' && one.to.startsWith('lib/') && isPure(one.to)
}

/** One sentence for every import that breaks the rule. Tests and benches may import anything. */
export function findForbiddenImports(imports: Import[]): string[] {
  const isPure = findPureFiles(imports)
  return imports.flatMap((one) => {
    const row = ROWS.find(({ files }) => files.test(one.from))
    const group = row?.files.exec(one.from)?.[1] ?? ''
    return row === undefined || isAllowed(one, { row, group }, isPure)
      ? []
      : [`${one.from} imports ${one.to}, but ${row.name}`]
  })
}

/** The files a rule is made of: the rules themselves and what they use of lib. */
export function ruleFiles(imports: Import[]): string[] {
  const rules = imports.filter(({ from }) => /\/rules\//.test(from))
  const used = rules.filter(({ to, typeOnly }) => !typeOnly && to.startsWith('lib/')).map(({ to }) => to)
  return [...new Set([...rules.map(({ from }) => from), ...used])].sort()
}
