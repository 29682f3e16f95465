// What the services of the local cloud tell of themselves, in the names that AWS has for it.
import type { ServiceEvent, ServiceMetric } from '../runtime/context.ts'
import { bucketOf } from './bucket.ts'
import type { Datum } from './store.ts'

export const datumOf = (
  { namespace, name, dimensions, value, unit }: ServiceMetric,
  atMs: number,
): Datum => ({
  ...{ namespace, name, dimensions, unit, atMs },
  bucket: bucketOf(value),
})

const EXECUTION_METRICS: Record<string, string> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
}

interface ExecutionDetail {
  status: string
  stateMachineArn: string
  startDate: number
  stopDate: number | null
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
export function executionMetrics({ source, detailType, detail }: ServiceEvent): ServiceMetric[] {
  if (source !== 'aws.states' || detailType !== 'Step Functions Execution Status Change') return []
  const { status, stateMachineArn, startDate, stopDate } = detail as unknown as ExecutionDetail
  const name = EXECUTION_METRICS[status]
  if (name === undefined) return []
  const shared = { namespace: 'AWS/States', dimensions: { StateMachineArn: stateMachineArn } } as const
  return [
    { ...shared, name, value: 1, unit: 'Count' },
    ...(stopDate === null
      ? []
      : [{ ...shared, name: 'ExecutionTime', value: stopDate - startDate, unit: 'Milliseconds' } as const]),
  ]
}
