// The project as `sls package` makes it, packaged once for all tests that look at it.
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyProject, DEPLOYED_SOURCES } from './project-copy.ts'
import { runServerless } from './serverless.ts'
import { PROJECT_ROOT } from './source-files.ts'
import type { Template } from './template.ts'

const CACHE = join(PROJECT_ROOT, 'node_modules/.cache/reelgate')

function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const source of [...DEPLOYED_SOURCES, 'package-lock.json'])
    for (const file of filesIn(join(PROJECT_ROOT, source)))
      hash.update(file.slice(PROJECT_ROOT.length)).update(readFileSync(file)).update('\0')
  return hash.digest('hex').slice(0, 16)
}

/** The folder with template and zips for a stage. Two tests at once may both package; the first to end counts. */
export async function packagedProject(stage: string): Promise<string> {
  const folder = join(CACHE, `package-${stage}-${fingerprint()}`)
  if (existsSync(folder)) return folder
  const draft = mkdtempSync(join(tmpdir(), 'reelgate-package-'))
  try {
    const project = copyProject(join(draft, 'project'))
    await runServerless(['package', '--stage', stage, '--package', join(project, 'packaged')], {
      folder: project,
    })
    mkdirSync(CACHE, { recursive: true })
    const finished = mkdtempSync(join(CACHE, 'draft-'))
    cpSync(join(project, 'packaged'), finished, { recursive: true })
    publish(finished, folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

function publish(finished: string, folder: string) {
  try {
    renameSync(finished, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
    rmSync(finished, { recursive: true })
  }
}

export const templatePath = (folder: string) => join(folder, 'cloudformation-template-update-stack.json')

export const readTemplate = (folder: string) =>
  JSON.parse(readFileSync(templatePath(folder), 'utf8')) as Template
