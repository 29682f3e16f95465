// Looks at a file on this machine with the eyes of the workflow: the very code that inspects sources, reading the file
// instead of a bucket, and the probe of the local cloud in place of MediaConvert's.
import type { ProbeResult } from '@aws-sdk/client-mediaconvert'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { lookAtSource } from '../../functions/intake/look-at-source.ts'
import { checkAcceptance } from '../../functions/intake/rules/acceptance.ts'
import { InvalidInputError } from '../../lib/errors.ts'
import { describeProbe } from '../../local/mediaconvert/probe/describe-probe.ts'
import { inspectMedia, UnreadableMediaError } from '../../local/mediaconvert/probe/inspect.ts'
import type { Inspection, Reason } from '../../schemas/generated/types.ts'

export type LookedAt = { inspection: Inspection } | { reasons: Reason[] }

const upperFirst = (name: string) => name[0]!.toUpperCase() + name.slice(1)

/** The protocol begins member names with a small letter, the SDK with a capital. */
function asSdkNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asSdkNames)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [upperFirst(name), asSdkNames(member)]),
  )
}

async function probe(path: string, sizeBytes: number): Promise<ProbeResult> {
  try {
    return asSdkNames(describeProbe(await inspectMedia(path), { sizeBytes })) as ProbeResult
  } catch (error) {
    if (!(error instanceof UnreadableMediaError)) throw error
    throw new InvalidInputError(error.message, { cause: error })
  }
}

async function readRange(path: string, start: number, end: number): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** What a stage allows in size and length is its own affair and not known here. */
const NO_LIMITS = { maxSizeBytes: Infinity, maxDurationMs: Infinity }

export async function lookAtFile(path: string): Promise<LookedAt> {
  const { size: sizeBytes } = await stat(path)
  const source = { bucket: 'this-machine', key: basename(path), etag: '', sizeBytes }
  const facts = await lookAtSource(source, {
    storage: { readRange: (_object, start, end) => readRange(path, start, end) },
    probe: () => probe(path, sizeBytes),
  })
  const reasons = checkAcceptance(facts, NO_LIMITS)
  return reasons.length > 0 || facts.inspection === undefined ? { reasons } : { inspection: facts.inspection }
}
