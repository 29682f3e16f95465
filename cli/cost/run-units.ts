// What a run of the workflow used of Step Functions and Lambda: its history counts transitions and names invocations,
// the log of a function says what each of them is billed.
import type { HistoryEvent } from '@aws-sdk/client-sfn'
import type { BillableUnits } from '../../lib/cost/units.ts'

export interface Invocation {
  /** A name, or an ARN. */
  functionName: string
  requestId: string
}

interface InvokeParameters {
  FunctionName?: string
}

interface InvokeResult {
  SdkResponseMetadata?: { RequestId?: string }
}

const parse = <T>(text: string | undefined): Partial<T> => {
  try {
    return JSON.parse(text ?? '{}') as Partial<T>
  } catch {
    // Cut off by the service, which gives no more than 256 KB of an event.
    return {}
  }
}

const isScheduled = (event: HistoryEvent | undefined) => event?.type === 'TaskScheduled'

/** The event that began what this one ended. */
function scheduledBefore(event: HistoryEvent, byId: Map<number, HistoryEvent>): HistoryEvent | undefined {
  let before: HistoryEvent | undefined = event
  while (before !== undefined && !isScheduled(before)) before = byId.get(before.previousEventId ?? 0)
  return before
}

/** The invocations that were answered: of a waiting state the one that took the token, of any other the one that worked. */
export function invocationsOf(history: HistoryEvent[]): Invocation[] {
  const byId = new Map(history.map((event) => [event.id ?? 0, event]))
  return history.flatMap((event) => {
    const { output } = event.taskSubmittedEventDetails ?? event.taskSucceededEventDetails ?? {}
    const begun = output === undefined ? undefined : scheduledBefore(event, byId)
    const { FunctionName: functionName } = parse<InvokeParameters>(
      begun?.taskScheduledEventDetails?.parameters,
    )
    const requestId = parse<InvokeResult>(output).SdkResponseMetadata?.RequestId
    return functionName && requestId ? [{ functionName, requestId }] : []
  })
}

/** Every state that was entered, and every further attempt of a task. */
export function transitionsOf(history: HistoryEvent[]): number {
  const count = (belongs: (type: string) => boolean) =>
    history.filter(({ type }) => belongs(type ?? '')).length
  const entered = count((type) => type.endsWith('StateEntered'))
  const attempts = count((type) => type === 'TaskScheduled')
  const tasks = count((type) => type === 'TaskStateEntered')
  return entered + Math.max(0, attempts - tasks)
}

/** Attempts that are billed, whether they worked or not. */
export const attemptsOf = (history: HistoryEvent[]): number =>
  history.filter((event) => isScheduled(event) && event.taskScheduledEventDetails?.resourceType === 'lambda')
    .length

/** GB-seconds of a line like `REPORT RequestId: … Billed Duration: 12 ms Memory Size: 512 MB`. */
export function readReport(line: string): number | undefined {
  const [, billedMs] = /Billed Duration: (\d+) ms/.exec(line) ?? []
  const [, memoryMb] = /Memory Size: (\d+) MB/.exec(line) ?? []
  return billedMs && memoryMb ? (Number(billedMs) / 1000) * (Number(memoryMb) / 1024) : undefined
}

/** @param gbSeconds of each report that was found */
export const runUnits = (history: HistoryEvent[], gbSeconds: number[]): BillableUnits => ({
  'stepfunctions-transition': transitionsOf(history),
  'lambda-request': attemptsOf(history),
  'lambda-gb-second': gbSeconds.reduce((sum, one) => sum + one, 0),
})
