import { describe, expect, test } from '@jest/globals'
import { buildTargetInput, checkTargetInput } from '../../../local/events/transform.ts'
import type { Target } from '../../../local/events/records.ts'

const event = {
  version: '0' as const,
  id: 'e1',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: '2026-11-21T12:22:18Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::ingest'],
  detail: { object: { key: 'my "best" film.mp4', size: 42 }, tags: ['a', 'b'], bucket: { name: 'ingest' } },
}
const rule = { Arn: 'arn:aws:events:us-east-1:000000000000:rule/r', Name: 'r' }
const fill = (target: Partial<Target>) =>
  buildTargetInput({ Id: 't', Arn: 'a', ...target }, { event, rule, ingestedAtMs: Date.UTC(2026, 10, 21) })
const template = (InputTemplate: string, InputPathsMap: Record<string, string> = {}) =>
  fill({ InputTransformer: { InputTemplate, InputPathsMap } })
const check = (target: Partial<Target>) => () => checkTargetInput({ Id: 't', Arn: 'a', ...target })

describe('a target gets', () => {
  test('the whole event', () => expect(JSON.parse(fill({}))).toEqual(event))
  test('a constant', () => expect(fill({ Input: '{"a":1}' })).toBe('{"a":1}'))
  test('a part', () =>
    expect(fill({ InputPath: '$.detail.object' })).toBe(JSON.stringify(event.detail.object)))
  test('an element by index and by quoted name', () => {
    expect(fill({ InputPath: "$['detail'].tags[1]" })).toBe('"b"')
  })

  const paths = {
    key: '$.detail.object.key',
    size: '$.detail.object.size',
    all: '$.detail.bucket',
    tags: '$.detail.tags',
    none: '$.detail.no',
  }
  test('an object filled with values of every kind', () => {
    expect(
      JSON.parse(template('{"k": <key>, "s": <size>, "b": <all>, "t": <tags>, "n": <none>}', paths)),
    ).toEqual({
      k: event.detail.object.key,
      s: 42,
      b: { name: 'ingest' },
      t: ['a', 'b'],
      n: '',
    })
  })
  test('texts with values inside, still JSON when the value has quotes', () => {
    expect(JSON.parse(template('{"line": "<key> has <size> bytes in <all>"}', paths))).toEqual({
      line: 'my "best" film.mp4 has 42 bytes in {name:ingest}',
    })
    expect(template('"<size> bytes"', paths)).toBe('"42 bytes"')
  })
  test('the reserved variables', () => {
    const { detail: _detail, ...envelope } = event
    expect(
      JSON.parse(
        template(
          '{"rule": <aws.events.rule-arn>, "name": "<aws.events.rule-name>", "at": <aws.events.event.ingestion-time>, "event": <aws.events.event.json>, "envelope": <aws.events.event>}',
        ),
      ),
    ).toEqual({ rule: rule.Arn, name: 'r', at: '2026-11-21T00:00:00.000Z', event, envelope })
  })
})

describe('wrong input settings are refused', () => {
  test('two of them at once', () => expect(check({ Input: '{}', InputPath: '$' })).toThrow(/Only one of/))
  test('a constant that is no JSON', () => expect(check({ Input: 'text' })).toThrow(/not JSON/))
  test('a path that is none', () => expect(check({ InputPath: 'detail.a' })).toThrow(/Invalid JsonPath/))
  test('a placeholder without a path', () => {
    expect(check({ InputTransformer: { InputTemplate: '{"a": <b>}' } })).toThrow(/<b> has no path/)
  })
  test('a template that can never be JSON', () => {
    expect(check({ InputTransformer: { InputTemplate: '{"a": <a>', InputPathsMap: { a: '$.id' } } })).toThrow(
      /not JSON/,
    )
  })
  test('quoted texts on several lines are right', () => {
    expect(
      check({ InputTransformer: { InputTemplate: '"one <a>"\n"two"', InputPathsMap: { a: '$.id' } } }),
    ).not.toThrow()
  })
})
