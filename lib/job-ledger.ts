// The job ledger: what was asked of providers and which state waits for the answer. The token is stored before the
// provider hears of the job, so that no answer can come too early.
import type { Job } from '../schemas/generated/types.ts'
import { assign, documents, GetCommand, PutCommand, QueryCommand, UpdateCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'
import { ConflictError, ThrottledError } from './errors.ts'

/** Which job: `jobKey` is `<kind>#<revision>`, unique for the asset. */
export type JobId = Pick<Job, 'assetId' | 'jobKey'>

/** The ledger forgets a job after this; Step Functions forgets executions after 90 days as well. */
const KEPT_SECONDS = 90 * 24 * 60 * 60

/** Two events may be recorded at once; progress never falls. */
const RISES = ' AND (attribute_not_exists(percentComplete) OR percentComplete < :percent)'

export const jobKeyOf = (kind: Job['kind'], revision: number): string => `${kind}#${revision}`

/** The processing of the asset that a job works for. */
export const revisionOf = ({ jobKey }: Pick<Job, 'jobKey'>): number =>
  Number(jobKey.slice(jobKey.indexOf('#') + 1))

export const hasEnded = (job: Job): boolean => ['complete', 'error', 'canceled'].includes(job.status)

/** What a state asks for; the token is its own. */
export interface JobRequest {
  assetId: string
  kind: Job['kind']
  revision: number
  taskToken: string
  frames?: Job['frames'] | undefined
}

export type JobLedger = ReturnType<typeof jobLedger>

export function jobLedger(tableName: string, now: () => number = Date.now) {
  const load = async ({ assetId, jobKey }: JobId): Promise<Job | undefined> => {
    const answer = await calling('reading the job ledger', () =>
      documents.send(
        new GetCommand({ TableName: tableName, Key: { assetId, jobKey }, ConsistentRead: true }),
      ),
    )
    return answer.Item as Job | undefined
  }

  /** Undefined where another request was quicker: a job that is with the provider is never written over. */
  const put = async (
    { assetId, kind, revision, taskToken, frames }: JobRequest,
    former?: Job,
  ): Promise<Job | undefined> => {
    const job: Job = {
      assetId,
      jobKey: jobKeyOf(kind, revision),
      kind,
      status: 'opened',
      taskToken,
      ...(frames && { frames }),
      ...(former && { formerJobIds: [...(former.formerJobIds ?? []), former.providerJobId ?? ''] }),
      ...(former?.errorCode !== undefined && { formerErrorCode: former.errorCode }),
      openedAt: new Date(now()).toISOString(),
      expiresAtSeconds: Math.floor(now() / 1000) + KEPT_SECONDS,
    }
    const asBefore = former
      ? {
          ConditionExpression: 'openedAt = :openedAt',
          ExpressionAttributeValues: { ':openedAt': former.openedAt },
        }
      : { ConditionExpression: 'attribute_not_exists(jobKey)' }
    try {
      await calling('opening a job in the ledger', () =>
        documents.send(new PutCommand({ TableName: tableName, Item: job, ...asBefore })),
      )
      return job
    } catch (error) {
      if (error instanceof ConflictError) return undefined
      throw error
    }
  }

  /**
   * Changes a job that is still in `from`; a job that has moved on, or further than this, is left as it is.
   * @returns whether it was changed
   */
  const note = async (
    { assetId, jobKey }: JobId,
    from: Job['status'],
    changes: Partial<Job>,
  ): Promise<boolean> => {
    const { expression, names, values } = assign(changes)
    try {
      await calling('writing the job ledger', () =>
        documents.send(
          new UpdateCommand({
            TableName: tableName,
            Key: { assetId, jobKey },
            UpdateExpression: expression,
            ConditionExpression: `#status = :from${changes.percentComplete === undefined ? '' : RISES}`,
            ExpressionAttributeNames: { ...names, '#status': 'status' },
            ExpressionAttributeValues: {
              ...values,
              ':from': from,
              ...(changes.percentComplete !== undefined && { ':percent': changes.percentComplete }),
            },
          }),
        ),
      )
      return true
    } catch (error) {
      if (error instanceof ConflictError) return false
      throw error
    }
  }

  return {
    load,

    /**
     * Stores the token of the state that waits. A job that is already with the provider keeps its place and gets the
     * new token (the state was retried); one that ended in error is opened anew.
     * @throws ThrottledError when the job keeps changing meanwhile
     */
    async open(request: JobRequest): Promise<Job> {
      for (let attempt = 1; attempt <= 3; attempt++) {
        const known = await load({
          assetId: request.assetId,
          jobKey: jobKeyOf(request.kind, request.revision),
        })
        if (known === undefined || known.status === 'error' || known.status === 'canceled') {
          const opened = await put(request, known)
          if (opened) return opened
        } else if (await note(known, known.status, { taskToken: request.taskToken })) {
          return { ...known, taskToken: request.taskToken }
        }
      }
      throw new ThrottledError(
        `The ${request.kind} job of asset ${request.assetId} changes faster than it can be opened.`,
      )
    },

    note,

    /** Every job of an asset, ended or not. */
    async listOf(assetId: string): Promise<Job[]> {
      const answer = await calling('listing the jobs of an asset', () =>
        documents.send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: 'assetId = :assetId',
            ExpressionAttributeValues: { ':assetId': assetId },
            ConsistentRead: true,
          }),
        ),
      )
      return (answer.Items ?? []) as Job[]
    },
  }
}
