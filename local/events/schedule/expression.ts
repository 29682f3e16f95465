// Schedule expressions: `rate(5 minutes)` and `cron(0 12 * * ? *)`, in UTC.
import { AwsError } from '../../runtime/aws-error.ts'
import { parseCron } from './cron.ts'

/** The next moment after `afterMs`, undefined when there is none. Milliseconds since the epoch. */
export type Schedule = (afterMs: number) => number | undefined

export const invalidSchedule = () =>
  new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.')

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** @throws ValidationException */
export function parseSchedule(expression: string): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression)
  if (rate) {
    const count = Number(rate[1])
    if (count < 1 || (count === 1) !== (rate[3] === '')) throw invalidSchedule()
    return (afterMs) => afterMs + count * UNIT_MS[rate[2]!]!
  }
  const cron = /^cron\((.+)\)$/.exec(expression)
  if (!cron) throw invalidSchedule()
  return parseCron(cron[1]!)
}
