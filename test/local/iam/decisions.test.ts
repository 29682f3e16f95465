// The decision by tables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { describe, expect, test } from '@jest/globals'
import { decide } from '../../../local/iam/decide.ts'
import type { Question } from '../../../local/iam/decide.ts'
import type { PolicyStatement } from '../../../local/runtime/policy/document.ts'
import type { RequestContext } from '../../../local/runtime/policy/pattern.ts'

const ACCOUNT = '000000000000'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`
const OBJECT = 'arn:aws:s3:::media/assets/1/main.m3u8'
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`

const allow = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  ...{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::media/*' },
  ...more,
})
const deny = (more: Partial<PolicyStatement> = {}): PolicyStatement => allow({ Effect: 'Deny', ...more })

const ask = (statements: PolicyStatement[], more: Partial<Question> = {}) =>
  decide({
    ...{ action: 's3:GetObject', resource: OBJECT, context: {}, accountId: ACCOUNT, roleArn: ROLE },
    sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/one`,
    identity: [{ name: 'own', statements }],
    ...more,
  })

const holds = (condition: NonNullable<PolicyStatement['Condition']>, context: RequestContext) =>
  ask([allow({ Condition: condition })], { context }).isAllowed

describe('actions and resources', () => {
  test.each<[string, Partial<PolicyStatement>, boolean]>([
    ['the very words', { Resource: OBJECT }, true],
    ['another action', { Action: 's3:PutObject' }, false],
    ['any case of the action', { Action: 'S3:getobject' }, true],
    ['a wildcard in the action', { Action: 's3:Get*' }, true],
    ['one letter left open', { Action: 's3:GetObjec?' }, true],
    ['everything', { Action: '*', Resource: '*' }, true],
    ['one of several', { Action: ['s3:PutObject', 's3:GetObject'] }, true],
    ['the bucket and not what is in it', { Resource: 'arn:aws:s3:::media' }, false],
    ['another case of the key', { Resource: 'arn:aws:s3:::media/Assets/*' }, false],
    ['a dot that is no wildcard', { Resource: 'arn:aws:s3:::media/assets/1/mainXm3u8' }, false],
    ['a wildcard across slashes', { Resource: 'arn:aws:s3:::media/*.m3u8' }, true],
    ['all but another action', { Action: undefined, NotAction: 's3:PutObject' } as never, true],
    ['all but this action', { Action: undefined, NotAction: 's3:*' } as never, false],
    ['all but other resources', { Resource: undefined, NotResource: 'arn:aws:s3:::other/*' } as never, true],
    ['all but this resource', { Resource: undefined, NotResource: OBJECT } as never, false],
  ])('%s', (_name, statement, isAllowed) => {
    expect(ask([allow(statement)]).isAllowed).toBe(isAllowed)
  })

  test('a star that is meant as itself matches itself only', () => {
    const literal = [allow({ Resource: 'arn:aws:s3:::media/${*}' })]
    expect(ask(literal).isAllowed).toBe(false)
    expect(ask(literal, { resource: 'arn:aws:s3:::media/*' }).isAllowed).toBe(true)
  })

  test('a variable stands for what the request says; without it nothing matches', () => {
    const own = [allow({ Resource: 'arn:aws:s3:::media/${aws:PrincipalAccount}/*' })]
    const resource = `arn:aws:s3:::media/${ACCOUNT}/a`
    expect(ask(own, { resource, context: { 'aws:principalaccount': ACCOUNT } }).isAllowed).toBe(true)
    expect(ask(own, { resource }).isAllowed).toBe(false)
  })
})

describe('who wins', () => {
  test('without any statement the answer is no, and says so', () => {
    expect(ask([])).toMatchObject({
      isAllowed: false,
      because: 'because no identity-based policy allows the s3:GetObject action',
    })
  })

  test('a Deny beats every Allow, wherever it stands', () => {
    const resourcePolicy = [allow({ Principal: { AWS: ROLE } })]
    expect(ask([allow(), deny({ Resource: '*' })], { resourcePolicy })).toMatchObject({
      isAllowed: false,
      because: 'with an explicit deny in an identity-based policy',
    })
    expect(ask([allow()], { resourcePolicy: [deny({ Principal: '*' })] })).toMatchObject({
      isAllowed: false,
      because: 'with an explicit deny in a resource-based policy',
    })
  })

  test('a Deny that speaks of something else is none', () => {
    const tlsOnly = deny({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })
    const context = { 'aws:securetransport': 'true' }
    expect(ask([allow()], { resourcePolicy: [tlsOnly], context }).isAllowed).toBe(true)
  })

  test('the resource may let a role in by name, by session, or everybody; naming the account leaves it to IAM', () => {
    const by = (Principal: PolicyStatement['Principal']) =>
      ask([], { resourcePolicy: [allow({ Principal: Principal! })] }).isAllowed
    expect(by({ AWS: ROLE })).toBe(true)
    expect(by({ AWS: [`arn:aws:sts::${ACCOUNT}:assumed-role/worker/one`] })).toBe(true)
    expect(by('*')).toBe(true)
    expect(by({ AWS: `arn:aws:iam::${ACCOUNT}:role/other` })).toBe(false)
    expect(by({ AWS: `arn:aws:iam::${ACCOUNT}:root` })).toBe(false)
    expect(by({ Service: 's3.amazonaws.com' })).toBe(false)
  })

  test('a boundary gives nothing and takes what it does not name', () => {
    expect(ask([allow()], { boundary: [allow({ Action: 's3:*' })] }).isAllowed).toBe(true)
    expect(ask([], { boundary: [allow()] }).isAllowed).toBe(false)
    expect(ask([allow()], { boundary: [allow({ Action: 'sqs:*' })] })).toMatchObject({
      because: 'because no permissions boundary allows the s3:GetObject action',
    })
    expect(ask([allow()], { boundary: [allow(), deny()] })).toMatchObject({
      because: 'with an explicit deny in a permissions boundary',
    })
  })

  test('a key is used by those whom its own policy names, or leaves to the account', () => {
    const use = (resourcePolicy: PolicyStatement[] | undefined, statements: PolicyStatement[]) =>
      ask(statements, {
        ...{ action: 'kms:Decrypt', resource: KEY },
        ...(resourcePolicy && { resourcePolicy }),
      })
    const own = [allow({ Action: 'kms:Decrypt', Resource: KEY })]
    const account: PolicyStatement = {
      ...{ Effect: 'Allow', Action: 'kms:*', Resource: '*' },
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    }
    expect(use([account], own).isAllowed).toBe(true)
    expect(use([account], []).isAllowed).toBe(false)
    expect(use([{ ...account, Principal: { AWS: ROLE } }], []).isAllowed).toBe(true)
    expect(use(undefined, own)).toMatchObject({
      isAllowed: false,
      because: 'because no resource-based policy allows the kms:Decrypt action',
    })
  })

  test('the first statement that allows is the one that was needed', () => {
    const statements = [allow({ Action: 's3:PutObject' }), allow({ Action: 's3:Get*' }), allow()]
    expect(ask(statements).grants).toEqual([
      { policy: 'own', statementIndex: 1, action: 's3:Get*', resource: 'arn:aws:s3:::media/*' },
    ])
  })
})

describe('conditions', () => {
  test.each<[string, NonNullable<PolicyStatement['Condition']>, RequestContext, boolean]>([
    ['equal', { StringEquals: { 'aws:PrincipalTag/a': 'x' } }, { 'aws:principaltag/a': 'x' }, true],
    ['one of several', { StringEquals: { k: ['x', 'y'] } }, { k: 'y' }, true],
    ['not equal', { StringEquals: { k: 'x' } }, { k: 'X' }, false],
    ['equal but for case', { StringEqualsIgnoreCase: { k: 'x' } }, { k: 'X' }, true],
    ['absent', { StringEquals: { k: 'x' } }, {}, false],
    ['absent, if it exists', { StringEqualsIfExists: { k: 'x' } }, {}, true],
    ['wrong, if it exists', { StringEqualsIfExists: { k: 'x' } }, { k: 'y' }, false],
    ['absent is not equal', { StringNotEquals: { k: 'x' } }, {}, true],
    ['none of several', { StringNotEquals: { k: ['x', 'y'] } }, { k: 'y' }, false],
    ['like', { StringLike: { k: 'a*c' } }, { k: 'abc' }, true],
    ['not like', { StringNotLike: { k: 'a*c' } }, { k: 'abd' }, true],
    ['two keys, both hold', { StringEquals: { a: '1', b: '2' } }, { a: '1', b: '2' }, true],
    ['two keys, one holds', { StringEquals: { a: '1', b: '2' } }, { a: '1', b: '3' }, false],
    ['two operators, one holds', { StringEquals: { a: '1' }, Bool: { b: 'true' } }, { a: '1' }, false],
    ['ARN like', { ArnLike: { k: 'arn:aws:sns:*:1:t*' } }, { k: 'arn:aws:sns:eu-west-1:1:topic' }, true],
    [
      'a wildcard of an ARN stays in its part',
      { ArnLike: { k: 'arn:aws:sns:*:t' } },
      { k: 'arn:aws:sns:eu-west-1:1:t' },
      false,
    ],
    ['true', { Bool: { k: 'true' } }, { k: 'true' }, true],
    ['a number below', { NumericLessThanEquals: { k: '10' } }, { k: '9' }, true],
    ['a number above', { NumericLessThan: { k: '10' } }, { k: '10' }, false],
    ['a date before', { DateLessThan: { k: '2026-12-01T00:00:00Z' } }, { k: '2026-11-21T00:00:00Z' }, true],
    [
      'a date after',
      { DateGreaterThan: { k: '2026-12-01T00:00:00Z' } },
      { k: '2026-11-21T00:00:00Z' },
      false,
    ],
    ['an address in the network', { IpAddress: { k: '127.0.0.0/8' } }, { k: '127.0.0.1' }, true],
    ['an address outside', { NotIpAddress: { k: '10.0.0.0/8' } }, { k: '127.0.0.1' }, true],
    ['Null of an absent key', { Null: { k: 'true' } }, {}, true],
    ['Null of a present key', { Null: { k: 'true' } }, { k: 'x' }, false],
    ['all of the values', { 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'b'] }, true],
    [
      'all but one of the values',
      { 'ForAllValues:StringEquals': { k: ['a', 'b'] } },
      { k: ['a', 'c'] },
      false,
    ],
    ['all of no values', { 'ForAllValues:StringEquals': { k: 'a' } }, {}, true],
    ['any of the values', { 'ForAnyValue:StringEquals': { k: 'b' } }, { k: ['a', 'b'] }, true],
    ['any of no values', { 'ForAnyValue:StringEquals': { k: 'b' } }, {}, false],
    ['an operator nobody knows', { StringMatches: { k: 'x' } }, { k: 'x' }, false],
  ])('%s', (_name, condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected)
  })
})
