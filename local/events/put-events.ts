// PutEvents and TestEventPattern.
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Bus } from './bus.ts'
import { busName } from './bus-operations.ts'
import { buildEvent } from './event.ts'
import { compilePattern } from './pattern/parse-pattern.ts'
import type { Store } from './store.ts'

interface Entry {
  /** Seconds since the epoch, as JSON carries timestamps. */
  Time?: number
  Source?: string
  Resources?: string[]
  DetailType?: string
  Detail?: string
  EventBusName?: string
}

interface FailedEntry {
  ErrorCode: string
  ErrorMessage: string
}

const ENTRIES_LIMIT = 10
const SIZE_LIMIT_BYTES = 1024 * 1024
const TIME_SIZE_BYTES = 14

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
export function entrySizeBytes(entry: Entry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])]
  const textBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0)
  return textBytes + (entry.Time === undefined ? 0 : TIME_SIZE_BYTES)
}

function checkEntries(entries: Entry[] | undefined): Entry[] {
  const invalid = (message: string) => new AwsError('ValidationException', message)
  if (!entries?.length) {
    throw invalid(
      `1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    )
  }
  if (entries.length > ENTRIES_LIMIT) {
    throw invalid(
      `1 validation error detected: Value '[PutEventsRequestEntry]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${ENTRIES_LIMIT}`,
    )
  }
  if (entries.reduce((sum, entry) => sum + entrySizeBytes(entry), 0) > SIZE_LIMIT_BYTES) {
    throw invalid('Total size of the entries in the request is over the limit.')
  }
  return entries
}

const failed = (ErrorCode: string, ErrorMessage: string): FailedEntry => ({ ErrorCode, ErrorMessage })

function parseDetail(detail: string): Record<string, unknown> | undefined {
  try {
    const parsed = JSON.parse(detail) as unknown
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function refuse(entry: Entry): FailedEntry | undefined {
  for (const member of ['Source', 'DetailType', 'Detail'] as const) {
    if (entry[member]) continue
    return failed(
      'InvalidArgument',
      `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
    )
  }
  if (entry.Source!.toLowerCase().startsWith('aws.')) {
    return failed('NotAuthorizedForSourceException', 'Not authorized for the source.')
  }
  return undefined
}

export function createPutEvents(context: CloudContext, store: Store, bus: Bus) {
  const put = (entry: Entry): FailedEntry | { EventId: string } => {
    const refusal = refuse(entry)
    if (refusal) return refusal
    const detail = parseDetail(entry.Detail!)
    if (!detail) return failed('MalformedDetail', 'Detail is malformed.')
    const name = busName(entry.EventBusName)
    if (!store.bus(name)) return failed('ResourceNotFoundException', `Event bus ${name} does not exist.`)
    const event = buildEvent(context, {
      source: entry.Source!,
      detailType: entry.DetailType!,
      detail,
      resources: entry.Resources ?? [],
      ...(entry.Time !== undefined && { timeMs: entry.Time * 1000 }),
    })
    bus.accept(name, event)
    return { EventId: event.id }
  }
  return {
    PutEvents(input: { Entries?: Entry[]; EndpointId?: string }) {
      const Entries = checkEntries(input.Entries).map(put)
      return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries }
    },
    TestEventPattern({ EventPattern, Event }: { EventPattern: string; Event: string }) {
      const event = parseDetail(Event)
      const needed = ['id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail']
      const absent = event ? needed.filter((member) => !(member in event)) : needed
      if (absent.length > 0) {
        throw new AwsError(
          'ValidationException',
          `Parameter Event is not valid. Reason: ${absent.join(', ')} missing.`,
        )
      }
      return { Result: compilePattern(EventPattern)(event) }
    },
  }
}
