import type { probe } from '../../lib/aws/mediaconvert.ts'
import type { readRange } from '../../lib/aws/s3.ts'
import { InvalidInputError } from '../../lib/errors.ts'
import type { Source } from '../../schemas/generated/types.ts'
import type { SourceFacts } from './rules/acceptance.ts'
import { HEAD_SIZE_BYTES, sniffContainer, type Container } from './rules/container.ts'
import { toInspection } from './rules/inspection.ts'
import { walkBoxes, type BoxFacts } from './rules/iso-boxes.ts'

export interface LookingServices {
  storage: { readRange: typeof readRange }
  probe: typeof probe
}

const hasBoxes = (container: Container) => container === 'mp4' || container === 'quicktime'

async function readBoxes(source: Source, { readRange }: LookingServices['storage']): Promise<BoxFacts> {
  const walk = walkBoxes(source.sizeBytes)
  let step = walk.next()
  while (!step.done) step = walk.next(await readRange(source, step.value.start, step.value.end))
  return step.value
}

/** MediaConvert's view of the file; undefined when it cannot make anything of it. */
async function probeSource({ bucket, key }: Source, services: LookingServices) {
  try {
    return await services.probe(`s3://${bucket}/${key}`)
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined
    throw error
  }
}

/** Finds out about a source what can be known without reading all of it; stops where the rest would be guesswork. */
export async function lookAtSource(source: Source, services: LookingServices): Promise<SourceFacts> {
  const { sizeBytes } = source
  if (sizeBytes === 0) return { sizeBytes, container: undefined }
  const head = await services.storage.readRange(source, 0, Math.min(sizeBytes, HEAD_SIZE_BYTES))
  const container = sniffContainer(head)
  if (container === undefined) return { sizeBytes, container }
  const boxes = hasBoxes(container) ? await readBoxes(source, services.storage) : undefined
  const facts: SourceFacts = { sizeBytes, container, ...(boxes && { boxes }) }
  if (boxes?.isTruncated || boxes?.movie?.tracks.some(({ isEncrypted }) => isEncrypted)) return facts
  const probed = await probeSource(source, services)
  if (probed === undefined) return facts
  return {
    ...facts,
    probe: probed,
    inspection: toInspection({ probe: probed, container, movie: boxes?.movie, sizeBytes }),
  }
}
