// What is said of a film on the command line and beside the file, as one job file.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { JobFile } from '../../schemas/generated/types.ts'
import { UsageError } from '../errors.ts'
import { findJobFile } from '../sources/job-file.ts'
import { plain } from '../terminal.ts'

export interface FilmWishes {
  title?: string
  tag?: string[]
  profile?: string
}

async function readJobFile(path: string): Promise<JobFile> {
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as JobFile
  } catch (error) {
    throw new UsageError(`${plain(basename(path))} is not JSON: ${(error as Error).message}`)
  }
}

/** The job file beside the film, with what the command line says on top of it; undefined where neither says anything. */
export async function jobFor(
  path: string,
  { title, tag, profile }: FilmWishes,
): Promise<JobFile | undefined> {
  const file = findJobFile(path)
  const said = {
    ...(title !== undefined && { title }),
    ...(tag !== undefined && { tags: tag }),
    ...(profile !== undefined && { profile }),
  }
  if (file === undefined && Object.keys(said).length === 0) return undefined
  return { ...(file !== undefined && (await readJobFile(file))), ...said }
}
