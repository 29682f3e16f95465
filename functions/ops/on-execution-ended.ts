// Called by the rule for executions of the media workflow that failed, timed out or were stopped: the ends that no
// Catch of the machine can meet. An asset that has its outcome already is left as it is.
import type { EventBridgeEvent } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { setting } from '../../lib/environment.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import type { CloseAssetInput } from '../../schemas/generated/types.ts'
import { closeAsset, closeAssetServices } from './close-asset.ts'
import { describeFailure } from './rules/failure.ts'

interface ExecutionDetail {
  executionArn: string
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  /** The storage event as JSON; absent where it is too large for the event. */
  input?: string
  error?: string | null
  cause?: string | null
}

export type ExecutionEnded = EventBridgeEvent<'Step Functions Execution Status Change', ExecutionDetail>

export interface ExecutionEndedServices {
  assets: Pick<AssetStore, 'findBySource'>
  close: (input: CloseAssetInput) => Promise<unknown>
}

const MEANING: Record<ExecutionDetail['status'], string> = {
  FAILED: 'The workflow ended with a fault.',
  TIMED_OUT: 'The workflow took longer than it may.',
  ABORTED: 'An operator stopped the workflow.',
}

function sourceUriOf(input: string | undefined): string | undefined {
  if (input === undefined) return undefined
  const { detail } = JSON.parse(input) as {
    detail?: { bucket?: { name?: string }; object?: { key?: string } }
  }
  const bucket = detail?.bucket?.name
  const key = detail?.object?.key
  return bucket === undefined || key === undefined ? undefined : `s3://${bucket}/${key}`
}

export async function onExecutionEnded(
  { detail }: ExecutionEnded,
  { assets, close }: ExecutionEndedServices,
) {
  const sourceUri = sourceUriOf(detail.input)
  const asset = (sourceUri === undefined ? [] : await assets.findBySource(sourceUri)).find(
    ({ executionArn }) => executionArn === detail.executionArn,
  )
  if (asset === undefined) {
    logger.error('An execution ended without an asset', {
      executionArn: detail.executionArn,
      status: detail.status,
    })
    return
  }
  if (asset.outcome !== undefined) return
  await close({
    assetId: asset.assetId,
    revision: asset.revision,
    outcome: 'failed',
    reasons: [describeFailure(detail, MEANING[detail.status])],
  })
}

export const handler = eventHandler(onExecutionEnded, () => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  close: (input: CloseAssetInput) => closeAsset.run(input, closeAssetServices()),
}))
