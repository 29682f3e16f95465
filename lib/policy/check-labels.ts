// Labels of a rule against the taxonomy. Of text the detectors have names of their own, which are not judged here.
import type { Finding, PolicyRule } from '../../schemas/generated/types.ts'
import { LABEL_PLACES, MODERATION_TAXONOMY } from '../moderation-taxonomy.ts'
import { suggest } from './closest.ts'
import { quote, type PolicyProblem } from './problem.ts'

type Category = Finding['category']

export const isVisual = (category: Category): boolean =>
  MODERATION_TAXONOMY.some((first) => first.category === category)

/** The names from the second level down to the label itself; what the taxonomy does not know stands for itself. */
export const namesDownTo = (label: string): string[] => LABEL_PLACES.get(label)?.path.slice(1) ?? [label]

const levelOf = (label: string) => LABEL_PLACES.get(label)?.path.length ?? 0

const labelsAt = (category: Category, levels: number[]) =>
  [...LABEL_PLACES]
    .filter(([name, place]) => place.category === category && levels.includes(levelOf(name)))
    .map(([name]) => name)

/** Undefined when the category has the label at one of the levels. */
function describeUnknown(label: string, category: Category, levels: number[]): string | undefined {
  const place = LABEL_PLACES.get(label)
  if (place === undefined) {
    const near = suggest(label, labelsAt(category, levels))
    return `is ${quote(label)}, which is no label of ${category} at level ${levels.join(' or ')}${near}`
  }
  if (place.category !== category) return `is ${quote(label)}, which is a label of ${place.category}.`
  if (levels.includes(place.path.length)) return undefined
  return place.path.length === 1
    ? `is ${quote(label)}, the whole category; leave the labels out.`
    : `is ${quote(label)}, a label of level ${place.path.length}; exempt is for level 3. A rule of its own without thresholds, before this one, approves it.`
}

function checkNames(names: string[], at: string, known: { category: Category; levels: number[] }) {
  return names.flatMap((name, index): PolicyProblem[] => {
    const message = describeUnknown(name, known.category, known.levels)
    return message === undefined ? [] : [{ pointer: `${at}/${index}`, message }]
  })
}

/** A label below another one of the same rule says nothing. */
const checkNesting = (labels: string[], rule: string): PolicyProblem[] =>
  labels.flatMap((label, index) => {
    const above = namesDownTo(label)
      .slice(0, -1)
      .find((name) => labels.includes(name))
    if (above === undefined) return []
    return [
      { pointer: `${rule}/labels/${index}`, message: `is below ${quote(above)}, which the rule names too.` },
    ]
  })

/** What a rule exempts must be something that it would judge otherwise. */
function checkExemptions({ labels, thresholds, ...rest }: PolicyRule, rule: string): PolicyProblem[] {
  const exempt: string[] = rest.exempt ?? []
  if (exempt.length > 0 && thresholds.length === 0) {
    return [
      { pointer: `${rule}/exempt`, message: 'changes nothing: a rule without thresholds approves all.' },
    ]
  }
  return exempt.flatMap((name, index) => {
    const pointer = `${rule}/exempt/${index}`
    if (labels?.includes(name)) {
      return [{ pointer, message: `is ${quote(name)}, of which the rule speaks and which it exempts.` }]
    }
    if (labels === undefined || namesDownTo(name).some((above) => labels.includes(above))) return []
    return [
      {
        pointer,
        message: `is ${quote(name)}, of which the rule does not speak: it is below none of its labels.`,
      },
    ]
  })
}

/** Labels and exemptions of one rule by themselves. */
export function checkLabels(rule: PolicyRule, at: string): PolicyProblem[] {
  const { category } = rule
  const labels: string[] = rule.labels ?? []
  const exempt: string[] = rule.exempt ?? []
  const unknown = isVisual(category)
    ? [
        ...checkNames(labels, `${at}/labels`, { category, levels: [2, 3] }),
        ...checkNames(exempt, `${at}/exempt`, { category, levels: [3] }),
      ]
    : []
  return unknown.length > 0 ? unknown : [...checkNesting(labels, at), ...checkExemptions(rule, at)]
}
