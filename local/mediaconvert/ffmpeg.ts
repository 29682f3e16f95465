// Which ffmpeg and ffprobe this machine has and what they can do. Looked up in this order: the environment
// (FFMPEG_PATH, FFPROBE_PATH), the PATH, the binaries inside the npm packages @ffmpeg-installer and @ffprobe-installer.
import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface FfmpegAbilities {
  encoders: ReadonlySet<string>
  filters: ReadonlySet<string>
  /** The first line of `ffmpeg -version`. */
  version: string
}

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

const abilities = new Map<string, Promise<FfmpegAbilities>>()

/** Asks ffmpeg once per path for its encoders and filters. */
export function probeAbilities(ffmpeg: string): Promise<FfmpegAbilities> {
  const known = abilities.get(ffmpeg)
  if (known) return known
  const asked = askAbilities(ffmpeg)
  abilities.set(ffmpeg, asked)
  asked.catch(() => abilities.delete(ffmpeg))
  return asked
}

async function askAbilities(ffmpeg: string): Promise<FfmpegAbilities> {
  const ask = async (...args: string[]) =>
    (await run(ffmpeg, ['-hide_banner', ...args], { maxBuffer: 4 << 20 })).stdout
  const [encoders, filters, version] = await Promise.all([ask('-encoders'), ask('-filters'), ask('-version')])
  return {
    encoders: new Set([...encoders.matchAll(/^ [VAS][.\w]{5} (\S+)/gm)].map((match) => match[1]!)),
    filters: new Set([...filters.matchAll(/^ [.\w]{2,3} (\w+) +\S+->/gm)].map((match) => match[1]!)),
    version: version.split('\n')[0]!,
  }
}
