import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { fill } from '../../../local/states/query/template.ts'
import type { StateError } from '../../../local/states/engine/state-error.ts'
import type { Json, JsonObject } from '../../../local/states/json.ts'

const scope = (input: Json = null, variables: JsonObject = {}) => ({
  states: { input },
  variables,
  nowMs: 1_700_000_000_000,
})
const ask = (expression: string, input?: Json, variables?: JsonObject) =>
  fill(`{% ${expression} %}`, 'Output', scope(input, variables))
const failure = (expression: string) =>
  ask(expression).then(
    () => undefined,
    (error: StateError) => ({ error: error.error, cause: error.cause }),
  )

describe('the functions Step Functions adds to JSONata', () => {
  it.each<[string, Json]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 3)', []],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(1, 6, 2)', [1, 3, 5]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(5, 1, 1)', []],
    ['$parse("{\\"a\\": [1, null]}")', { a: [1, null] }],
    ['$random(7) = $random(7)', true],
    ['$random(7) = $random(8)', false],
    ['$random() >= 0 and $random() < 1', true],
  ])('%s', async (expression, expected) => expect(await ask(expression)).toEqual(expected))

  it.each(['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'])('$hash with %s', async (algorithm) => {
    const expected = createHash(algorithm.replace('-', '').toLowerCase()).update('아 b', 'utf8').digest('hex')
    expect(await ask(`$hash("아 b", "${algorithm}")`)).toBe(expected)
  })

  it('$uuid is another every time', async () => {
    const [a, b] = [await ask('$uuid()'), await ask('$uuid()')]
    expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(a).not.toBe(b)
  })

  it.each([
    ['$hash("a", "SHA-3")', /SHA-256/],
    ['$parse("{")', /JSON/],
    ['$partition([1], 0)', /positive/],
    ['$range(1, 2, 0)', /must not be 0/],
  ])('%s fails', async (expression, reason) => expect((await failure(expression))?.cause).toMatch(reason))
})

describe('what an expression may not do', () => {
  it.each<[string, string]>([
    [
      '$states.input.missing',
      "The JSONata expression '$states.input.missing' specified for the field 'Output' returned nothing (undefined).",
    ],
    [
      '$unknown',
      "The JSONata expression '$unknown' specified for the field 'Output' returned nothing (undefined).",
    ],
    [
      '$abs("x")',
      `The JSONata expression '$abs("x")' specified for the field 'Output' threw an error during evaluation. T0410: Argument 1 of function "abs" does not match function signature`,
    ],
    [
      '$eval("1 + 1")',
      `The JSONata expression '$eval("1 + 1")' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function`,
    ],
    [
      '$error("stop")',
      `The JSONata expression '$error("stop")' specified for the field 'Output' threw an error during evaluation. D3137: stop`,
    ],
    [
      '$uppercase',
      `The JSONata expression '$uppercase' specified for the field 'Output' threw an error during evaluation: the result is a function, not JSON`,
    ],
  ])('%s', async (expression, cause) => {
    expect(await failure(expression)).toEqual({ error: 'States.QueryEvaluationError', cause })
  })

  it('run for ever, whether by recursion or by size', async () => {
    expect((await failure('( $f := function($x){ $f($x + 1) }; $f(1) )'))?.cause).toMatch(/D101[12]/)
    expect((await failure('( $f := function($x){ 1 + $f($x + 1) }; $f(1) )'))?.cause).toMatch(/D101[12]/)
    expect((await failure('$count([1..9000000])'))?.cause).toMatch(/D2015/)
  }, 20_000)

  it('change what another expression sees', async () => {
    const input = { list: [3, 1, 2] }
    expect(await ask('($x := $states.input ~> |$|{"list": []}|; $sort($states.input.list))', input)).toEqual([
      1, 2, 3,
    ])
    expect(input).toEqual({ list: [3, 1, 2] })
    await expect(ask('$x')).rejects.toThrow()
  })
})

describe('templates', () => {
  it('names the field of a failure down to the key and the index', async () => {
    const template = { list: [1, { deep: '{% $nope %}' }] }
    await expect(fill(template, 'Arguments', scope())).rejects.toMatchObject({
      location: 'Arguments/list[1]/deep',
    })
  })

  it('keeps numbers, singletons and empty arrays as JSON says them', async () => {
    expect(await ask('[$states.input.a]', { a: 1 })).toEqual([1])
    expect(await ask('$states.input.a', { a: [1] })).toEqual([1])
    expect(await ask('$states.input.a[$ > 5]', { a: [1, 9] })).toBe(9)
    expect(await ask('[]')).toEqual([])
    expect(await ask('{"a": $states.input.no, "b": null}', {})).toEqual({ b: null })
    expect(await ask('$v.x', null, { v: { x: 0.1 } })).toBe(0.1)
  })
})
