import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findFfmpeg, findFfprobe } from '../../lib/ffmpeg-path.ts'
import type { Check } from './check.ts'

const run = promisify(execFile)

const NEEDED = ['libx264', 'aac']
const WANTED = { libx265: 'profiles with HEVC', 'libsvtav1 or libaom-av1': 'profiles with AV1' }
const INSTALL = 'Install ffmpeg, or set FFMPEG_PATH and FFPROBE_PATH, or run `npm ci` again.'

/** The names in the second column of `ffmpeg -encoders`. */
export function encodersIn(listing: string): Set<string> {
  return new Set(listing.split('\n').flatMap((line) => /^ [VAS][.A-Z]{5} ([\w-]+)/.exec(line)?.[1] ?? []))
}

async function versionOf(path: string): Promise<string> {
  const { stdout } = await run(path, ['-version'], { timeout: 20_000 })
  return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown version'
}

export async function checkFfmpeg(): Promise<Check> {
  const tool = findFfmpeg()
  if (!tool) return { name: 'ffmpeg', state: 'missing', detail: 'not found', todo: INSTALL }
  try {
    const version = await versionOf(tool.path)
    const { stdout } = await run(tool.path, ['-hide_banner', '-encoders'], {
      timeout: 20_000,
      maxBuffer: 4 << 20,
    })
    const encoders = encodersIn(stdout)
    const detail = `${version} (${tool.origin}: ${tool.path})`
    const lacking = NEEDED.filter((name) => !encoders.has(name))
    if (lacking.length > 0) {
      return {
        name: 'ffmpeg',
        state: 'missing',
        detail: `${detail} lacks ${lacking.join(', ')}`,
        todo: INSTALL,
      }
    }
    const without = Object.entries(WANTED).filter(
      ([names]) => !names.split(' or ').some((name) => encoders.has(name)),
    )
    if (without.length === 0) return { name: 'ffmpeg', state: 'ok', detail }
    const todo = without.map(([names, use]) => `For ${use} it would need ${names}.`).join(' ')
    return { name: 'ffmpeg', state: 'warning', detail, todo }
  } catch (error) {
    return {
      name: 'ffmpeg',
      state: 'missing',
      detail: `${tool.path}: ${(error as Error).message}`,
      todo: INSTALL,
    }
  }
}

export async function checkFfprobe(): Promise<Check> {
  const tool = findFfprobe()
  if (!tool) return { name: 'ffprobe', state: 'missing', detail: 'not found', todo: INSTALL }
  try {
    return {
      name: 'ffprobe',
      state: 'ok',
      detail: `${await versionOf(tool.path)} (${tool.origin}: ${tool.path})`,
    }
  } catch (error) {
    return {
      name: 'ffprobe',
      state: 'missing',
      detail: `${tool.path}: ${(error as Error).message}`,
      todo: INSTALL,
    }
  }
}
