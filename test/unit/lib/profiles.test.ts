import { describe, expect, test } from '@jest/globals'
import { InvalidInputError } from '../../../lib/errors.ts'
import { gopDividesSegment } from '../../../lib/gop.ts'
import { chooseProfile, isProfileName, PROFILES } from '../../../lib/profiles.ts'
import { validateTranscodeProfile } from '../../../schemas/generated/validators.mjs'

describe('transcode profiles', () => {
  test.each(PROFILES.map((profile) => [profile.name, profile] as const))(
    '%s fits its schema',
    (_, profile) => {
      validateTranscodeProfile(profile)
      expect(validateTranscodeProfile.errors).toBeNull()
    },
  )

  test.each(PROFILES.map((profile) => [profile.name, profile] as const))(
    '%s has whole GOPs in a segment and rungs that rise',
    (_, profile) => {
      expect(gopDividesSegment(profile)).toBe(true)
      for (const field of ['shortSidePx', 'maxBitrateBps'] as const) {
        const values = profile.rungs.map((rung) => rung[field])
        expect(values).toEqual([...new Set(values)].sort((a, b) => a - b))
      }
    },
  )

  test('are chosen by name; an unknown name is answered with the known ones', () => {
    expect(chooseProfile('hevc').codec).toBe('H_265')
    expect(isProfileName('cinema')).toBe(false)
    expect(() => chooseProfile('cinema')).toThrow(InvalidInputError)
    expect(() => chooseProfile('cinema')).toThrow(/default, hevc, av1, fast/)
  })
})
