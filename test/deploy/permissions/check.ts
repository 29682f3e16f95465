// `npm run permissions -- FOLDER`: after a whole test run, holds the compiled template to what was really needed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packagedProject, readTemplate } from '../../support/packaged-project.ts'
import { PROJECT_ROOT } from '../../support/source-files.ts'
import { findFaults } from './compare.ts'
import type { UnusedEntry } from './compare.ts'
import { permissionsOf } from './template-permissions.ts'
import { collectUsage } from './usage.ts'

const folder = process.argv[2] ?? process.env.REELGATE_PERMISSIONS_DIR
if (!folder) throw new Error('Name the folder that REELGATE_PERMISSIONS_DIR named in the test run.')

const listPath = join(PROJECT_ROOT, 'test/deploy/unused-permissions.json')
const listed = JSON.parse(readFileSync(listPath, 'utf8')) as UnusedEntry[]
const given = permissionsOf(readTemplate(await packagedProject('local')))
const faults = findFaults({ given, listed, ...collectUsage(folder) })

for (const fault of faults) console.error(fault)
const count = `${given.length} permissions, ${listed.length} entries of unused ones`
console.log(
  `${count}: ${faults.length === 0 ? 'all used or listed, no call denied' : `${faults.length} faults`}`,
)
process.exitCode = faults.length === 0 ? 0 : 1
