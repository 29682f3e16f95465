// Asks for what a run of the workflow used: its history, and the report of each invocation in the log of its function.
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import { paginateGetExecutionHistory, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn'
import { invocationsOf, readReport, runUnits, type Invocation } from '../cost/run-units.ts'
import type { BillableUnits } from '../../lib/cost/units.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import type { Target } from '../target.ts'
import { clientConfig } from './clients.ts'

export interface RunUsage {
  units: BillableUnits
  /** What could not be found out, in sentences. */
  notes: string[]
}

const isGone = (error: unknown) =>
  ['ExecutionDoesNotExist', 'ResourceNotFoundException', 'AccessDeniedException'].includes(
    (error as Error).name,
  )

async function readHistory(client: SFNClient, executionArn: string): Promise<HistoryEvent[] | undefined> {
  const events: HistoryEvent[] = []
  try {
    for await (const page of paginateGetExecutionHistory({ client, pageSize: 1000 }, { executionArn }))
      events.push(...(page.events ?? []))
    return events
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

const nameOf = (functionName: string) => functionName.split(':function:').at(-1)!.split(':')[0]!

async function readReportOf(
  client: CloudWatchLogsClient,
  { functionName, requestId }: Invocation,
  startTime: number,
): Promise<number | undefined> {
  const query = {
    logGroupName: `/aws/lambda/${nameOf(functionName)}`,
    filterPattern: `"REPORT RequestId: ${requestId}"`,
    startTime,
  }
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
      const found = events.map(({ message = '' }) => readReport(message)).find((one) => one !== undefined)
      if (found !== undefined) return found
    }
  } catch (error) {
    if (!isGone(error)) throw error
  }
  return undefined
}

export async function readRunUsage(
  target: Target,
  { executionArn, registeredAt }: Asset,
  stepFunctions: SFNClient,
): Promise<RunUsage> {
  const history = await readHistory(stepFunctions, executionArn)
  if (history === undefined)
    return {
      units: {},
      notes: ['The history of the run is gone: its transitions and invocations are not known.'],
    }
  const logs = new CloudWatchLogsClient(clientConfig(target))
  try {
    const invocations = invocationsOf(history)
    const startTime = Date.parse(registeredAt)
    const reports: (number | undefined)[] = []
    // One after the other: an account has few such requests a second.
    for (const one of invocations) reports.push(await readReportOf(logs, one, startTime))
    const found = reports.filter((report) => report !== undefined)
    const missing = invocations.length - found.length
    const notes =
      missing > 0
        ? [
            `Of ${invocations.length} invocations ${missing} have no report in the logs: their GB-seconds are not counted.`,
          ]
        : []
    return { units: runUnits(history, found), notes }
  } finally {
    logs.destroy()
  }
}
