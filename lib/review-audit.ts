// The audit trail of reviews: one entry for every act, written beside the act itself and never changed.
import { randomUUID } from 'node:crypto'
import type { ReviewAuditEntry } from '../schemas/generated/types.ts'
import { documents, paginateQuery, PutCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'

/** A write for the transaction in which the act happens: what was done and its entry are there together or not at all. */
export const auditPut = (tableName: string, entry: ReviewAuditEntry) => ({
  Put: { TableName: tableName, Item: entry, ConditionExpression: 'attribute_not_exists(entryKey)' },
})

/** The key of an act on an asset. Acts on a task are numbered by its version instead. */
export const entryKeyAt = (at: string): string => `${at}#${randomUUID()}`

export type ReviewAudit = ReturnType<typeof reviewAudit>

export function reviewAudit(tableName: string) {
  return {
    async record(entry: ReviewAuditEntry): Promise<void> {
      await calling('writing an audit entry', () =>
        documents.send(new PutCommand(auditPut(tableName, entry).Put)),
      )
    },

    /** The acts on a task or an asset, the oldest first. */
    async listOf(subjectId: string): Promise<ReviewAuditEntry[]> {
      const query = {
        TableName: tableName,
        KeyConditionExpression: 'subjectId = :subjectId',
        ExpressionAttributeValues: { ':subjectId': subjectId },
        ConsistentRead: true,
      }
      return calling('reading an audit trail', async () => {
        const entries: ReviewAuditEntry[] = []
        for await (const page of paginateQuery({ client: documents }, query)) {
          entries.push(...((page.Items ?? []) as ReviewAuditEntry[]))
        }
        return entries
      })
    },
  }
}
