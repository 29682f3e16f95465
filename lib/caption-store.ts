// The caption tracks in the record of an asset. Several caption files may come at once: each change is made upon the
// tracks that it was made from, or not at all.
import type { Asset, CaptionTrack } from '../schemas/generated/types.ts'
import { documents, TransactWriteCommand, UpdateCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'
import type { auditPut } from './review-audit.ts'

export type CaptionedAsset = Pick<Asset, 'assetId' | 'revision' | 'captionsVersion'>

/** @throws ConflictError when somebody else has changed the tracks, or a newer revision has taken over */
export type ReplaceCaptions = (asset: CaptionedAsset, captions: CaptionTrack[]) => Promise<Asset>

/** As `ReplaceCaptions`, together with the entry for the audit trail that belongs to it. */
export type DecideCaptions = (
  asset: CaptionedAsset,
  captions: CaptionTrack[],
  audit: ReturnType<typeof auditPut>,
) => Promise<void>

function replacement(
  TableName: string,
  { assetId, revision, captionsVersion }: CaptionedAsset,
  captions: CaptionTrack[],
) {
  const asRead =
    captionsVersion === undefined ? 'attribute_not_exists(captionsVersion)' : 'captionsVersion = :version'
  return {
    TableName,
    Key: { assetId },
    UpdateExpression: 'SET captions = :captions, captionsVersion = :next',
    ConditionExpression: `revision = :revision AND ${asRead}`,
    ExpressionAttributeValues: {
      ':captions': captions,
      ':next': (captionsVersion ?? 0) + 1,
      ':revision': revision,
      ...(captionsVersion !== undefined && { ':version': captionsVersion }),
    },
  }
}

export function replaceCaptions(tableName: string): ReplaceCaptions {
  return async (asset, captions) => {
    const update = { ...replacement(tableName, asset, captions), ReturnValues: 'ALL_NEW' as const }
    const answer = await calling('writing the captions of the asset', () =>
      documents.send(new UpdateCommand(update)),
    )
    return answer.Attributes as Asset
  }
}

export function decideCaptions(tableName: string): DecideCaptions {
  return async (asset, captions, audit) => {
    const writes = [{ Update: replacement(tableName, asset, captions) }, audit]
    await calling('writing what was decided on captions', () =>
      documents.send(new TransactWriteCommand({ TransactItems: writes })),
    )
  }
}
