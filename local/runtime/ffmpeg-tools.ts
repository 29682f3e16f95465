// Where ffmpeg and ffprobe are. Looked up in this order: the environment (FFMPEG_PATH, FFPROBE_PATH), the PATH, the
// binaries inside the npm packages @ffmpeg-installer and @ffprobe-installer.
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

/** The path of ffmpeg. Throws when there is none, saying how to get one. */
export function findFfmpeg(): string {
  return findTool('ffmpeg', 'FFMPEG_PATH', '@ffmpeg-installer/ffmpeg')
}

/** The path of ffprobe. Throws when there is none, saying how to get one. */
export function findFfprobe(): string {
  return findTool('ffprobe', 'FFPROBE_PATH', '@ffprobe-installer/ffprobe')
}

function findTool(name: string, variable: string, packageName: string): string {
  const configured = process.env[variable]
  if (configured) {
    if (isProgram(configured)) return configured
    throw new Error(`${variable} is ${configured}, but no program is there. Correct it or unset it.`)
  }
  const found = findOnPath(name) ?? findInPackage(packageName)
  if (found) return found
  throw new Error(
    `No ${name} found: ${variable} is not set, there is none on the PATH, and the package ${packageName} ` +
      `has no binary for ${process.platform}-${process.arch}. Install ffmpeg or set ${variable}.`,
  )
}

function findOnPath(name: string): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, file)).find(isProgram)
}

function findInPackage(packageName: string): string | undefined {
  try {
    const { path } = createRequire(import.meta.url)(packageName) as { path: string }
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The environment to run either tool in. The statically linked builds inside the packages crash when they load the
 * system's character converters, which any transport stream with a service name makes them do: they find none.
 */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GCONV_PATH: '/nonexistent' }
}
