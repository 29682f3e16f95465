// JSON files as `aws elastictranscoder read-preset`, `list-pipelines`, `read-job` and the like printed them, or as they
// were given to `create-…`.
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { isSettings, type SourceFiles } from './source-shapes.ts'

const LARGEST_BYTES = 10 * 1024 * 1024

function readJson(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
  if (text.length > LARGEST_BYTES) throw new UsageError(`${path} is larger than 10 MB.`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`${path} is not JSON: ${(cause as Error).message}`)
  }
}

/** One object of them, or a list under its plural, or the object bare. */
function sort(found: unknown, into: SourceFiles): boolean {
  if (!isSettings(found)) return false
  const { Preset, Presets, Pipeline, Pipelines, Job, Jobs } = found
  const lists = [
    { list: into.presets, given: Preset ?? Presets },
    { list: into.pipelines, given: Pipeline ?? Pipelines },
    { list: into.jobs, given: Job ?? Jobs },
  ] as { list: unknown[]; given: unknown }[]
  const wrapped = lists.filter(({ given }) => given !== undefined)
  for (const { list, given } of wrapped) list.push(...[given].flat().filter(isSettings))
  if (wrapped.length > 0) return true
  if ('Container' in found) into.presets.push(found)
  else if ('InputBucket' in found) into.pipelines.push(found)
  else if ('PipelineId' in found || 'Outputs' in found) into.jobs.push(found)
  else return false
  return true
}

/** @throws UsageError that names the file and what is wrong with it */
export function readSources(paths: string[]): SourceFiles {
  const sources: SourceFiles = { presets: [], pipelines: [], jobs: [] }
  for (const path of paths) {
    const json = readJson(path)
    const known = [json].flat().map((one) => sort(one, sources))
    if (known.length === 0 || known.includes(false))
      throw new UsageError(`${path} has no preset, pipeline or job of Elastic Transcoder in it.`)
  }
  return sources
}
