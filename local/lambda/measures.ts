// What Lambda tells CloudWatch: of each function, and of all together.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
import type { CloudContext, ServiceMetric } from '../runtime/context.ts'
import type { Served } from './pool.ts'

type Reading = Pick<ServiceMetric, 'name' | 'value' | 'unit'>

function measure(context: CloudContext, functionName: string, reading: Reading) {
  for (const dimensions of [{ FunctionName: functionName }, {}])
    context.measure?.({ namespace: 'AWS/Lambda', dimensions, ...reading })
}

/** Told when the request is over; a request that failed is one error, any other none. */
export function measureRequest(context: CloudContext, functionName: string, { outcome, durationMs }: Served) {
  const isFault = outcome.error !== undefined
  measure(context, functionName, { name: 'Invocations', value: 1, unit: 'Count' })
  measure(context, functionName, { name: 'Errors', value: isFault ? 1 : 0, unit: 'Count' })
  measure(context, functionName, { name: 'Duration', value: durationMs, unit: 'Milliseconds' })
}

export const measureThrottle = (context: CloudContext, functionName: string) =>
  measure(context, functionName, { name: 'Throttles', value: 1, unit: 'Count' })
