// What a detector has to tell, small enough for the data of a state. Other branches want room in it too.
import type { Finding, ModerationReport } from '../../schemas/generated/types.ts'
import { byWeight } from './weight.ts'

const MOST_RANGES = 1000

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length

function keepStrongest(finding: Finding, most: number): Finding {
  if (finding.timeRanges.length <= most) return finding
  const timeRanges = finding.timeRanges
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, most)
    .sort((a, b) => a.startMs - b.startMs)
  return { ...finding, timeRanges }
}

/** The gravest that have room together. */
function keepGravest(findings: Finding[], mostBytes: number): Finding[] {
  let bytes = 0
  return findings.toSorted(byWeight).filter((finding) => {
    bytes += bytesOf(finding) + 1
    return bytes <= mostBytes
  })
}

/**
 * Too many time ranges leave out the weakest of every finding, whose sums and counts stay whole; findings that have no
 * room with one range each leave out the mildest. The report says that it was cut.
 */
export function fitReport(report: ModerationReport, mostBytes: number): ModerationReport {
  let fitting = report
  for (let most = MOST_RANGES; bytesOf(fitting) > mostBytes && most >= 1; most = Math.floor(most / 2)) {
    const findings = report.findings.map((finding) => keepStrongest(finding, most))
    fitting = { ...report, findings, cut: true }
  }
  const room = mostBytes - bytesOf({ ...fitting, findings: [] })
  return bytesOf(fitting) > mostBytes
    ? { ...fitting, findings: keepGravest(fitting.findings, room) }
    : fitting
}
