// Where ffmpeg and ffprobe are: what the owner of the machine names, what the machine has, what npm has brought.
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

export interface FfmpegTool {
  path: string
  /** Who provides it. */
  origin: 'environment' | 'PATH' | 'npm'
}

type Environment = Record<string, string | undefined>

const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function onPath(name: string, environment: Environment): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(Boolean)
  return folders.flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix))).find(isExecutable)
}

function fromNpm(packageName: string): string | undefined {
  try {
    const { path } = createRequire(import.meta.url)(packageName) as { path: string }
    return isExecutable(path) ? path : undefined
  } catch {
    // The installer packages throw on platforms they have no binary for.
    return undefined
  }
}

function findTool(name: 'ffmpeg' | 'ffprobe', environment: Environment): FfmpegTool | undefined {
  const named = environment[`${name.toUpperCase()}_PATH`]
  if (named) return isExecutable(named) ? { path: named, origin: 'environment' } : undefined
  const installed = onPath(name, environment)
  if (installed) return { path: installed, origin: 'PATH' }
  const packaged = fromNpm(`@${name}-installer/${name}`)
  return packaged ? { path: packaged, origin: 'npm' } : undefined
}

/** ffmpeg by `FFMPEG_PATH`, else on `PATH`, else from npm. A `FFMPEG_PATH` that is no program means: not found. */
export function findFfmpeg(environment: Environment = process.env): FfmpegTool | undefined {
  return findTool('ffmpeg', environment)
}

/** ffprobe by `FFPROBE_PATH`, else on `PATH`, else from npm. */
export function findFfprobe(environment: Environment = process.env): FfmpegTool | undefined {
  return findTool('ffprobe', environment)
}
