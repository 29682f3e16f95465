import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compilePattern } from '../../../local/events/pattern/parse-pattern.ts'

const event = {
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: '2026-11-21T12:22:18Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::ingest', 'arn:aws:s3:::other'],
  detail: {
    bucket: { name: 'ingest' },
    object: { key: 'clips/My Film.MP4', size: 5000, etag: null, versions: [] },
    'source-ip-address': '10.0.0.17',
    ipv6: '2001:db8::1',
    reason: 'PutObject',
    public: false,
    ratio: 0.5,
    tracks: [
      { kind: 'video', codec: 'hevc' },
      { kind: 'audio', codec: 'aac' },
    ],
    empty: '',
  },
}
const matches = (pattern: unknown, subject: unknown = event) =>
  compilePattern(JSON.stringify(pattern))(subject)
const detail = (field: string, ...items: unknown[]) => ({ detail: { [field]: items } })
const key = (...items: unknown[]) => ({ detail: { object: { key: items } } })

describe('a pattern matches', () => {
  const yes: [string, unknown][] = [
    ['a value of a list', { source: ['aws.ec2', 'aws.s3'] }],
    ['one of an event array', { resources: ['arn:aws:s3:::other'] }],
    [
      'null, false and the empty text',
      { detail: { object: { etag: [null] }, public: [false], empty: [''] } },
    ],
    ['a number however it is written', { detail: { ratio: [5e-1] } }],
    ['a prefix', key({ prefix: 'clips/' })],
    ['a prefix in any case', key({ prefix: { 'equals-ignore-case': 'CLIPS/' } })],
    ['a suffix', key({ suffix: '.MP4' })],
    ['a suffix in any case', key({ suffix: { 'equals-ignore-case': '.mp4' } })],
    ['a text in any case', detail('reason', { 'equals-ignore-case': 'PUTOBJECT' })],
    ['anything but a value', detail('reason', { 'anything-but': 'CopyObject' })],
    ['anything but a list', detail('reason', { 'anything-but': ['CopyObject', 'Other'] })],
    ['anything but a number', { detail: { object: { size: [{ 'anything-but': [1, 2] }] } } }],
    ['anything but a prefix', key({ 'anything-but': { prefix: 'tmp/' } })],
    ['anything but a list of prefixes', key({ 'anything-but': { prefix: ['tmp/', 'x'] } })],
    ['anything but a suffix', key({ 'anything-but': { suffix: '.txt' } })],
    [
      'anything but a text in any case',
      detail('reason', { 'anything-but': { 'equals-ignore-case': ['copyobject'] } }),
    ],
    ['anything but a wildcard', key({ 'anything-but': { wildcard: '*/tmp/*' } })],
    ['a range', { detail: { object: { size: [{ numeric: ['>', 0, '<=', 5000] }] } } }],
    ['an equal number', { detail: { object: { size: [{ numeric: ['=', 5000] }] } } }],
    ['a field that is there', { detail: { object: { key: [{ exists: true }] } } }],
    ['a field that is not', { detail: { deletion: [{ exists: false }] } }],
    ['a field whose parent is not', { detail: { job: { id: [{ exists: false }] } } }],
    ['an empty array as absent', { detail: { object: { versions: [{ exists: false }] } } }],
    ['an address in a block', detail('source-ip-address', { cidr: '10.0.0.0/24' })],
    ['an IPv6 address in a block', detail('ipv6', { cidr: '2001:db8::/32' })],
    ['a wildcard', key({ wildcard: 'clips/*Film*4' })],
    ['one of several operators', key({ prefix: 'no/' }, { suffix: 'MP4' })],
    ['either of two branches', { $or: [{ source: ['x'] }, { detail: { reason: ['PutObject'] } }] }],
    [
      'either of two branches, inside detail',
      { source: ['aws.s3'], detail: { $or: [{ reason: ['x'] }, { ratio: [0.5] }] } },
    ],
    ['one object of an array', { detail: { tracks: { kind: ['video'], codec: ['hevc'] } } }],
  ]
  test.each(yes)('%s', (_what, pattern) => expect(matches(pattern)).toBe(true))
})

