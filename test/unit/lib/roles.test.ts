import { describe, expect, test } from '@jest/globals'
import { mayActAs, rolesIn, ROLES } from '../../../lib/roles.ts'

describe('who may act as what', () => {
  test.each([
    ['uploader', ['uploader']],
    ['viewer', ['viewer']],
    ['reviewer', ['viewer', 'reviewer']],
    ['operator', ['uploader', 'viewer', 'reviewer', 'operator']],
  ] as const)('%s: %j', (role, allowed) => {
    expect(ROLES.filter((needed) => mayActAs(role, needed))).toEqual(allowed)
  })
})

test.each([
  ['[reviewer uploader]', ['uploader', 'reviewer']],
  [['admins', 'viewer'], ['viewer']],
  ['[]', []],
  [undefined, []],
])('the roles in the groups %j are %j', (groups, roles) => expect(rolesIn(groups)).toEqual(roles))
