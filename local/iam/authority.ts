// Judges every call of a role, and keeps what was used and what was refused.
import type { Authority, Need } from '../runtime/authority.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Caller } from '../runtime/identities.ts'
import { statementsOf } from '../runtime/policy/document.ts'
import type { PolicyStatement } from '../runtime/policy/document.ts'
import type { RequestContext } from '../runtime/policy/pattern.ts'
import { policyAllowsService } from '../runtime/resource-policy.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { denial } from './denial.ts'
import { needsOf } from './needs/needs.ts'
import { roleNameOf } from './role-book.ts'
import type { RoleBook } from './role-book.ts'
import type { Usage } from './usage.ts'

export interface AuthorityParts {
  context: Pick<CloudContext, 'accountId' | 'region' | 'clock' | 'log'>
  roles: RoleBook
  usage: Usage
  /** The policy of a resource as JSON, from whichever service has it. */
  resourcePolicy(arn: string): string | undefined
}

/** Resource policies are few, and read again with every call. */
const MOST_PARSED = 200

export function createAuthority({ context, roles, usage, resourcePolicy }: AuthorityParts): Authority {
  const statements = new Map<string, PolicyStatement[]>()
  const parse = (policyJson: string) => {
    if (statements.size >= MOST_PARSED) statements.clear()
    const known = statements.get(policyJson) ?? statementsOf(policyJson)
    statements.set(policyJson, known)
    return known
  }
  const judge = (caller: Caller, roleArn: string, need: Need): Decision => {
    const policies = roles.policiesOf(roleNameOf(roleArn))
    if (!policies) return { isAllowed: false, because: 'because the role does not exist', grants: [] }
    const document = resourcePolicy(need.resource)
    return decide({
      ...policies,
      action: need.action,
      resource: need.resource,
      context: requestContext(context, { caller, roleArn, need }),
      ...(document !== undefined && { resourcePolicy: parse(document) }),
      roleArn,
      sessionArn: caller.arn,
      accountId: context.accountId,
    })
  }
  // S3 asks for a key in the name of a service as well; only the key's own policy can let that in.
  const judgeByKey = ({ arn, sourceArn, type }: Caller, { action, resource, keys }: Need): Decision => {
    const { accountId } = context
    const principal = type === 'AWSService' ? arn : '*'
    const request = {
      principal,
      action,
      resource,
      accountId,
      ...(sourceArn && { sourceArn }),
      ...(keys && { keys }),
    }
    const isAllowed = policyAllowsService(resourcePolicy(resource), request)
    const because = `because no resource-based policy allows the ${action} action`
    return isAllowed ? { isAllowed, grants: [] } : { isAllowed, because, grants: [] }
  }
  const answer = (caller: Caller, need: Need): Decision | undefined => {
    const { roleArn } = caller
    if (isWithoutRole(caller) && need.action.startsWith('kms:')) return judgeByKey(caller, need)
    if (caller.type !== 'AssumedRole' || roleArn === undefined) return undefined
    const decision = judge(caller, roleArn, need)
    for (const grant of decision.grants) usage.markUsed(roleNameOf(roleArn), grant)
    return decision
  }
  const authorise: Authority['authorise'] = ({ caller, service, needs }) => {
    for (const need of needs) {
      const decision = answer(caller, need)
      if (!decision || decision.isAllowed) continue
      const role = roleNameOf(caller.roleArn ?? caller.arn)
      const { action, resource } = need
      const lastAt = new Date(context.clock.now()).toISOString()
      usage.markDenied({ role, action, resource, because: decision.because, lastAt })
      context.log(`Access denied: ${role} may not ${action} on ${resource} ${decision.because}`)
      throw denial({ service, callerArn: caller.arn, need, because: decision.because })
    }
  }
  return {
    authorise,
    authoriseCall(call) {
      const { caller, service, resource } = call
      if (caller.type !== 'AssumedRole') return
      const { region, accountId } = context
      const place = { region, accountId, ...(resource !== undefined && { resource }) }
      authorise({ caller, service, needs: needsOf(call, place) })
    },
    permits: (caller, need) => answer(caller, need)?.isAllowed ?? true,
  }
}

/** Lambda fetches a function's code with the rights of whoever deploys it. */
const isWithoutRole = ({ type, arn }: Caller) =>
  type === 'Unknown' || (type === 'AWSService' && arn !== 'lambda.amazonaws.com')

interface Asked {
  caller: Caller
  roleArn: string
  need: Need
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html; loopback counts as TLS. */
function requestContext(
  { accountId, region, clock }: AuthorityParts['context'],
  { caller, roleArn, need }: Asked,
): RequestContext {
  const nowMs = clock.now()
  return {
    'aws:principalarn': roleArn,
    'aws:principalaccount': accountId,
    'aws:principaltype': 'AssumedRole',
    'aws:principalisawsservice': 'false',
    'aws:userid': `${roleNameOf(roleArn)}:${roleNameOf(caller.arn)}`,
    'aws:requestedregion': region,
    'aws:resourceaccount': accountId,
    'aws:securetransport': 'true',
    'aws:sourceip': '127.0.0.1',
    'aws:currenttime': new Date(nowMs).toISOString(),
    'aws:epochtime': String(Math.floor(nowMs / 1000)),
    ...need.keys,
  }
}
