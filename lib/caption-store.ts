// The caption tracks in the record of an asset. Several caption files may come at once: each change is made upon the
// tracks that it was made from, or not at all.
import type { Asset, CaptionTrack } from '../schemas/generated/types.ts'
import { documents, UpdateCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'

export type CaptionedAsset = Pick<Asset, 'assetId' | 'revision' | 'captionsVersion'>

/** @throws ConflictError when somebody else has changed the tracks, or a newer revision has taken over */
export type ReplaceCaptions = (asset: CaptionedAsset, captions: CaptionTrack[]) => Promise<Asset>

export function replaceCaptions(tableName: string): ReplaceCaptions {
  return async ({ assetId, revision, captionsVersion }, captions) => {
    const asRead =
      captionsVersion === undefined ? 'attribute_not_exists(captionsVersion)' : 'captionsVersion = :version'
    const answer = await calling('writing the captions of the asset', () =>
      documents.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { assetId },
          UpdateExpression: 'SET captions = :captions, captionsVersion = :next',
          ConditionExpression: `revision = :revision AND ${asRead}`,
          ExpressionAttributeValues: {
            ':captions': captions,
            ':next': (captionsVersion ?? 0) + 1,
            ':revision': revision,
            ...(captionsVersion !== undefined && { ':version': captionsVersion }),
          },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    )
    return answer.Attributes as Asset
  }
}
