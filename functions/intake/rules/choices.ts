import { isProfileName, PROFILES } from '../../../lib/profiles.ts'
import type { JobFile, Reason } from '../../../schemas/generated/types.ts'

/** A job file may name only a profile that there is. */
export function checkProfile({ profile }: Pick<JobFile, 'profile'>): Reason[] {
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
