import type { Asset, Source } from '../../../schemas/generated/types.ts'

export interface Upload {
  revision: number
  source: Source
}

interface StorageEvent {
  revision?: number
  detail?: {
    bucket?: { name?: string }
    object?: { key?: string; etag?: string; size?: number; 'version-id'?: string; sequencer?: string }
  }
}

/** The upload that the input of an execution speaks of, as "Identify asset" reads it. */
export function readUpload(input: string | undefined): Upload | undefined {
  if (input === undefined) return undefined
  const { revision = 0, detail } = JSON.parse(input) as StorageEvent
  const bucket = detail?.bucket?.name
  const { key, etag, size: sizeBytes, 'version-id': versionId, sequencer } = detail?.object ?? {}
  if (bucket === undefined || key === undefined || etag === undefined || sizeBytes === undefined)
    return undefined
  const version = {
    ...(versionId !== undefined && { versionId }),
    ...(sequencer !== undefined && { sequencer }),
  }
  return { revision, source: { bucket, key, etag, sizeBytes, ...version } }
}

/** The record of an upload as "Register asset" begins it. */
export function newRecord({
  revision,
  source,
  assetId,
  executionArn,
  startedAtMs,
}: Upload & { assetId: string; executionArn: string; startedAtMs: number }): Asset {
  const registeredAt = new Date(startedAtMs).toISOString()
  return {
    ...{ assetId, revision, executionArn, source },
    registeredAt,
    registeredMonth: registeredAt.slice(0, 7),
    sourceUri: `s3://${source.bucket}/${source.key}`,
    ...{ reasons: [], renditions: [], verdict: null, findings: [], captions: [] },
    ...{ timings: {}, billableUnits: {} },
  }
}
