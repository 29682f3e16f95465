import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { formatOfName } from '../../lib/captions/caption-format.ts'
import { sidecarsOf } from '../../lib/captions/sidecar.ts'

/** As the workflow sees it: by the extension. */
export const isCaptionFile = (path: string): boolean => formatOfName(basename(path)) !== undefined

/** The caption files that a job file names; what is wrong with a job file is not judged here. */
function namedIn(jobFilePath: string | undefined): string[] {
  if (jobFilePath === undefined) return []
  try {
    const { captions } = JSON.parse(readFileSync(jobFilePath, 'utf8')) as { captions?: unknown }
    if (!Array.isArray(captions)) return []
    return captions.flatMap((one) => {
      const file = (one as { file?: unknown } | null)?.file
      return typeof file === 'string' && file === basename(file) ? [file] : []
    })
  } catch {
    return []
  }
}

/** The caption files beside a source: those of its name, and those that its job file names. */
export function findCaptionFiles(sourcePath: string, jobFilePath?: string): string[] {
  const folder = dirname(sourcePath)
  const beside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
  const names = beside.map(({ name }) => name)
  const byName = sidecarsOf(
    basename(sourcePath),
    names.map((key) => ({ key })),
  ).map(({ key }) => key)
  const named = namedIn(jobFilePath).filter((name) => names.includes(name) && isCaptionFile(name))
  return [...new Set([...byName, ...named])].map((name) => join(folder, name))
}
