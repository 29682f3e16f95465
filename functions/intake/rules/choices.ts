import { policyNames } from '../../../lib/policies.ts'
import { isProfileName, PROFILES } from '../../../lib/profiles.ts'
import type { JobFile, Reason } from '../../../schemas/generated/types.ts'

function checkProfile({ profile }: Pick<JobFile, 'profile'>): Reason[] {
  if (profile === undefined || isProfileName(profile)) return []
  const known = PROFILES.map(({ name }) => name).join(', ')
  return [
    {
      code: 'unknown-profile',
      field: '/profile',
      message: `The job file asks for the transcode profile "${profile}"; there are: ${known}.`,
    },
  ]
}

function checkPolicyName({ policy }: Pick<JobFile, 'policy'>): Reason[] {
  if (policy === undefined || policyNames().includes(policy)) return []
  return [
    {
      code: 'unknown-policy',
      field: '/policy',
      message: `The job file asks for the policy "${policy}"; there are: ${policyNames().join(', ')}.`,
    },
  ]
}

/** A job file may name only a transcode profile and a policy that there are. */
export const checkChoices = (jobFile: Pick<JobFile, 'profile' | 'policy'>): Reason[] => [
  ...checkProfile(jobFile),
  ...checkPolicyName(jobFile),
]
