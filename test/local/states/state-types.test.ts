import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DAY, HOUR, openLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())

describe('Pass', () => {
  it('hands on its input without Output', async () => {
    const { status, output } = await lab.run({ A: { Type: 'Pass', End: true } }, { a: [1, { b: null }] })
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { a: [1, { b: null }] } })
  })

  it('evaluates queries anywhere inside Output and leaves other strings alone', async () => {
    const Output = {
      deep: [{ sum: '{% $states.input.a + 1 %}' }, 'plain'],
      notWrapped: ' {% 1 %}',
      half: '{% 1',
      inside: 'a {% 1 %} b',
      number: 5,
      nothing: null,
    }
    const { output } = await lab.run({ A: { Type: 'Pass', Output, End: true } }, { a: 1 })
    expect(output).toEqual({ ...Output, deep: [{ sum: 2 }, 'plain'] })
  })

  it('keeps a key named __proto__ as data', async () => {
    const states = { A: { Type: 'Pass', Output: '{% $states.input %}', End: true } }
    const arn = await lab.start(states, JSON.parse('{"__proto__": {"x": 1}}'))
    await lab.idle()
    const { output } = await lab.call('DescribeExecution', { executionArn: arn })
    expect(output).toBe('{"__proto__":{"x":1}}')
  })
})

describe('Choice', () => {
  const states = {
    Choose: {
      Type: 'Choice',
      Choices: [
        {
          Condition: '{% $states.input.n > 10 %}',
          Next: 'Big',
          Output: { was: 'big' },
          Assign: { size: 'b' },
        },
        { Condition: '{% $states.input.n > 5 %}', Next: 'Middle' },
      ],
      Default: 'Small',
      Output: { was: 'small' },
      Assign: { size: 's' },
    },
    Big: { Type: 'Pass', Output: { at: 'Big', got: '{% $states.input %}', size: '{% $size %}' }, End: true },
    Middle: { Type: 'Pass', Output: { at: 'Middle', got: '{% $states.input %}' }, End: true },
    Small: {
      Type: 'Pass',
      Output: { at: 'Small', got: '{% $states.input %}', size: '{% $size %}' },
      End: true,
    },
  }
  it.each([
    [20, { at: 'Big', got: { was: 'big' }, size: 'b' }],
    [7, { at: 'Middle', got: { n: 7 } }],
    [1, { at: 'Small', got: { was: 'small' }, size: 's' }],
  ])('takes the first rule that holds for %d, with the rule’s own Output and Assign', async (n, expected) => {
    expect((await lab.run(states, { n })).output).toEqual(expected)
  })

  it('fails with States.NoChoiceMatched when no rule holds and there is no Default', async () => {
    const { status, error } = await lab.run({
      C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'D' }] },
      D: { Type: 'Succeed' },
    })
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.NoChoiceMatched' })
  })

  it('fails when a condition is no boolean', async () => {
    const { error, cause } = await lab.run({
      C: { Type: 'Choice', Choices: [{ Condition: '{% "yes" %}', Next: 'D' }] },
      D: { Type: 'Succeed' },
    })
    expect(error).toBe('States.QueryEvaluationError')
    expect(cause).toContain(
      "specified for the field 'Choices[0]/Condition' returned an unexpected result type",
    )
  })
})

describe('Wait', () => {
  it('waits for its seconds, ninety days if need be', async () => {
    const arn = await lab.start({ W: { Type: 'Wait', Seconds: 90 * 86_400, End: true } }, { kept: true })
    await lab.advance(90 * DAY - 1_000)
    expect((await lab.describe(arn)).status).toBe('RUNNING')
    await lab.advance(1_000)
    expect(await lab.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: { kept: true } })
  })

  it('takes the seconds from a query', async () => {
    const arn = await lab.start(
      { W: { Type: 'Wait', Seconds: '{% $states.input.s * 2 %}', End: true } },
      { s: 30 },
    )
    await lab.advance(59_000)
    expect((await lab.describe(arn)).status).toBe('RUNNING')
    await lab.advance(1_500)
    expect((await lab.describe(arn)).status).toBe('SUCCEEDED')
  })

  it('waits until a timestamp, and not at all for one that is past', async () => {
    const at = new Date(lab.context.clock.now() + HOUR).toISOString()
    const states = { W: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } }
    const later = await lab.start(states, { at })
    const past = await lab.run(states, { at: '2016-03-14T01:59:00Z' })
    expect(past.status).toBe('SUCCEEDED')
    expect((await lab.describe(later)).status).toBe('RUNNING')
    await lab.advance(HOUR)
    expect((await lab.describe(later)).status).toBe('SUCCEEDED')
  })

  it.each([
    ['{% -1 %}', /must be from 0/],
    ['{% "soon" %}', /Expected 'number'/],
  ])('refuses %s seconds', async (Seconds, reason) => {
    const { error, cause } = await lab.run({ W: { Type: 'Wait', Seconds, End: true } })
    expect(error).toBe('States.QueryEvaluationError')
    expect(cause).toMatch(reason)
  })
})

