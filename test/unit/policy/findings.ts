// Findings and policies made from the fields that matter.
import type {
  Finding,
  ModerationReport,
  Policy,
  PolicyRule,
  Threshold,
} from '../../../schemas/generated/types.ts'

/** Exposed skin in the third second, for three seconds, 98 % sure. */
export function aFinding(changes: Partial<Finding> = {}): Finding {
  const label = changes.label ?? 'Exposed Female Nipple'
  const confidence = changes.confidence ?? 98
  const frameCount = changes.frameCount ?? 3
  return {
    findingId: `visual:${label}`,
    detector: 'visual',
    category: 'explicit',
    label,
    labelPath: ['Explicit', 'Explicit Nudity', label],
    severity: 'critical',
    confidence,
    frameCount,
    totalDurationMs: 3000,
    timeRanges: [{ startMs: 12_000, endMs: 15_000, confidence, frameCount }],
    evidence: [],
    ...changes,
  }
}

export const aReport = (
  findings: Finding[] = [],
  changes: Partial<ModerationReport> = {},
): ModerationReport => ({
  looked: true,
  detector: 'visual',
  findings,
  ...changes,
})

export const aRule = (changes: Partial<PolicyRule> = {}): PolicyRule => ({
  category: 'explicit',
  thresholds: [{ minConfidence: 60, verdict: 'escalate' }],
  ...changes,
})

export const aPolicy = (changes: Partial<Policy> = {}): Policy => ({
  policyId: 'test',
  version: '1',
  description: 'For tests.',
  default: 'approve',
  whenDetectorCannotLook: { visual: 'escalate', captions: 'escalate' },
  requiredCategories: [],
  review: {
    firstLineSeconds: 3600,
    secondLineSeconds: 3600,
    onDeadline: 'quarantine',
    leaseSeconds: 60,
    fourEyes: [],
  },
  rules: [aRule()],
  ...changes,
})

export const withThresholds = (...thresholds: Threshold[]): Policy =>
  aPolicy({ rules: [aRule({ thresholds })] })
