// Policies are data in policies/; a test holds them to their schema and to lib/policy/check.ts.
import standard from '../policies/default.json' with { type: 'json' }
import strict from '../policies/strict.json' with { type: 'json' }
import type { Policy, Reason } from '../schemas/generated/types.ts'
import { InvalidInputError } from './errors.ts'

export const POLICIES = [standard, strict] as Policy[]

/** The policy of an asset whose job file names none. */
export const DEFAULT_POLICY = 'default'

export const policyNames = (): string[] => POLICIES.map(({ policyId }) => policyId)

/** Those that who uploads may name: the one that everybody gets, and what says of itself that it is open. */
export const openPolicies = (policies = POLICIES): string[] =>
  policies
    .filter(({ policyId, openToUploaders = false }) => policyId === DEFAULT_POLICY || openToUploaders)
    .map(({ policyId }) => policyId)

/** @throws InvalidInputError naming the policies there are */
export function choosePolicy(name = DEFAULT_POLICY): Policy {
  const policy = POLICIES.find(({ policyId }) => policyId === name)
  if (policy) return policy
  throw new InvalidInputError(`There is no policy "${name}"; there are: ${policyNames().join(', ')}.`)
}

/**
 * The policy that judges an asset: its own, or the default one where a later deployment has dropped that; then a reason
 * says so.
 */
export function findPolicy(name = DEFAULT_POLICY): { policy: Policy; replaced?: Reason } {
  if (policyNames().includes(name)) return { policy: choosePolicy(name) }
  const message = `There is no policy "${name}" any more; the policy "${DEFAULT_POLICY}" stands in for it.`
  return { policy: choosePolicy(DEFAULT_POLICY), replaced: { code: 'policy-replaced', message } }
}
