import { describe, expect, test } from '@jest/globals'
import { checkChoices } from '../../../functions/intake/rules/choices.ts'

describe('the names in a job file', () => {
  test.each([
    ['none', {}],
    ['a profile and a policy that there are', { profile: 'fast', policy: 'strict' }],
  ])('%s: nothing to say', (_, jobFile) => {
    expect(checkChoices(jobFile)).toEqual([])
  })

  test('what there is not is named with its field and with what there is', () => {
    expect(checkChoices({ profile: 'fastest', policy: 'lax' })).toEqual([
      { code: 'unknown-profile', field: '/profile', message: expect.stringContaining('"fastest"') },
      {
        code: 'unknown-policy',
        field: '/policy',
        message: 'The job file asks for the policy "lax"; there are: default, strict.',
      },
    ])
  })
})
