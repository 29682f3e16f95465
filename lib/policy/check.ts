// Everything that can be wrong with a policy, found before it decides on anything.
import type { Policy, ReviewTerms } from '../../schemas/generated/types.ts'
import { checkLabels, isVisual } from './check-labels.ts'
import { checkOrder } from './check-order.ts'
import { checkShape } from './check-shape.ts'
import { checkThresholds } from './check-thresholds.ts'
import { quote, type PolicyProblem } from './problem.ts'

function checkRules({ rules }: Pick<Policy, 'rules'>): PolicyProblem[] {
  const eachAlone = rules.flatMap((rule, index) => [
    ...checkLabels(rule, `/rules/${index}`),
    ...checkThresholds(rule, `/rules/${index}`),
  ])
  return [...eachAlone, ...checkOrder(rules)]
}

/** A lease that outlives a deadline keeps a task from everybody else to the end. */
function checkReview({ leaseSeconds, ...lines }: ReviewTerms): PolicyProblem[] {
  const { firstLineSeconds, secondLineSeconds } = lines
  const shortest = Math.min(firstLineSeconds, secondLineSeconds)
  if (leaseSeconds <= shortest) return []
  return [
    {
      pointer: '/review/leaseSeconds',
      message: `is ${leaseSeconds}, longer than the ${shortest} seconds that a line has to decide.`,
    },
  ]
}

function checkRequired({ requiredCategories, whenDetectorCannotLook }: Policy): PolicyProblem[] {
  const unseen = requiredCategories.flatMap((category, index) =>
    isVisual(category)
      ? []
      : [
          {
            pointer: `/requiredCategories/${index}`,
            message: `is ${quote(category)}, which is not found in pictures.`,
          },
        ],
  )
  if (requiredCategories.length === 0 || whenDetectorCannotLook.visual !== 'approve') return unseen
  const message = 'changes nothing: /whenDetectorCannotLook/visual approves what nobody could see.'
  return [...unseen, { pointer: '/requiredCategories', message }]
}

/**
 * What is wrong with a policy; empty when it may decide. What its shape leaves to be understood is checked even when
 * another part of it is misshapen, so that a person learns everything at once.
 */
export function checkPolicy(json: unknown): PolicyProblem[] {
  const misshapen = checkShape(json)
  const isWhole = (...fields: string[]) =>
    !misshapen.some(({ pointer }) => pointer === '' || fields.some((field) => pointer.startsWith(field)))
  const policy = json as Policy
  return [
    ...misshapen,
    ...(isWhole('/requiredCategories', '/whenDetectorCannotLook') ? checkRequired(policy) : []),
    ...(isWhole('/review') ? checkReview(policy.review) : []),
    ...(isWhole('/rules') ? checkRules(policy) : []),
  ]
}
