// Events of a log group, written and read.
import { createReadStream, existsSync } from 'node:fs'
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { logFile, parseEvent, writeLogEvents } from '../runtime/log-file.ts'
import type { LogEvent } from '../runtime/log-file.ts'
import { parseFilter } from './filter-pattern.ts'
import { findGroup, groupName } from './group-operations.ts'
import type { Store } from './store.ts'

interface Range {
  logGroupName?: string
  logGroupIdentifier?: string
  startTime?: number
  endTime?: number
  limit?: number
  nextToken?: string
}

const PAGE_SIZE = 10_000

export function createEventOperations(context: CloudContext, store: Store) {
  const fileOf = (input: Range) => {
    const given = input.logGroupName ?? input.logGroupIdentifier ?? ''
    findGroup(store, given)
    return logFile(context.dataDir, groupName(given))
  }

  /** The page of `input.nextToken` among the events that pass; the token counts events. */
  const select = async (input: Range, passes: (event: LogEvent) => boolean) => {
    const start = Number(input.nextToken ?? 0)
    const end = start + Math.min(input.limit ?? PAGE_SIZE, PAGE_SIZE)
    const found: { event: LogEvent; line: number }[] = []
    let count = 0
    for await (const { event, line } of readEvents(fileOf(input))) {
      const inTime =
        event.timestampMs >= (input.startTime ?? 0) &&
        event.timestampMs <= (input.endTime ?? Number.MAX_SAFE_INTEGER)
      if (!inTime || !passes(event)) continue
      if (count >= start && count < end) found.push({ event, line })
      if (++count > end) break
    }
    return { found, next: count > end ? String(end) : undefined, end: Math.min(count, end) }
  }

  return {
    CreateLogStream(input: { logGroupName: string; logStreamName: string }) {
      const { name } = findGroup(store, input.logGroupName)
      if (store.addStream(name, input.logStreamName, context.clock.now())) return
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
    },
    async DescribeLogStreams(input: Range & { logStreamNamePrefix?: string }) {
      const group = groupName(input.logGroupName ?? input.logGroupIdentifier ?? '')
      const last = new Map<string, { first: number; last: number }>()
      for (const stream of store.streams(group)) last.set(stream, { first: 0, last: 0 })
      for await (const { event } of readEvents(fileOf(input))) {
        const first = last.get(event.stream)?.first || event.timestampMs
        last.set(event.stream, { first, last: event.timestampMs })
      }
      const names = [...last.keys()].filter((name) => name.startsWith(input.logStreamNamePrefix ?? '')).sort()
      return {
        logStreams: names.slice(0, input.limit ?? 50).map((name) => ({
          logStreamName: name,
          creationTime: last.get(name)!.first,
          firstEventTimestamp: last.get(name)!.first,
          lastEventTimestamp: last.get(name)!.last,
        })),
      }
    },
    PutLogEvents(input: {
      logGroupName: string
      logStreamName: string
      logEvents: { timestamp: number; message: string }[]
    }) {
      const { name } = findGroup(store, input.logGroupName)
      if (!store.streams(name).includes(input.logStreamName)) {
        throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
      }
      writeLogEvents(
        context.dataDir,
        name,
        input.logEvents.map(({ timestamp, message }) => ({
          timestampMs: timestamp,
          stream: input.logStreamName,
          message,
        })),
      )
      return { nextSequenceToken: '0' }
    },
    async FilterLogEvents(
      input: Range & { logStreamNames?: string[]; logStreamNamePrefix?: string; filterPattern?: string },
    ) {
      const matches = parseFilter(input.filterPattern ?? '')
      const { found, next } = await select(
        input,
        (event) =>
          (!input.logStreamNames || input.logStreamNames.includes(event.stream)) &&
          event.stream.startsWith(input.logStreamNamePrefix ?? '') &&
          matches(event.message),
      )
      const events = found.map(({ event, line }) => ({
        logStreamName: event.stream,
        timestamp: event.timestampMs,
        message: event.message,
        ingestionTime: event.timestampMs,
        eventId: String(line).padStart(20, '0'),
      }))
      return { events, searchedLogStreams: [], ...(next && { nextToken: next }) }
    },
    async GetLogEvents(input: Range & { logStreamName: string }) {
      const { found, end } = await select(input, (event) => event.stream === input.logStreamName)
      const events = found.map(({ event }) => ({
        timestamp: event.timestampMs,
        message: event.message,
        ingestionTime: event.timestampMs,
      }))
      // The same token again says: no more for now.
      return { events, nextForwardToken: String(end), nextBackwardToken: '0' }
    },
  }
}

async function* readEvents(file: string): AsyncGenerator<{ event: LogEvent; line: number }> {
  if (!existsSync(file)) return
  let line = 0
  // Lines end with a line feed alone: a carriage return is a line break inside a message.
  for await (const text of linesOf(file)) {
    const event = parseEvent(text)
    if (event) yield { event, line: line++ }
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  if (rest) yield rest
}
