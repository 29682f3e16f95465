import { accessSync, constants, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { plain } from '../terminal.ts'
import { isCaptionFile } from './caption-files.ts'
import { isJobFile } from './job-file.ts'

function faultOf(path: string): string | undefined {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return 'is a folder; name the files in it'
    if (!stats.isFile()) return 'is not a file'
    accessSync(path, constants.R_OK)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist'
    if (code === 'EACCES' || code === 'EPERM') return 'cannot be read'
    return message
  }
  if (isJobFile(path)) return 'is a job file; name its video, and it is taken along'
  if (isCaptionFile(path)) return 'is a caption file; name its video, and it is taken along'
  return undefined
}

/**
 * The files to work on, each once, as absolute paths.
 * @throws UsageError that names every file that cannot be taken, before any work begins
 */
export function checkFiles(files: string[]): string[] {
  const faults = files.flatMap((file) => {
    const fault = faultOf(file)
    return fault ? [`${plain(file)} ${fault}.`] : []
  })
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  return [...new Set(files.map((file) => resolve(file)))]
}
