// A log group is one text file below the data folder that anyone can read with `tail -f`. One event a line:
// time, stream, message; line breaks inside a message are carriage returns, as Lambda writes them too.
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AwsError } from './aws-error.ts'

export interface LogEvent {
  /** Milliseconds since the epoch. */
  timestampMs: number
  stream: string
  message: string
}

const GROUP_NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/

/** `/aws/lambda/f` lives in `logs/aws/lambda/f.log`; names without the leading slash keep apart below `logs/_`. */
export function logFile(dataDir: string, group: string): string {
  const segments = group.split('/')
  if (!GROUP_NAME.test(group) || segments.includes('..') || segments.includes('.')) {
    throw new AwsError(
      'InvalidParameterException',
      `1 validation error detected: Value '${group}' at 'logGroupName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
    )
  }
  return join(dataDir, 'logs', group.startsWith('/') ? '' : '_', `${group}.log`)
}

export function writeLogEvents(dataDir: string, group: string, events: LogEvent[]) {
  const file = logFile(dataDir, group)
  mkdirSync(dirname(file), { recursive: true })
  appendFileSync(file, events.map(formatEvent).join(''))
}

function formatEvent({ timestampMs, stream, message }: LogEvent): string {
  const oneLine = message.replace(/\r?\n$/, '').replaceAll(/\r?\n/g, '\r')
  return `${new Date(timestampMs).toISOString()} ${stream.replaceAll(' ', '_')} ${oneLine}\n`
}

/** Undefined for a line that is no event, for instance one cut off by a crash. */
export function parseEvent(line: string): LogEvent | undefined {
  const match = /^(\d{4}-\S+Z) (\S+) (.*)$/s.exec(line)
  if (!match) return undefined
  return { timestampMs: Date.parse(match[1]!), stream: match[2]!, message: match[3]!.replaceAll('\r', '\n') }
}