describe('a pattern does not match', () => {
  const no: [string, unknown][] = [
    ['another value', { source: ['aws.ec2'] }],
    ['part of a value', { source: ['aws.s'] }],
    ['a number for a text', { account: [0] }],
    ['a missing field', { detail: { missing: ['x'] } }],
    ['anything but, when the field is missing', detail('missing', { 'anything-but': 'x' })],
    ['anything but a list that holds it', detail('reason', { 'anything-but': ['x', 'PutObject'] })],
    ['anything but a wildcard that fits', key({ 'anything-but': { wildcard: 'clips/*' } })],
    ['a range it is outside of', { detail: { object: { size: [{ numeric: ['>', 5000] }] } } }],
    ['a numeric test of a text', detail('reason', { numeric: ['>', 0] })],
    ['existence of an object', { detail: { bucket: [{ exists: true }] } }],
    ['absence of what is there', { source: [{ exists: false }] }],
    ['an address outside the block', detail('source-ip-address', { cidr: '10.0.1.0/24' })],
    ['no address at all', detail('reason', { cidr: '10.0.1.0/24' })],
    ['a wildcard in another case', key({ wildcard: '*.mp4' })],
    [
      'fields of two different objects of an array',
      { detail: { tracks: { kind: ['video'], codec: ['aac'] } } },
    ],
    ['when one of the fields fails', { source: ['aws.s3'], region: ['eu-west-1'] }],
  ]
  test.each(no)('%s', (_what, pattern) => expect(matches(pattern)).toBe(false))
})

describe('a wrong pattern is refused and names its field', () => {
  const wrong: [unknown, RegExp][] = [
    ['text', /not an object/],
    [{}, /Empty objects/],
    [{ source: 'aws.s3' }, /"source" must be an object or an array/],
    [{ source: [] }, /Empty arrays.*"source"/],
    [{ detail: { status: [{ prefx: 'a' }] } }, /Unrecognized match type prefx at "detail.status"/],
    [{ detail: { size: [{ numeric: ['>'] }] } }, /numeric.*"detail.size"/],
    [{ detail: { size: [{ numeric: ['~', 1] }] } }, /Unrecognized numeric range operator: ~/],
    [{ detail: { size: [{ numeric: ['>', 5, '<', 1] }] } }, /Bottom must be less than top/],
    [{ detail: { size: [{ numeric: ['>', 'x'] }] } }, /must be numeric/],
    [{ detail: { a: [{ exists: 'yes' }] } }, /exists match pattern must be either true or false/],
    [{ detail: { a: [{ cidr: '10.0.0.0' }] } }, /CIDR.*"detail.a"/],
    [{ detail: { a: [{ wildcard: 'a**b' }] } }, /Consecutive wildcard/],
    [{ detail: { a: [{ wildcard: 'a\\b' }] } }, /Invalid escape/],
    [{ detail: { a: [{ 'anything-but': [1, 'x'] }] } }, /mixed type/],
    [{ detail: { a: [{ prefix: 'a', suffix: 'b' }] } }, /Only one key/],
    [{ detail: { a: [['x']] } }, /Match value must be/],
  ]
  test.each(wrong)('%j', (pattern, message) => {
    expect(() => compilePattern(JSON.stringify(pattern))).toThrow(message)
  })
})

describe('laws', () => {
  test('a wildcard made of a text by replacing pieces with stars matches that text', () => {
    const piece = fc.string().map((text) => text.replaceAll(/[*\\]/g, ''))
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 6 }), (pieces) => {
        const kept = pieces.filter((part, at) => at % 2 === 0 || part === '').filter(Boolean)
        const pattern = kept.map((part) => `*${part}`).join('') + '*'
        expect(matches({ a: [{ wildcard: pattern }] }, { a: pieces.join('') })).toBe(true)
      }),
    )
  })

  test('anything-but and its operator never agree on a text that is there', () => {
    const operators = [{ prefix: 'ab' }, { suffix: 'b' }, { 'equals-ignore-case': 'AB' }, { wildcard: 'a*b' }]
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', 'A') }),
        fc.constantFrom(...operators),
        (text, operator) => {
          const plain = matches({ a: [operator] }, { a: text })
          expect(matches({ a: [{ 'anything-but': operator }] }, { a: text })).toBe(!plain)
        },
      ),
    )
  })

  test('a wildcard of many stars is judged quickly', () => {
    expect(matches({ a: [{ wildcard: '*a'.repeat(200) + '*b' }] }, { a: 'a'.repeat(20_000) })).toBe(false)
  })
})
