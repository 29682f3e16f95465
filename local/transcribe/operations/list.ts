// ListTranscriptionJobs: the newest first, by status and part of the name.
import type { Operation } from '../../runtime/service.ts'
import { jobSummary } from '../answers.ts'
import { badRequest, violation } from '../errors.ts'
import type { JobStore } from '../store.ts'

const DEFAULT_RESULTS = 5
const MOST_RESULTS = 100

export function listOperation(store: JobStore): Operation {
  return (input: { Status?: string; JobNameContains?: string; MaxResults?: number; NextToken?: string }) => {
    const { Status, JobNameContains = '', MaxResults = DEFAULT_RESULTS, NextToken } = input
    if (!(MaxResults >= 1 && MaxResults <= MOST_RESULTS)) {
      throw violation(MaxResults, 'maxResults', `have value less than or equal to ${MOST_RESULTS}`)
    }
    const part = JobNameContains.toLowerCase()
    const found = store
      .allJobs()
      .filter(({ status, name }) => (!Status || status === Status) && name.toLowerCase().includes(part))
    // The name of the last job that was told: jobs that come or go meanwhile move nothing.
    const after = NextToken === undefined ? -1 : found.findIndex(({ name }) => name === NextToken)
    if (NextToken !== undefined && after < 0) throw badRequest('The NextToken is not valid.')
    const page = found.slice(after + 1, after + 1 + MaxResults)
    const hasMore = found.length > after + 1 + page.length
    return {
      ...(Status !== undefined && { Status }),
      TranscriptionJobSummaries: page.map(jobSummary),
      ...(hasMore && { NextToken: page.at(-1)?.name }),
    }
  }
}
