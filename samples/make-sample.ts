import { randomUUID } from 'node:crypto'
import { execFile } from 'node:child_process'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFfmpeg } from '../lib/ffmpeg-path.ts'
import type { Recipe, SampleSize } from './recipe.ts'
import { recipes } from './recipes.ts'

const run = promisify(execFile)
const LONGEST_RUN_MS = 120_000

export type SampleName = keyof typeof recipes

export interface SampleOptions extends Partial<SampleSize> {
  /** Another name than the recipe's. The suffix chooses the container, so keep it unless that is the point. */
  fileName?: string
}

/** This machine's ffmpeg is missing or lacks the encoder that the sample is made with. */
export class SampleUnavailableError extends Error {
  override readonly name = 'SampleUnavailableError'
}

function ffmpegPath(): string {
  const tool = findFfmpeg()
  if (!tool)
    throw new SampleUnavailableError('No ffmpeg found: set FFMPEG_PATH, install it, or run npm ci again.')
  return tool.path
}

async function hasEncoder(name: string): Promise<boolean> {
  const { stdout } = await run(ffmpegPath(), ['-hide_banner', '-encoders'], { maxBuffer: 4 << 20 })
  return new RegExp(`^\\s*[VAS][.A-Z]{5} ${name}\\s`, 'm').test(stdout)
}

/** Whether this machine's ffmpeg can make the sample. */
export async function canMakeSample(name: SampleName): Promise<boolean> {
  const recipe: Recipe = recipes[name]
  if (recipe.ffmpeg === undefined) return true
  if (findFfmpeg() === undefined) return false
  return recipe.encoder === undefined || (await hasEncoder(recipe.encoder))
}

async function encode(recipe: Recipe, size: SampleSize, target: string): Promise<void> {
  if (!recipe.ffmpeg) return
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y']
  const repeatable = [
    '-map_metadata',
    '-1',
    '-fflags',
    '+bitexact',
    '-flags:v',
    '+bitexact',
    '-flags:a',
    '+bitexact',
  ]
  const args = recipe.ffmpeg(size)
  // A later -flags:v would take back the flags of an interlaced recipe.
  const settings = args.includes('-flags') ? repeatable.slice(0, 4) : repeatable
  await run(ffmpegPath(), [...quiet, ...args, ...settings, target], { timeout: LONGEST_RUN_MS })
}

/**
 * Makes one sample in `folder` (created if need be) and returns its path. The same call makes the same bytes with the
 * same ffmpeg. The file appears under its name when it is complete.
 * @throws SampleUnavailableError when ffmpeg or an encoder is missing
 */
export async function makeSample(
  name: SampleName,
  folder: string,
  options: SampleOptions = {},
): Promise<string> {
  const recipe: Recipe = recipes[name]
  if (!(await canMakeSample(name))) {
    throw new SampleUnavailableError(`This machine's ffmpeg cannot make the sample "${name}".`)
  }
  const { fileName = recipe.fileName, ...measures } = options
  const path = join(folder, fileName)
  // Its own name for every call: two may make the same sample at once. The suffix chooses ffmpeg's container.
  const draft = join(folder, `.${randomUUID()}-${recipe.fileName}`)
  await mkdir(folder, { recursive: true })
  try {
    await encode(recipe, { ...recipe.size, ...measures }, draft)
    const encoded = recipe.ffmpeg ? await readFile(draft) : Buffer.alloc(0)
    await writeFile(draft, recipe.finish ? recipe.finish(encoded) : encoded)
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
  return path
}
