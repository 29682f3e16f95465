// A policy applied to what the detectors say. The strictest answer wins, so that the order of findings means nothing.
import type { Finding, ModerationReport, Policy, PolicyRule, Reason } from '../../schemas/generated/types.ts'
import { describeBlindness, describeFinding, describeMissingCategory } from './reasons.ts'
import { reaches } from './threshold.ts'
import { byWeight } from './weight.ts'

export type Decision = Policy['default']

/** What a policy says of one asset. `findingIds` are those that led to the decision, in the order of `reasons`. */
export interface Evaluation {
  decision: Decision
  /** Empty for `approve`. */
  reasons: Reason[]
  findingIds: string[]
}

/** From the mildest to the strictest. */
export const DECISIONS = ['approve', 'escalate', 'reject'] as const satisfies Decision[]

export const strictest = (decisions: Decision[]): Decision =>
  DECISIONS.findLast((decision) => decisions.includes(decision)) ?? 'approve'

type Labelled = Pick<Finding, 'category' | 'label' | 'labelPath'>

/** The finding's names below its category. */
const namesOf = ({ label, labelPath }: Labelled): string[] => [...labelPath.slice(1), label]

const speaksOf = ({ category, labels }: PolicyRule, finding: Labelled): boolean =>
  category === finding.category &&
  (labels === undefined || namesOf(finding).some((name) => labels.includes(name)))

/** The first rule that speaks of a finding decides on it; an exempt label is approved; what no rule speaks of, by default. */
export function judgeFinding(policy: Pick<Policy, 'rules' | 'default'>, finding: Finding): Decision {
  const rule = policy.rules.find((candidate) => speaksOf(candidate, finding))
  if (rule === undefined) return policy.default
  if (namesOf(finding).some((name) => rule.exempt?.includes(name))) return 'approve'
  return strictest(
    rule.thresholds.filter((threshold) => reaches(finding, threshold)).map(({ verdict }) => verdict),
  )
}

/** One thing that speaks for a decision. */
interface Ground {
  decision: Decision
  reason: Reason
  finding?: Finding
}

/** Detectors that could not look, and the pictures when nobody reports on them. */
function blindGrounds(policy: Policy, reports: ModerationReport[]): Ground[] {
  const blind = reports
    .filter(({ looked }) => !looked)
    .map(({ detector, reason }) => ({ detector, because: reason?.message }))
  const unseen = reports.some(({ detector }) => detector === 'visual')
    ? []
    : [{ detector: 'visual' as const, because: undefined }]
  return [...blind, ...unseen].map(({ detector, because }) => ({
    decision: policy.whenDetectorCannotLook[detector],
    reason: describeBlindness(detector, because),
  }))
}

/** Categories that the policy wants to be seen and the one who looked at the pictures cannot see. */
function missingGrounds(policy: Policy, reports: ModerationReport[]): Ground[] {
  const looking = reports.filter(({ detector, looked }) => detector === 'visual' && looked)
  const isMissing = (category: Finding['category']) =>
    looking.length > 0 && looking.every(({ notCovered }) => notCovered?.includes(category))
  return policy.requiredCategories.filter(isMissing).map((category) => ({
    decision: policy.whenDetectorCannotLook.visual,
    reason: describeMissingCategory(category),
  }))
}

/**
 * The verdict of a policy on an asset, from the report of each detector that was asked. Findings that lead to a milder
 * decision than the strictest are no reasons for it and are left out.
 */
export function evaluatePolicy(policy: Policy, { reports }: { reports: ModerationReport[] }): Evaluation {
  const findings = reports.flatMap((report) => report.findings).sort(byWeight)
  const grounds: Ground[] = [
    ...findings.map((finding) => ({
      decision: judgeFinding(policy, finding),
      reason: describeFinding(finding),
      finding,
    })),
    ...blindGrounds(policy, reports),
    ...missingGrounds(policy, reports),
  ]
  const decision = strictest(grounds.map((ground) => ground.decision))
  const deciding = decision === 'approve' ? [] : grounds.filter((ground) => ground.decision === decision)
  return {
    decision,
    reasons: deciding.map(({ reason }) => reason),
    findingIds: deciding.flatMap(({ finding }) => finding?.findingId ?? []),
  }
}
