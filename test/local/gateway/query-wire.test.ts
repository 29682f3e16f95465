import { describe, expect, test } from '@jest/globals'
import { nestParameters } from '../../../local/gateway/query-parameters.ts'
import { queryWire } from '../../../local/gateway/wire-query.ts'

describe('parameters of the query protocol', () => {
  test.each([
    [{ StackName: 'a' }, { StackName: 'a' }],
    [{ 'Capabilities.member.1': 'X', 'Capabilities.member.2': 'Y' }, { Capabilities: ['X', 'Y'] }],
    [{ 'L.member.2': 'b', 'L.member.10': 'c', 'L.member.1': 'a' }, { L: ['a', 'b', 'c'] }],
    [{ 'Tags.member.1.Key': 'k', 'Tags.member.1.Value': 'v' }, { Tags: [{ Key: 'k', Value: 'v' }] }],
    [{ 'Attributes.entry.1.key': 'k', 'Attributes.entry.1.value': 'v' }, { Attributes: { k: 'v' } }],
    [{ 'A.B.C': '1', 'A.D': '2' }, { A: { B: { C: '1' }, D: '2' } }],
    [
      { __proto__polluted: 'x', 'constructor.name': 'y' },
      { __proto__polluted: 'x', constructor: { name: 'y' } },
    ],
  ])('%j', (flat, nested) => {
    expect(nestParameters(Object.entries<string>(flat))).toEqual(nested)
  })

  test('a name made of __proto__ changes no prototype', () => {
    nestParameters([['__proto__.polluted', 'yes']])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

test('answers are XML with a list as members and nothing for what is absent', () => {
  const output = { Names: ['a<b', 'c'], Nested: { At: new Date(0), No: undefined }, Flag: false }
  const { body } = queryWire('urn:x').answer('Do', output, 'id-1')
  expect(body).toBe(
    '<DoResponse xmlns="urn:x"><DoResult><Names><member>a&lt;b</member><member>c</member></Names>' +
      '<Nested><At>1970-01-01T00:00:00.000Z</At></Nested><Flag>false</Flag></DoResult>' +
      '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DoResponse>',
  )
})
