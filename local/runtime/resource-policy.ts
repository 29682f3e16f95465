// What a resource's own policy lets an AWS service do: the half of authorisation that no role carries, for instance
// the `lambda:InvokeFunction` permission a rule needs. Only service principals and callers without a name are judged
// here; roles are judged in local/iam.
import { statementsOf } from './policy/document.ts'
import { matchStatements } from './policy/match.ts'
import type { RequestContext } from './policy/pattern.ts'

export interface ServiceRequest {
  /** For instance `events.amazonaws.com`; `*` is a caller without a name. */
  principal: string
  /** For instance `sqs:SendMessage`. */
  action: string
  /** Where a policy speaks of parts of what it belongs to, for instance the objects of a bucket. */
  resource?: string
  sourceArn?: string
  accountId: string
  /** Condition keys of this request, by their name in lower case. */
  keys?: RequestContext
}

/** True when a statement of `policyJson` allows the request and none denies it. A condition not known here never holds. */
export function policyAllowsService(policyJson: string | undefined, request: ServiceRequest): boolean {
  if (!policyJson) return false
  const { principal, action, resource, sourceArn, accountId, keys } = request
  const isNamed = principal !== '*'
  const matches = matchStatements(statementsOf(policyJson), {
    action,
    ...(resource !== undefined && { resource }),
    principals: isNamed ? { service: principal } : {},
    context: {
      'aws:sourcearn': sourceArn,
      'aws:sourceaccount': isNamed ? accountId : undefined,
      'aws:securetransport': 'true',
      'aws:principalisawsservice': String(isNamed),
      ...keys,
    },
  })
  return matches.some((one) => one.effect === 'Allow') && !matches.some((one) => one.effect === 'Deny')
}
