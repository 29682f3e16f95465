import { describe, expect, test } from '@jest/globals'
import { compileFilter } from '../../../local/sns/filter-policy.ts'
import type { Notice } from '../../../local/sns/notice.ts'

const notice = (more: Partial<Notice>): Notice => ({
  id: 'id',
  topicArn: 'arn',
  message: '',
  attributes: {},
  publishedAtMs: 0,
  ...more,
})
const body = (value: unknown) => notice({ message: JSON.stringify(value) })
const passes = (policy: object, value: unknown) =>
  compileFilter(JSON.stringify(policy), 'MessageBody')(body(value))

test.each([
  [{ a: ['x', 'y'] }, { a: 'y' }, true],
  [{ a: ['x'] }, { a: ['w', 'x'] }, true],
  [{ a: ['x'], b: [1] }, { a: 'x', b: 2 }, false],
  [{ a: [null, true] }, { a: null }, true],
  [{ a: ['1'] }, { a: 1 }, false],
  [{ a: [{ prefix: 'ab' }] }, { a: 'abc' }, true],
  [{ a: [{ suffix: 'bc' }] }, { a: 'abcd' }, false],
  [{ a: [{ 'equals-ignore-case': 'AbC' }] }, { a: 'aBc' }, true],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'y' }, false],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: ['y', 'z'] }, true],
  [{ a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xy' }, false],
  [{ a: [{ 'anything-but': 'x' }] }, {}, false],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
  [{ a: [{ numeric: ['=', 5] }] }, { a: '5' }, false],
  [{ a: [{ exists: true }] }, { a: 0 }, true],
  [{ a: [{ exists: false }] }, { b: 0 }, true],
  [{ a: [{ exists: false }] }, { a: null }, false],
  [{ a: [{ cidr: '10.0.0.0/8' }] }, { a: '10.20.30.40' }, true],
  [{ a: [{ cidr: '10.0.0.0/8' }] }, { a: '11.0.0.1' }, false],
  [{ a: { b: ['x'] } }, { a: [{ b: 'w' }, { b: 'x' }] }, true],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }], c: ['z'] }, { b: 'y', c: 'z' }, true],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }], c: ['z'] }, { a: 'x', b: 'y' }, false],
])('%j on %j: %s', (policy, value, verdict) => expect(passes(policy, value)).toBe(verdict))

test('a body that is no JSON object passes no policy', () => {
  const filter = compileFilter('{"a":[{"exists":false}]}', 'MessageBody')
  expect([filter(notice({ message: 'text' })), filter(notice({ message: '[1]' }))]).toEqual([false, false])
})

test('attributes are texts, numbers, or arrays of them; bytes match nothing', () => {
  const attributes = {
    word: { DataType: 'String', StringValue: 'x' },
    number: { DataType: 'Number', StringValue: '3.0' },
    list: { DataType: 'String.Array', StringValue: '["a",2,null]' },
    bytes: { DataType: 'Binary', BinaryValue: 'eA==' },
  }
  const filter = (policy: object) =>
    compileFilter(JSON.stringify(policy), 'MessageAttributes')(notice({ attributes }))
  expect([
    filter({ word: ['x'], number: [3] }),
    filter({ list: [2] }),
    filter({ list: [null] }),
    filter({ bytes: ['x'] }),
  ]).toEqual([true, true, true, false])
})

describe('a policy is refused', () => {
  test.each([
    ['no json', 'failed to parse'],
    ['[]', 'failed to parse'],
    ['{"a":"x"}', 'must be an object or an array'],
    ['{"a":[]}', 'must be an object or an array'],
    ['{"a":[{"like":"x"}]}', 'Unrecognized match type like'],
    ['{"a":[{"prefix":"x","suffix":"y"}]}', 'Only one key'],
    ['{"a":[{"numeric":["~",1]}]}', 'Unrecognized numeric range operator'],
    ['{"a":[{"exists":"yes"}]}', 'exists'],
    ['{"a":[{"cidr":"10.0.0.0/99"}]}', 'CIDR'],
    ['{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}', 'more than 5 keys'],
  ])('%s', (policy, reason) => expect(() => compileFilter(policy, 'MessageBody')).toThrow(reason))
})
