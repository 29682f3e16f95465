import type { Operation } from '../../runtime/service.ts'
import type { HistoryEvent } from '../store/frames.ts'
import { findExecution } from './executions.ts'
import type { Parts } from './parts.ts'
import { pageOf, required, seconds, tokenFor } from './requests.ts'

interface HistoryInput {
  executionArn: string
  reverseOrder?: boolean
  includeExecutionData?: boolean
  maxResults?: number
  nextToken?: string
}

export function historyOperations(parts: Parts): Record<string, Operation> {
  return {
    GetExecutionHistory(input: HistoryInput) {
      required({ ...input }, 'executionArn')
      const { id } = findExecution(parts, input.executionArn)
      const reverse = input.reverseOrder ?? false
      const { limit, from } = pageOf(input, reverse ? Number.MAX_SAFE_INTEGER : 0)
      const rows = parts.frames.history(id, { fromId: from, limit: limit + 1, reverse })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        events: page.map((event) => shown(event, input.includeExecutionData ?? true)),
        ...(rows.length > limit && last && { nextToken: tokenFor(last.id) }),
      }
    },
  }
}

// What a state, task or execution was given and gave.
const DATA = new Set(['input', 'output', 'parameters', 'inputDetails', 'outputDetails', 'assignedVariables'])

function shown({ id, previousEventId, type, at, detailsName, details }: HistoryEvent, withData: boolean) {
  const kept = Object.entries(details ?? {}).filter(([key]) => withData || !DATA.has(key))
  return {
    timestamp: seconds(at),
    type,
    id,
    previousEventId,
    ...(detailsName && { [detailsName]: Object.fromEntries(kept) }),
  }
}
