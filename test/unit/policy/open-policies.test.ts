import { expect, test } from '@jest/globals'
import { openPolicies, POLICIES } from '../../../lib/policies.ts'

test('a policy is closed to who uploads until it says otherwise; the one that everybody gets is open', () => {
  const [standard, strict] = POLICIES
  const lenient = { ...standard!, policyId: 'lenient' }
  expect(openPolicies([standard!, lenient])).toEqual(['default'])
  expect(openPolicies([standard!, strict!, { ...lenient, openToUploaders: true }])).toEqual([
    'default',
    'strict',
    'lenient',
  ])
})
