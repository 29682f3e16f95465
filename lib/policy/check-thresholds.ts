import type { PolicyRule, Threshold } from '../../schemas/generated/types.ts'
import { DECISIONS } from './evaluate.ts'
import type { PolicyProblem } from './problem.ts'

type Demands = Required<Omit<Threshold, 'verdict'>>

const demandsOf = ({ minConfidence, minFrames = 1, minDurationMs = 0 }: Threshold): Demands => ({
  minConfidence,
  minFrames,
  minDurationMs,
})

const DEMANDS = ['minConfidence', 'minFrames', 'minDurationMs'] as const satisfies (keyof Demands)[]

/** Whatever reaches `more` reaches `less` too. */
function asksNoMore(less: Threshold, more: Threshold): boolean {
  const [one, other] = [demandsOf(less), demandsOf(more)]
  return DEMANDS.every((demand) => one[demand] <= other[demand])
}

const strictness = ({ verdict }: Threshold) => DECISIONS.indexOf(verdict)

/** A threshold that changes nothing beside another one of its rule is a mistake: somebody meant something by it. */
function compare(threshold: Threshold, other: Threshold, at: string): string | undefined {
  const isSame = asksNoMore(threshold, other) && asksNoMore(other, threshold)
  if (isSame && threshold.verdict === other.verdict) return `is the same as ${at}.`
  if (isSame) return `asks for the same as ${at} and answers otherwise.`
  if (!asksNoMore(other, threshold) || strictness(other) < strictness(threshold)) return undefined
  return threshold.verdict === other.verdict
    ? `overlaps ${at}, which asks for less and answers the same.`
    : `overlaps ${at}, which asks for less and is stricter: "${threshold.verdict}" above "${other.verdict}" never counts.`
}

/** Every threshold of a rule must decide something that no other one decides already. */
export function checkThresholds(
  { thresholds }: Pick<PolicyRule, 'thresholds'>,
  rule: string,
): PolicyProblem[] {
  const pointer = (index: number) => `${rule}/thresholds/${index}`
  return thresholds.flatMap((threshold, index) => {
    for (const [otherIndex, other] of thresholds.entries()) {
      if (otherIndex === index) continue
      const message = compare(threshold, other, pointer(otherIndex))
      // Of two that are equal the later one is named.
      const isEqual = asksNoMore(threshold, other) && asksNoMore(other, threshold)
      if (message !== undefined && !(isEqual && index < otherIndex)) {
        return [{ pointer: pointer(index), message }]
      }
    }
    return []
  })
}
