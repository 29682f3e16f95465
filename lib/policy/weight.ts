// Which finding weighs more.
import type { Finding } from '../../schemas/generated/types.ts'

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const satisfies Finding['severity'][]

/** The gravest first, then the surest; the id keeps the order the same whatever order they came in. */
export const byWeight = (one: Finding, other: Finding): number =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
  other.confidence - one.confidence ||
  (one.findingId < other.findingId ? -1 : 1)
