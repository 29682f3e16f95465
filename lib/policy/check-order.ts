// The first rule that speaks of a finding decides on it; what an earlier rule takes, a later one never sees.
import type { PolicyRule } from '../../schemas/generated/types.ts'
import { namesDownTo } from './check-labels.ts'
import { quote, type PolicyProblem } from './problem.ts'

interface PlacedRule {
  rule: PolicyRule
  at: string
}

/** The earlier rule that takes all findings of a label. */
const takerOf = (label: string, earlier: PlacedRule[]): PlacedRule | undefined =>
  earlier.find(({ rule }) => namesDownTo(label).some((name) => rule.labels?.includes(name)))

function checkAfter({ rule, at }: PlacedRule, earlier: PlacedRule[]): PolicyProblem[] {
  const whole = earlier.find(({ rule: { labels } }) => labels === undefined)
  if (whole) {
    return [
      { pointer: at, message: `never applies: ${whole.at} speaks of all findings of ${rule.category}.` },
    ]
  }
  const taken = (['labels', 'exempt'] as const).flatMap((field) =>
    (rule[field] ?? []).flatMap((label, index): PolicyProblem[] => {
      const taker = takerOf(label, earlier)
      if (taker === undefined) return []
      const message = `is ${quote(label)}, on which ${taker.at} decides already.`
      return [{ pointer: `${at}/${field}/${index}`, message }]
    }),
  )
  const labels = rule.labels ?? []
  const first = labels[0] === undefined ? undefined : takerOf(labels[0], earlier)
  return first && labels.every((label) => takerOf(label, earlier))
    ? [{ pointer: at, message: `never applies: ${first.at} decides already on all that it speaks of.` }]
    : taken
}

/** Every rule, every label and every exemption must have something left to decide on. */
export function checkOrder(rules: PolicyRule[]): PolicyProblem[] {
  const placed = rules.map((rule, index) => ({ rule, at: `/rules/${index}` }))
  return placed.flatMap((current, index) =>
    checkAfter(
      current,
      placed.slice(0, index).filter(({ rule }) => rule.category === current.rule.category),
    ),
  )
}
