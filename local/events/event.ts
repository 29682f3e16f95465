// The event as every target sees it.
import { randomUUID } from 'node:crypto'
import type { CloudContext } from '../runtime/context.ts'

export interface BusEvent {
  version: '0'
  id: string
  'detail-type': string
  source: string
  account: string
  /** UTC, whole seconds. */
  time: string
  region: string
  resources: string[]
  detail: Record<string, unknown>
}

export interface EventInput {
  source: string
  detailType: string
  detail: Record<string, unknown>
  resources?: string[]
  timeMs?: number
}

export function buildEvent(context: CloudContext, input: EventInput): BusEvent {
  const time = new Date(input.timeMs ?? context.clock.now()).toISOString()
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': input.detailType,
    source: input.source,
    account: context.accountId,
    time: time.replace(/\.\d+Z$/, 'Z'),
    region: context.region,
    resources: input.resources ?? [],
    detail: input.detail,
  }
}
