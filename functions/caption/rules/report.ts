// What the captions of an asset mean for its verdict.
import { fitReport } from '../../../lib/policy/fit-report.ts'
import { byWeight } from '../../../lib/policy/weight.ts'
import type { Finding, ModerationReport, Reason } from '../../../schemas/generated/types.ts'

/** The state that carries the report has room for 256 KB, and for the other detector's too. */
const MOST_BYTES = 60_000

/** A film without captions has been looked at. @param unread parts that the service failed on */
export function reportCaptions(findings: Finding[], unread: Reason[]): ModerationReport {
  const [reason] = unread
  const report: ModerationReport = {
    looked: reason === undefined,
    detector: 'captions',
    findings: findings.toSorted(byWeight),
    ...(reason && { reason }),
  }
  return fitReport(report, MOST_BYTES)
}
