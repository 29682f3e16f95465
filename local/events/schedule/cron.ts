// The six fields of an EventBridge cron expression: minutes hours day-of-month month day-of-week year.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
import { invalidSchedule } from './expression.ts'
import type { Schedule } from './expression.ts'

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const DAY_MS = 86_400_000
/** Leap days and weekday rules repeat within 28 years. */
const DAYS_AHEAD = 366 * 29

type DayRule = (date: Date) => boolean

export function parseCron(fields: string): Schedule {
  const parts = fields.trim().split(/\s+/)
  if (parts.length !== 6) throw invalidSchedule()
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  // One of the two day fields says it, the other is a question mark.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw invalidSchedule()
  const minutes = parseField(minute, { least: 0, most: 59 })
  const hours = parseField(hour, { least: 0, most: 23 })
  const months = parseField(month, { least: 1, most: 12, names: MONTHS })
  const years = parseField(year, { least: 1970, most: 2199 })
  const isDay = dayOfWeek === '?' ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek)

  return (afterMs) => {
    const startMs = Math.floor(afterMs / 60_000) * 60_000 + 60_000
    const firstDayMs = Math.floor(startMs / DAY_MS) * DAY_MS
    for (let day = 0; day < DAYS_AHEAD; day++) {
      const date = new Date(firstDayMs + day * DAY_MS)
      if (!years.has(date.getUTCFullYear()) || !months.has(date.getUTCMonth() + 1) || !isDay(date)) continue
      const found = firstTime(date.getTime(), startMs, { hours, minutes })
      if (found !== undefined) return found
    }
    return undefined
  }
}

function firstTime(
  dayMs: number,
  fromMs: number,
  { hours, minutes }: { hours: Set<number>; minutes: Set<number> },
) {
  for (const hour of [...hours].sort((a, b) => a - b)) {
    for (const minute of [...minutes].sort((a, b) => a - b)) {
      const atMs = dayMs + (hour * 60 + minute) * 60_000
      if (atMs >= fromMs) return atMs
    }
  }
  return undefined
}

interface Range {
  least: number
  most: number
  names?: string[]
}

/** `*`, `5`, `1-5`, `0/15`, `MON-FRI` and lists of them. */
function parseField(text: string, range: Range): Set<number> {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [span = '', step = ''] = part.split('/')
    const [from = '', to] = span.split('-')
    const start = span === '*' ? range.least : parseValue(from, range)
    const end = span === '*' || (step && to === undefined) ? range.most : parseValue(to ?? from, range)
    const by = step === '' ? 1 : Number(step)
    if (!Number.isInteger(by) || by < 1 || end < start) throw invalidSchedule()
    for (let value = start; value <= end; value += by) values.add(value)
  }
  return values
}

function parseValue(text: string, { least, most, names }: Range): number {
  const named = names?.indexOf(text.toUpperCase()) ?? -1
  const value = named >= 0 ? named + least : /^\d+$/.test(text) ? Number(text) : NaN
  if (!(value >= least && value <= most)) throw invalidSchedule()
  return value
}

const lastDay = (date: Date) =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()

/** A list of days, `L` for the last, `15W` for the weekday nearest to the fifteenth. */
function parseDayOfMonth(text: string): DayRule {
  if (text === 'L') return (date) => date.getUTCDate() === lastDay(date)
  const near = /^(\d+)W$/.exec(text)
  if (near) return (date) => date.getUTCDate() === nearestWeekday(date, Number(near[1]))
  const days = parseField(text, { least: 1, most: 31 })
  return (date) => days.has(date.getUTCDate())
}

function nearestWeekday(date: Date, day: number): number {
  const wanted = Math.min(day, lastDay(date))
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), wanted)).getUTCDay()
  if (weekday === 6) return wanted > 1 ? wanted - 1 : wanted + 2
  if (weekday === 0) return wanted < lastDay(date) ? wanted + 1 : wanted - 2
  return wanted
}

/** Days counted from Sunday = 1, `6L` for the last Friday, `3#2` for the second Tuesday. */
function parseDayOfWeek(text: string): DayRule {
  const range = { least: 1, most: 7, names: DAYS }
  const special = /^(\w+?)(?:(L)|#([1-5]))$/.exec(text)
  if (special && text !== 'L') {
    const weekday = parseValue(special[1]!, range)
    return (date) =>
      date.getUTCDay() + 1 === weekday &&
      (special[2]
        ? date.getUTCDate() + 7 > lastDay(date)
        : Math.ceil(date.getUTCDate() / 7) === Number(special[3]))
  }
  const days = text === 'L' ? new Set([7]) : parseField(text, range)
  return (date) => days.has(date.getUTCDay() + 1)
}
