// What the ffmpeg of this machine can do.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export { findFfmpeg, findFfprobe, toolEnvironment } from '../runtime/ffmpeg-tools.ts'

const run = promisify(execFile)

export interface FfmpegAbilities {
  encoders: ReadonlySet<string>
  filters: ReadonlySet<string>
  /** The first line of `ffmpeg -version`. */
  version: string
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
