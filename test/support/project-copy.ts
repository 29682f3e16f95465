// A copy of what is deployed, so that packaging in a test disturbs neither the working folder nor another test.
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from './source-files.ts'

export const DEPLOYED_SOURCES = [
  'deploy',
  'functions',
  'lib',
  'policies',
  'schemas',
  'statemachines',
  'serverless.yml',
  'package.json',
  'tsconfig.json',
]

export function copyProject(folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const source of DEPLOYED_SOURCES)
    cpSync(join(PROJECT_ROOT, source), join(folder, source), { recursive: true })
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}
