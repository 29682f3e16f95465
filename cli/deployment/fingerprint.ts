// Whether what was deployed is what lies in the folders: a local deploy takes seconds that most runs need not spend.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const SOURCES = [
  'deploy',
  'functions',
  'lib',
  'policies',
  'schemas',
  'statemachines',
  'serverless.yml',
  'package-lock.json',
]

function filesBelow(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true, recursive: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTDIR') return [path]
    if (code === 'ENOENT') return []
    throw error
  }
}

/** A digest of everything a deployment is made from: names and contents. */
export function fingerprintSources(root: string): string {
  const hash = createHash('sha256')
  const files = SOURCES.flatMap((source) => filesBelow(join(root, source)))
  for (const file of files.sort())
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex')
}

interface Deployed {
  fingerprint: string
  stackId: string
}

/** Remembers what was deployed last. A new stack of the same name has another id, so it counts as new. */
export function createDeploymentRecord(path: string) {
  return {
    matches(deployed: Deployed): boolean {
      try {
        const last = JSON.parse(readFileSync(path, 'utf8')) as Partial<Deployed>
        return last.fingerprint === deployed.fingerprint && last.stackId === deployed.stackId
      } catch {
        return false
      }
    },
    save(deployed: Deployed): void {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, JSON.stringify(deployed))
    },
  }
}
