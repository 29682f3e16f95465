// The project's own files, for laws that read them.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const PROJECT_ROOT = join(import.meta.dirname, '../..')

/** Where our own code lies; everything else in the working folder is made, installed or data. */
const CODE_FOLDERS = [
  'bench',
  'cli',
  'deploy',
  'functions',
  'lib',
  'local',
  'samples',
  'schemas',
  'statemachines',
  'test',
]

const isCode = (path: string) => /\.(ts|mts|js|mjs|cjs)$/.test(path) && !path.endsWith('.d.mts')

export const isGenerated = (path: string) => path.startsWith('schemas/generated/')

/** Paths below a folder of the project, relative to the project and with forward slashes, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(PROJECT_ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** Every source file we write by hand. */
export function codeFiles(): string[] {
  return CODE_FOLDERS.flatMap(filesBelow).filter((path) => isCode(path) && !isGenerated(path))
}

export const readProjectFile = (path: string) => readFileSync(join(PROJECT_ROOT, path), 'utf8')
