// The review tasks: one item a piece, in the shape of schemas/entities/review-task.schema.json. Every write is for the
// version that was read and carries its audit entries along.
import { documents, GetCommand, QueryCommand, TransactWriteCommand } from '../../lib/aws/dynamodb.ts'
import { calling } from '../../lib/aws/translate.ts'
import { ConflictError, ThrottledError } from '../../lib/errors.ts'
import { auditPut } from '../../lib/review-audit.ts'
import type { ReviewAuditEntry, ReviewTask } from '../../schemas/generated/types.ts'
import { stateOf, type Entry } from './rules/transition.ts'

export interface Change {
  /** As it was read; undefined where there was none. */
  former: ReviewTask | undefined
  task: ReviewTask
  entries: Entry[]
  nowMs: number
}

export interface Page {
  tasks: ReviewTask[]
  /** Where the next page begins. */
  next?: Record<string, unknown>
}

export interface StateQuery {
  state: ReviewTask['state']
  line?: ReviewTask['line'] | undefined
  /** ISO 8601: only tasks whose lease ends after, or not after, this. */
  leaseEnds?: { after: string } | { notAfter: string } | undefined
  limit: number
  from?: Record<string, unknown> | undefined
}

const ATTEMPTS = 5

function entriesOf({ former, task, entries, nowMs }: Change, version: number): ReviewAuditEntry[] {
  const at = new Date(nowMs).toISOString()
  return entries.map((entry, index) => ({
    subjectId: task.taskId,
    entryKey: `${at}#${String(version).padStart(6, '0')}.${index}`,
    at,
    ...entry,
    ...(former && { from: stateOf(former) }),
    to: stateOf(task),
  }))
}

function filterOf({ line, leaseEnds }: StateQuery) {
  const clauses = []
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  if (line !== undefined) {
    clauses.push('#line = :line')
    names['#line'] = 'line'
    values[':line'] = line
  }
  if (leaseEnds !== undefined) {
    clauses.push('after' in leaseEnds ? 'leaseUntil > :moment' : 'leaseUntil <= :moment')
    values[':moment'] = 'after' in leaseEnds ? leaseEnds.after : leaseEnds.notAfter
  }
  return { ...(clauses.length > 0 && { FilterExpression: clauses.join(' AND ') }), names, values }
}

export type ReviewStore = ReturnType<typeof reviewStore>

export function reviewStore(tables: { reviews: string; audit: string }) {
  const load = async (taskId: string): Promise<ReviewTask | undefined> => {
    const answer = await calling('reading the review task', () =>
      documents.send(new GetCommand({ TableName: tables.reviews, Key: { taskId }, ConsistentRead: true })),
    )
    return answer.Item as ReviewTask | undefined
  }

  /** @throws ConflictError when somebody else has written it since it was read */
  const save = async (change: Change): Promise<ReviewTask> => {
    const version = (change.former?.version ?? 0) + 1
    const task = { ...change.task, version }
    const asRead = change.former
      ? {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': change.former.version },
        }
      : { ConditionExpression: 'attribute_not_exists(taskId)' }
    const writes = [
      { Put: { TableName: tables.reviews, Item: task, ...asRead } },
      ...entriesOf(change, version).map((entry) => auditPut(tables.audit, entry)),
    ]
    await calling('writing the review task', () =>
      documents.send(new TransactWriteCommand({ TransactItems: writes })),
    )
    return task
  }

  return {
    load,
    save,

    /**
     * Lets a rule change the task as it is, once more when somebody else was quicker.
     * @throws ThrottledError when the task keeps changing
     */
    async change<T>(
      taskId: string,
      decide: (task: ReviewTask | undefined) => { result: T; write?: Omit<Change, 'former'> | undefined },
    ): Promise<{ result: T; task: ReviewTask | undefined }> {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const former = await load(taskId)
        const { result, write } = decide(former)
        if (write === undefined) return { result, task: former }
        try {
          return { result, task: await save({ ...write, former }) }
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error
        }
      }
      throw new ThrottledError(`The review task ${taskId} changes faster than it can be written.`)
    },

    /** Tasks in a state, the most urgent first. The index may lag behind the table for a moment. */
    async listByState(query: StateQuery): Promise<Page> {
      const { names, values, ...filter } = filterOf(query)
      const tasks: ReviewTask[] = []
      let from = query.from
      do {
        const answer = await calling('listing review tasks', () =>
          documents.send(
            new QueryCommand({
              TableName: tables.reviews,
              IndexName: 'byState',
              KeyConditionExpression: '#state = :state',
              ...filter,
              ExpressionAttributeNames: { ...names, '#state': 'state' },
              ExpressionAttributeValues: { ...values, ':state': query.state },
              Limit: query.limit - tasks.length,
              ...(from && { ExclusiveStartKey: from }),
            }),
          ),
        )
        tasks.push(...((answer.Items ?? []) as ReviewTask[]))
        from = answer.LastEvaluatedKey
      } while (from !== undefined && tasks.length < query.limit)
      return { tasks, ...(from && { next: from }) }
    },

    /** How many appeals there were for an asset; the index may lag behind the table for a moment. */
    async countAppeals(assetId: string): Promise<number> {
      const answer = await calling('counting the appeals of an asset', () =>
        documents.send(
          new QueryCommand({
            TableName: tables.reviews,
            IndexName: 'byAsset',
            KeyConditionExpression: 'assetId = :assetId',
            FilterExpression: 'kind = :appeal',
            ExpressionAttributeValues: { ':assetId': assetId, ':appeal': 'appeal' },
            Select: 'COUNT',
          }),
        ),
      )
      return answer.Count ?? 0
    },
  }
}
