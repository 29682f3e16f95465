// The permission report must be able to fail: each fault that it is there for is put in, and found.
import { describe, expect, test } from '@jest/globals'
import { findFaults } from './permissions/compare.ts'
import type { Evidence } from './permissions/compare.ts'
import { permissionsOf } from './permissions/template-permissions.ts'
import type { Template } from '../support/template.ts'

const ROLE = { Type: 'AWS::IAM::Role', Properties: {} }
const withPolicies = (...statements: object[][]): Template => ({
  Resources: {
    WorkerRole: {
      ...ROLE,
      Properties: { Policies: statements.map((Statement) => ({ PolicyDocument: { Statement } })) },
    },
    FreeRole: ROLE,
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  },
})

const STATEMENTS = [
  {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    Resource: [{ 'Fn::GetAtt': ['Table', 'Arn'] }, { Ref: 'Other' }],
  },
  { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Sub': '${Bucket.Arn}/*' } },
]
const given = permissionsOf(withPolicies(STATEMENTS))

/** A run in which everything is as it should be. */
const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  given,
  used: given.map(({ role, statementIndex, action, resourceIndex }) => ({
    ...{ role, statementIndex, action, resourceIndex },
  })),
  denied: [],
  listed: [],
  ...more,
})
const allBut = (action: string) => evidence().used.filter((one) => one.action !== action)

test('every action of every resource of every statement is a permission', () => {
  expect(given.map(({ role, action, resource }) => `${role} ${action} ${resource}`)).toEqual([
    'WorkerRole dynamodb:GetItem Table.Arn',
    'WorkerRole dynamodb:GetItem Other',
    'WorkerRole dynamodb:PutItem Table.Arn',
    'WorkerRole dynamodb:PutItem Other',
    'WorkerRole s3:GetObject ${Bucket.Arn}/*',
  ])
})

test('a role with two policies is refused: a statement could not be told by its number', () => {
  expect(() => permissionsOf(withPolicies(STATEMENTS, STATEMENTS))).toThrow(/WorkerRole has several policies/)
})

describe('a run', () => {
  test('in which every permission was needed and no call denied is right', () => {
    expect(findFaults(evidence())).toEqual([])
  })

  test('that never needed a permission names role, action and resource', () => {
    expect(findFaults(evidence({ used: allBut('s3:GetObject') }))).toEqual([
      expect.stringMatching(/^unused: WorkerRole may s3:GetObject on \$\{Bucket\.Arn\}\/\* \(statement 1\)/),
    ])
  })

  test('that needed an action on one of two resources names the other', () => {
    const used = evidence().used.filter((one) => one.resourceIndex === 0)
    expect(findFaults(evidence({ used }))).toHaveLength(2)
  })

  test('is right about what is listed with a reason, for one role or for all', () => {
    const used = allBut('s3:GetObject')
    for (const role of ['WorkerRole', '*'])
      expect(
        findFaults(evidence({ used, listed: [{ role, action: 's3:GetObject', reason: 'only on AWS' }] })),
      ).toEqual([])
    const elsewhere = { role: 'OtherRole', action: 's3:GetObject', reason: 'only on AWS' }
    expect(findFaults(evidence({ used, listed: [elsewhere] }))).toHaveLength(2)
  })

  test('that needed what is listed as unused says so, and so does an entry that fits nothing', () => {
    const listed = [
      { role: '*', action: 's3:GetObject', reason: 'only on AWS' },
      { role: '*', action: 'sqs:SendMessage', reason: 'only on AWS' },
    ]
    expect(findFaults(evidence({ listed }))).toEqual([
      'listed as unused, but used by WorkerRole: * s3:GetObject',
      'listed as unused, but no role has it: * sqs:SendMessage',
    ])
  })

  test('may need, or not, what timing decides', () => {
    const listed = [{ role: '*', action: 's3:GetObject', reason: 'a race', sometimes: true }]
    expect(findFaults(evidence({ listed }))).toEqual([])
    expect(findFaults(evidence({ listed, used: allBut('s3:GetObject') }))).toEqual([])
  })

  test('with a denied call says who was denied what, and why', () => {
    const call = {
      ...{ role: 'WorkerRole', action: 's3:PutObject', resource: 'arn:aws:s3:::b/k', count: 3 },
      because: 'because no identity-based policy allows the s3:PutObject action',
    }
    expect(findFaults(evidence({ denied: [call] }))).toEqual([
      'denied 3 times: WorkerRole s3:PutObject on arn:aws:s3:::b/k because no identity-based policy allows the s3:PutObject action',
    ])
  })
})