describe('Succeed and Fail', () => {
  it('ends with the Output of Succeed', async () => {
    const { output } = await lab.run(
      { S: { Type: 'Succeed', Output: { n: '{% $states.input.n * 2 %}' } } },
      { n: 4 },
    )
    expect(output).toEqual({ n: 8 })
  })

  it('ends with the error and cause of Fail, evaluated', async () => {
    const ended = await lab.run(
      { F: { Type: 'Fail', Error: '{% "Bad" & $states.input.kind %}', Cause: '{% $states.input.why %}' } },
      { kind: 'Source', why: 'no video' },
    )
    expect(ended).toMatchObject({ status: 'FAILED', error: 'BadSource', cause: 'no video' })
  })

  it('a Fail that says nothing has no error', async () => {
    const ended = await lab.run({ F: { Type: 'Fail' } })
    expect(ended).toMatchObject({ status: 'FAILED' })
    expect(ended).not.toHaveProperty('error')
  })
})

describe('variables', () => {
  it('Assign sees the values of the state’s entry, and Output does too', async () => {
    const { output } = await lab.run({
      A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
      B: {
        Type: 'Pass',
        Assign: { x: '{% $y %}', y: '{% $x %}' },
        Output: { was: '{% [$x, $y] %}' },
        Next: 'C',
      },
      C: { Type: 'Pass', Output: { was: '{% $states.input.was %}', is: '{% [$x, $y] %}' }, End: true },
    })
    expect(output).toEqual({ was: [1, 2], is: [2, 1] })
  })

  it('branches and items read the variables around them and keep their own to themselves', async () => {
    const branch = (value: number) => ({
      StartAt: `Set${value}`,
      States: {
        [`Set${value}`]: { Type: 'Pass', Assign: { mine: value }, Next: `Read${value}` },
        [`Read${value}`]: { Type: 'Pass', Output: '{% [$outer, $mine] %}', End: true },
      },
    })
    const { output } = await lab.run({
      A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [branch(1), branch(2)], Next: 'Z' },
      Z: { Type: 'Pass', Output: { pairs: '{% $states.input %}', mine: '{% $exists($mine) %}' }, End: true },
    })
    expect(output).toEqual({
      pairs: [
        ['o', 1],
        ['o', 2],
      ],
      mine: false,
    })
  })
})

describe('the context object', () => {
  it('tells of execution, state and machine', async () => {
    const { executionArn, stateMachineArn, name, output, startDate } = await lab.run(
      { 'Ask it': { Type: 'Pass', Output: '{% $states.context %}', End: true } },
      { q: 1 },
    )
    const time = new Date(startDate * 1000).toISOString()
    expect(output).toEqual({
      Execution: {
        Id: executionArn,
        Input: { q: 1 },
        Name: name,
        RoleArn: 'arn:aws:iam::000000000000:role/workflow',
        StartTime: time,
        RedriveCount: 0,
      },
      State: { Name: 'Ask it', EnteredTime: expect.stringMatching(/^\d{4}-.*Z$/), RetryCount: 0 },
      StateMachine: { Id: stateMachineArn, Name: expect.stringMatching(/^machine-/) },
    })
  })

  it('follows the clock of the cloud in $now and $millis', async () => {
    const arn = await lab.start({
      W: { Type: 'Wait', Seconds: 86_400, Next: 'N' },
      N: {
        Type: 'Pass',
        Output: { ms: '{% $millis() %}', now: '{% $now() %}', year: '{% $now("[Y]") %}' },
        End: true,
      },
    })
    await lab.advance(DAY)
    const { output, startDate } = await lab.describe(arn)
    const { ms, now, year } = output as { ms: number; now: string; year: string }
    expect(ms).toBeGreaterThanOrEqual(startDate * 1000 + DAY)
    expect(Date.parse(now)).toBe(ms)
    expect(year).toBe(String(new Date(ms).getUTCFullYear()))
  })
})
