// Moments and waits as reviewers read them.
import { mediaTime } from '../../lib/policy/reasons.ts'
import { duration } from '../show/measures.ts'

/** `2026-11-21 18:02 UTC` */
export const moment = (iso: string) => `${iso.slice(0, 16).replace('T', ' ')} UTC`

const coarse = (ms: number) =>
  ms < 60_000 ? `${Math.round(ms / 1000)} s` : duration(Math.round(ms / 60_000) * 60_000)

/** `in 3 h 58 min`, `4 min ago`; seconds only below a minute. */
export function fromNow(iso: string, nowMs: number): string {
  const leftMs = Date.parse(iso) - nowMs
  const text = coarse(Math.abs(leftMs)).replace(/ min 0 s$/, ' min')
  return leftMs >= 0 ? `in ${text}` : `${text} ago`
}

/** `0:12-0:17` from the start of the film; `0:12` when both ends fall into one second. */
export function timeRange({ startMs, endMs }: { startMs: number; endMs: number }): string {
  const [start, end] = [mediaTime(startMs), mediaTime(endMs)]
  return start === end ? start : `${start}-${end}`
}
