// Called by the rule for executions of the media workflow that failed, timed out or were stopped: the ends that no
// Catch of the machine can meet. An asset that has its outcome already is left as it is; an upload that never came into
// the table gets its record here, so that it is not lost.
import type { EventBridgeEvent } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { setting } from '../../lib/environment.ts'
import { InvariantError } from '../../lib/errors.ts'
import { assetIdOf } from '../../lib/source-identity.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import type { CloseAssetInput } from '../../schemas/generated/types.ts'
import { closeAsset, closeAssetServices } from './close-asset.ts'
import { describeFailure } from './rules/failure.ts'
import { newRecord, readUpload } from './rules/upload.ts'

interface ExecutionDetail {
  executionArn: string
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  /** Milliseconds of the epoch. */
  startDate: number
  /** The storage event as JSON; absent where it is too large for the event, which no key makes it. */
  input?: string
  error?: string | null
  cause?: string | null
}

export type ExecutionEnded = EventBridgeEvent<'Step Functions Execution Status Change', ExecutionDetail>

export interface ExecutionEndedServices {
  assets: Pick<AssetStore, 'load' | 'register'>
  close: (input: CloseAssetInput) => Promise<unknown>
}

const MEANING: Record<ExecutionDetail['status'], string> = {
  FAILED: 'The workflow ended with a fault.',
  TIMED_OUT: 'The workflow took longer than it may.',
  ABORTED: 'An operator stopped the workflow.',
}

/** @throws InvariantError when nobody can tell what the execution was about; the event is kept as a dead letter */
export async function onExecutionEnded(
  { detail }: ExecutionEnded,
  { assets, close }: ExecutionEndedServices,
) {
  const { executionArn, startDate, status } = detail
  logger.appendKeys({ executionArn })
  const upload = readUpload(detail.input)
  if (upload === undefined) throw new InvariantError(`Execution ${executionArn} names no upload.`)
  const assetId = assetIdOf(upload.source)
  const asset =
    (await assets.load(assetId)) ??
    (await assets.register(newRecord({ ...upload, assetId, executionArn, startedAtMs: startDate })))
  if (asset.executionArn !== executionArn) {
    logger.warn('An execution ended whose asset another one answers for', { status, assetId })
    return
  }
  if (asset.outcome !== undefined) return
  await close({
    assetId,
    revision: asset.revision,
    outcome: 'failed',
    reasons: [describeFailure(detail, MEANING[status])],
  })
}

export const handler = eventHandler(onExecutionEnded, () => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  close: (input: CloseAssetInput) => closeAsset.run(input, closeAssetServices()),
}))
