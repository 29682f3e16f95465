// Transcode profiles are data beside this file; a test holds them to their schema.
import type { TranscodeProfile } from '../schemas/generated/types.ts'
import { InvalidInputError } from './errors.ts'
import av1 from './profiles/av1.json' with { type: 'json' }
import fast from './profiles/fast.json' with { type: 'json' }
import hevc from './profiles/hevc.json' with { type: 'json' }
import standard from './profiles/default.json' with { type: 'json' }

export const PROFILES = [standard, hevc, av1, fast] as TranscodeProfile[]

export const isProfileName = (name: string): boolean => PROFILES.some((profile) => profile.name === name)

/** @throws InvalidInputError naming the profiles there are */
export function chooseProfile(name: string): TranscodeProfile {
  const profile = PROFILES.find((candidate) => candidate.name === name)
  if (profile) return profile
  const known = PROFILES.map((candidate) => candidate.name).join(', ')
  throw new InvalidInputError(`There is no transcode profile "${name}"; there are: ${known}.`)
}
