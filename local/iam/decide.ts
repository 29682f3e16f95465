// The decision on one need of a role: an explicit Deny wins, a boundary must allow, and one Allow is enough, from the role or
// from the resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { matchStatements } from '../runtime/policy/match.ts'
import type { Match, PolicyRequest } from '../runtime/policy/match.ts'
import type { PolicyStatement } from '../runtime/policy/document.ts'
import type { RequestContext } from '../runtime/policy/pattern.ts'

export interface NamedPolicy {
  name: string
  statements: PolicyStatement[]
}

/** A permission as it stands in a role: the words of the statement that were needed. */
export interface Grant {
  policy: string
  statementIndex: number
  action: string
  resource: string
}

export interface Question {
  action: string
  resource: string
  context: RequestContext
  /** Of the role, in the order in which they are credited. */
  identity: NamedPolicy[]
  /** Absent: the role has none. */
  boundary?: PolicyStatement[]
  /** Of the resource; absent: it has none. */
  resourcePolicy?: PolicyStatement[]
  roleArn: string
  sessionArn: string
  accountId: string
}

/** `grants` are the role's own statements that mattered: a Deny, or the first Allow. A refusal says why in AWS's words. */
export type Decision =
  { isAllowed: true; grants: Grant[] } | { isAllowed: false; because: string; grants: Grant[] }

const hasDeny = (matches: Match[]) => matches.some((one) => one.effect === 'Deny')
const hasAllow = (matches: Match[]) => matches.some((one) => one.effect === 'Allow')

export function decide(question: Question): Decision {
  const { action, resource, context, identity, boundary } = question
  const request: PolicyRequest = { action, resource, context }
  const own = identity.flatMap(({ name, statements }) =>
    matchStatements(statements, request).map((match) => ({ ...match, policy: name })),
  )
  const refused = (because: string, grants: Grant[] = []): Decision => ({ isAllowed: false, because, grants })
  const missing = (kind: string) => refused(`because no ${kind} allows the ${action} action`)

  const denials = own.filter((one) => one.effect === 'Deny')
  if (denials.length > 0)
    return refused('with an explicit deny in an identity-based policy', denials.map(grantOf))
  const ofResource = judgeResource(question, request)
  if (ofResource.isDenied) return refused('with an explicit deny in a resource-based policy')
  if (boundary) {
    const within = matchStatements(boundary, request)
    if (hasDeny(within)) return refused('with an explicit deny in a permissions boundary')
    if (!hasAllow(within)) return missing('permissions boundary')
  }
  const allow = own.find((one) => one.effect === 'Allow')
  const grants = allow ? [grantOf(allow)] : []
  if (ofResource.isAllowed) return { isAllowed: true, grants }
  // A key's policy is the only root of rights to it: what a role says counts when the key leaves it to the account.
  const isKey = action.startsWith('kms:')
  if (isKey && !ofResource.isLeftToAccount) return missing('resource-based policy')
  return allow ? { isAllowed: true, grants } : missing('identity-based policy')
}

const grantOf = ({
  policy,
  statementIndex,
  action = '',
  resource = '',
}: Match & { policy: string }): Grant => ({
  ...{ policy, statementIndex, action, resource },
})

function judgeResource(question: Question, request: PolicyRequest) {
  const { resourcePolicy = [], roleArn, sessionArn, accountId } = question
  const byName = matchStatements(resourcePolicy, { ...request, principals: { aws: [roleArn, sessionArn] } })
  const account = [accountId, `arn:aws:iam::${accountId}:root`]
  const byAccount = matchStatements(resourcePolicy, { ...request, principals: { aws: account } })
  return {
    isDenied: hasDeny(byName) || hasDeny(byAccount),
    isAllowed: hasAllow(byName),
    isLeftToAccount: hasAllow(byAccount),
  }
}
