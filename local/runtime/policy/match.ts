// Which statements of a policy speak of a request, and with which of their words.
import { conditionHolds } from './conditions.ts'
import { listOf } from './document.ts'
import type { OneOrMore, PolicyStatement, Principal } from './document.ts'
import { fillVariables, matchesPattern } from './pattern.ts'
import type { RequestContext } from './pattern.ts'

export interface PolicyRequest {
  /** For instance `sqs:SendMessage`. */
  action: string
  /** An ARN, or `*` where the action knows no resources. Left out: whatever the policy belongs to. */
  resource?: string
  /** The names by which a principal may mean the caller; not looked at in the policies of a role. */
  principals?: { service?: string; aws?: string[] }
  context: RequestContext
}

export interface Match {
  effect: 'Allow' | 'Deny'
  statementIndex: number
  /** The words of the statement that matched; `NotAction` and `NotResource` have none. */
  action?: string
  resource?: string
}

/** All statements that speak of the request, in their order. */
export function matchStatements(statements: PolicyStatement[], request: PolicyRequest): Match[] {
  return statements.flatMap((statement, statementIndex) => {
    const action = actionOf(statement, request)
    const resource = action && resourceOf(statement, request)
    if (!resource || !principalMatches(statement, request)) return []
    if (!conditionHolds(statement.Condition, request.context)) return []
    return [
      {
        effect: statement.Effect,
        statementIndex,
        ...(action.word !== undefined && { action: action.word }),
        ...(resource.word !== undefined && { resource: resource.word }),
      },
    ]
  })
}

/** `word` is the one of the statement that fits; none where it fits by what it leaves out. */
interface Fit {
  word?: string
}

function fit(
  positive: OneOrMore | undefined,
  negative: OneOrMore | undefined,
  matches: (one: string) => boolean,
): Fit | undefined {
  if (negative !== undefined) return listOf(negative).some(matches) ? undefined : {}
  const word = listOf(positive).find(matches)
  return word === undefined ? undefined : { word }
}

const actionOf = ({ Action, NotAction }: PolicyStatement, { action }: PolicyRequest) =>
  fit(Action, NotAction, (one) => matchesPattern(one.toLowerCase(), action.toLowerCase()))

function resourceOf(statement: PolicyStatement, { resource, context }: PolicyRequest): Fit | undefined {
  if (resource === undefined) return {}
  return fit(statement.Resource, statement.NotResource, (one) => {
    const pattern = fillVariables(one, context)
    return pattern !== undefined && matchesPattern(pattern, resource)
  })
}

function principalMatches({ Principal, NotPrincipal }: PolicyStatement, { principals }: PolicyRequest) {
  if (principals === undefined) return true
  if (NotPrincipal !== undefined) return !means(NotPrincipal, principals)
  return Principal !== undefined && means(Principal, principals)
}

function means(
  principal: Principal,
  { service, aws = [] }: NonNullable<PolicyRequest['principals']>,
): boolean {
  if (principal === '*') return true
  return (
    listOf(principal.Service).some((one) => one === service) ||
    listOf(principal.AWS).some((one) => one === '*' || aws.includes(one))
  )
}
