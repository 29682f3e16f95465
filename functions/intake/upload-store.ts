// What is known of uploads that were begun through the API, one item each, in the shape of
// schemas/entities/upload.schema.json.
import { DeleteCommand, documents, GetCommand, PutCommand, UpdateCommand } from '../../lib/aws/dynamodb.ts'
import { calling } from '../../lib/aws/translate.ts'
import type { UploadRecord } from '../../schemas/generated/types.ts'

export type UploadStore = ReturnType<typeof uploadStore>

export function uploadStore(TableName: string) {
  return {
    async load(uploadId: string): Promise<UploadRecord | undefined> {
      const { Item } = await calling('reading the upload', () =>
        documents.send(new GetCommand({ TableName, Key: { uploadId }, ConsistentRead: true })),
      )
      return Item as UploadRecord | undefined
    },

    async begin(upload: UploadRecord): Promise<void> {
      const onlyNew = { Item: upload, ConditionExpression: 'attribute_not_exists(uploadId)' }
      await calling('writing the upload', () => documents.send(new PutCommand({ TableName, ...onlyNew })))
    },

    /** @throws ConflictError when it was cancelled meanwhile */
    async noteReceived(uploadId: string, receivedAt: string): Promise<void> {
      await calling('writing the upload', () =>
        documents.send(
          new UpdateCommand({
            TableName,
            Key: { uploadId },
            UpdateExpression: 'SET receivedAt = if_not_exists(receivedAt, :now)',
            ConditionExpression: 'attribute_exists(uploadId)',
            ExpressionAttributeValues: { ':now': receivedAt },
          }),
        ),
      )
    },

    async forget(uploadId: string): Promise<void> {
      await calling('forgetting the upload', () =>
        documents.send(new DeleteCommand({ TableName, Key: { uploadId } })),
      )
    },
  }
}
