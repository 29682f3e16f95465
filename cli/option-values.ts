// How option values on the command line are read. Commander prints the message and the program ends with 2.
import { InvalidArgumentError } from 'commander'
import { parseEndpoint } from './target.ts'

const wholeNumber = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN)

export function readPort(text: string): number {
  const port = wholeNumber(text)
  if (!(port <= 65_535)) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}

export function readLimit(text: string): number {
  const limit = wholeNumber(text)
  if (!(limit >= 1 && limit <= 10_000)) throw new InvalidArgumentError('A limit is a number from 1 to 10000.')
  return limit
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `90`, `90s`, `15m`, `2h` in milliseconds; a bare number counts seconds. */
export function readDuration(text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? []
  const durationMs = Number(amount) * (UNIT_MS[unit] ?? 0)
  if (!(durationMs > 0)) throw new InvalidArgumentError('A duration looks like 90s, 15m or 2h.')
  return durationMs
}

const DAY_MS = 24 * 3_600_000

/** `2026-11-01`, a moment in ISO 8601, or how long ago as `30d`, `12h`; a moment in UTC. */
export function readSince(text: string): string {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? []
  if (days !== undefined) return new Date(Date.now() - Number(days) * DAY_MS).toISOString()
  if (/^\d{4}-\d{2}-\d{2}(T|$)/.test(text) && !Number.isNaN(Date.parse(text)))
    return new Date(text).toISOString()
  if (/^\d+[smh]$/.test(text)) return new Date(Date.now() - readDuration(text)).toISOString()
  throw new InvalidArgumentError('A beginning looks like 2026-11-01, 2026-11-01T09:00:00Z, 30d or 12h.')
}

export function readProfile(text: string): string {
  if (!/^[a-z0-9-]{1,64}$/.test(text)) {
    throw new InvalidArgumentError('A profile name has small letters, digits and hyphens only.')
  }
  return text
}

export function readStage(text: string): string {
  // As deploy/stage-rules.cjs: it becomes part of names that have little room.
  if (!/^[a-z][a-z0-9-]{0,15}$/.test(text)) {
    throw new InvalidArgumentError(
      'A stage name has small letters, digits and hyphens, 16 at most, a letter first.',
    )
  }
  return text
}

export function readEndpoint(text: string): string {
  const url = parseEndpoint(text)
  if (url === undefined) throw new InvalidArgumentError('An endpoint is a URL like http://127.0.0.1:4566.')
  return url
}

export function readRevision(text: string): number {
  const revision = wholeNumber(text)
  if (Number.isNaN(revision)) throw new InvalidArgumentError('A revision is a number from 0 on.')
  return revision
}

export function readAssetId(text: string): string {
  if (!/^[0-9a-f]{4,32}$/i.test(text)) {
    throw new InvalidArgumentError('An asset id has 32 hexadecimal digits; the first 4 or more are enough.')
  }
  return text.toLowerCase()
}
