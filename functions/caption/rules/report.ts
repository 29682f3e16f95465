// What the captions of an asset mean for its verdict.
import type { Finding, ModerationReport, Reason } from '../../../schemas/generated/types.ts'

/** The state that carries the report has room for 256 KB, and for the other detector's too. */
const MOST_BYTES = 60_000

/** The gravest come first; what is cut is said to be cut. */
function fit(findings: Finding[]): { findings: Finding[]; cut?: boolean } {
  const kept: Finding[] = []
  let bytes = 0
  for (const finding of findings) {
    bytes += new TextEncoder().encode(JSON.stringify(finding)).length
    if (bytes > MOST_BYTES) return { findings: kept, cut: true }
    kept.push(finding)
  }
  return { findings }
}

const SEVERITIES: Finding['severity'][] = ['critical', 'high', 'medium', 'low']

/** A film without captions has been looked at. @param unread parts that the service failed on */
export function reportCaptions(findings: Finding[], unread: Reason[]): ModerationReport {
  const gravestFirst = findings.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.confidence - a.confidence,
  )
  const [reason] = unread
  return {
    looked: reason === undefined,
    detector: 'captions',
    ...fit(gravestFirst),
    ...(reason && { reason }),
  }
}
