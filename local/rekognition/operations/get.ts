// GetContentModeration: how a job is doing and what was seen, in pages.
import { AwsError } from '../../runtime/aws-error.ts'
import type { CloudContext } from '../../runtime/context.ts'
import type { Operation } from '../../runtime/service.ts'
import { arrangeLabels } from '../arrange-labels.ts'
import type { AggregateBy, SortBy } from '../arrange-labels.ts'
import { needText, readChoice, readNumber, readText, TEXT_RULES } from '../check-input.ts'
import type { JobRecord } from '../job-record.ts'
import { readPageToken, writePageToken } from '../page-token.ts'
import type { JobStore } from '../store.ts'
import { MODERATION_MODEL_VERSION } from '../taxonomy.ts'
import { KEPT_MS } from './start.ts'

const LARGEST_PAGE = 1000

interface Question {
  jobId: string
  maxResults: number
  nextToken?: string
  sortBy: SortBy
  aggregateBy: AggregateBy
}

export function getOperation({ context, store }: { context: CloudContext; store: JobStore }): Operation {
  return (input: Record<string, unknown>) => {
    const question = readQuestion(input)
    const record = store.findJob(question.jobId)
    const nowMs = context.clock.now()
    if (!record || (record.endedAtMs !== undefined && nowMs - record.endedAtMs >= KEPT_MS)) {
      throw new AwsError('ResourceNotFoundException', 'Could not find JobId')
    }
    const { page, nextToken } = pageOf(record, question, { store, nowMs })
    const { sortBy, aggregateBy } = question
    return {
      JobStatus: record.status,
      StatusMessage: record.statusMessage,
      VideoMetadata: record.metadata,
      ModerationLabels: page,
      NextToken: nextToken,
      ModerationModelVersion: MODERATION_MODEL_VERSION,
      JobId: record.id,
      Video: record.video,
      JobTag: record.jobTag,
      GetRequestMetadata: { SortBy: sortBy, AggregateBy: aggregateBy },
    }
  }
}

function readQuestion(input: Record<string, unknown>): Question {
  const nextToken = readText(input['NextToken'], 'nextToken', TEXT_RULES.pageToken)
  const maxResults = readNumber(input['MaxResults'], 'maxResults', { min: 1 }) ?? LARGEST_PAGE
  return {
    jobId: needText(input['JobId'], 'jobId', TEXT_RULES.jobId),
    maxResults: Math.min(LARGEST_PAGE, Math.floor(maxResults)),
    // The console and some SDKs send an empty token for the first page.
    ...(nextToken ? { nextToken } : {}),
    sortBy: readChoice(input['SortBy'], 'sortBy', ['NAME', 'TIMESTAMP']) ?? 'TIMESTAMP',
    aggregateBy: readChoice(input['AggregateBy'], 'aggregateBy', ['TIMESTAMPS', 'SEGMENTS']) ?? 'TIMESTAMPS',
  }
}

function pageOf(record: JobRecord, question: Question, { store, nowMs }: { store: JobStore; nowMs: number }) {
  const { sortBy, aggregateBy, maxResults, nextToken } = question
  const scope = { key: record.pageKey, order: `${sortBy} ${aggregateBy}`, nowMs }
  const offset = nextToken === undefined ? 0 : readPageToken(nextToken, scope)
  if (offset === undefined) throw new AwsError('InvalidPaginationTokenException', 'Invalid Pagination Token')
  if (record.status !== 'SUCCEEDED') return { page: [] }
  const durationMs = record.metadata?.DurationMillis ?? 0
  const labels = arrangeLabels(store.detectionsOf(record.id), { sortBy, aggregateBy, durationMs })
  const end = offset + maxResults
  const more = end < labels.length ? { nextToken: writePageToken(end, scope) } : {}
  return { page: labels.slice(offset, end), ...more }
}
