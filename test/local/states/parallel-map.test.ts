import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { FunctionError } from './fake-aws.ts'
import { INVOKE, openLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())
afterEach(() => void (lab.aws.requests.length = 0))

const one = (name: string, state: object) => ({ StartAt: name, States: { [name]: { End: true, ...state } } })
const call = (name: string, more: object = {}) =>
  one(`Call ${name}`, {
    Type: 'Task',
    Resource: INVOKE,
    Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    ...more,
  })
const map = (processor: object, more: object = {}) => ({
  M: { Type: 'Map', ItemProcessor: processor, End: true, ...more },
})

describe('Parallel', () => {
  it('gives every branch the same input and answers in the order of the branches', async () => {
    lab.aws.functions.slow = () => new Promise((resolve) => setTimeout(() => resolve('slow'), 60))
    lab.aws.functions.fast = (input) => ['fast', input]
    const { output } = await lab.run(
      { P: { Type: 'Parallel', Branches: [call('slow'), call('fast')], End: true } },
      { q: 1 },
    )
    expect(output).toEqual(['slow', ['fast', { q: 1 }]])
  })

  it('gives the branches its Arguments when it has some', async () => {
    const { output } = await lab.run(
      {
        P: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input.n + 1 %}' },
          Branches: [one('A', { Type: 'Pass' })],
          End: true,
        },
      },
      { n: 1 },
    )
    expect(output).toEqual([{ n: 2 }])
  })

  it('the first failure stops the other branches and their calls', async () => {
    // It never answers: the cloud comes to rest only because the call is broken off.
    lab.aws.functions.endless = () => new Promise(() => {})
    lab.aws.functions.broken = () => {
      throw new FunctionError('Broken', 'b')
    }
    const wait = one('Wait', { Type: 'Wait', Seconds: 1_000 })
    const { executionArn, status, error } = await lab.run({
      P: { Type: 'Parallel', Branches: [call('endless'), wait, call('broken')], End: true },
    })
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'Broken' })
    const types = await lab.types(executionArn)
    expect(types.slice(-5)).toEqual([
      'TaskFailed',
      'TaskStateAborted',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ])
  })

  it('branches may hold further Parallels and Maps', async () => {
    const inner = one('Inner', {
      Type: 'Parallel',
      Branches: [one('X', { Type: 'Pass', Output: 'x' }), map2()],
    })
    const { output } = await lab.run({
      P: { Type: 'Parallel', Branches: [inner, one('Y', { Type: 'Pass', Output: 'y' })], End: true },
    })
    expect(output).toEqual([['x', [2, 4]], 'y'])
  })
  const map2 = () =>
    one('Double', {
      Type: 'Map',
      Items: [1, 2],
      ItemProcessor: one('D', { Type: 'Pass', Output: '{% $states.input * 2 %}' }),
    })
})

describe('Map', () => {
  it('takes the items from the input, a query or the definition', async () => {
    const double = one('D', { Type: 'Pass', Output: '{% $states.input * 2 %}' })
    expect((await lab.run(map(double), [1, 2])).output).toEqual([2, 4])
    expect((await lab.run(map(double, { Items: '{% $states.input.n %}' }), { n: [3] })).output).toEqual([6])
    expect((await lab.run(map(double, { Items: [4, '{% $states.input.n %}'] }), { n: 5 })).output).toEqual([
      8, 10,
    ])
  })

  it('no items is an empty answer', async () => {
    const { executionArn, output } = await lab.run(map(one('D', { Type: 'Fail', End: undefined })), [])
    expect(output).toEqual([])
    expect(await lab.types(executionArn)).toEqual([
      ...['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'MapStateSucceeded', 'MapStateExited'],
      'ExecutionSucceeded',
    ])
  })

  it('ItemSelector makes each input from the item, its index and the state’s input', async () => {
    const ItemSelector = {
      at: '{% $states.context.Map.Item.Index %}',
      item: '{% $states.context.Map.Item.Value %}',
      all: '{% $count($states.input.items) %}',
    }
    const { output } = await lab.run(
      map(one('I', { Type: 'Pass', Output: '{% [$states.input, $states.context.Map.Item.Index] %}' }), {
        Items: '{% $states.input.items %}',
        ItemSelector,
      }),
      { items: ['a', 'b'] },
    )
    expect(output).toEqual([
      [{ at: 0, item: 'a', all: 2 }, 0],
      [{ at: 1, item: 'b', all: 2 }, 1],
    ])
  })

  it.each([
    ['MaxConcurrency', { MaxConcurrency: 3 }, 3],
    ['MaxConcurrency of a query', { MaxConcurrency: '{% 1 + 1 %}' }, 2],
    ['the service’s own limit of 40 where it says 0', { MaxConcurrency: 0 }, 40],
  ])('runs no more items at once than %s', async (_what, more, most) => {
    const waiting: (() => void)[] = []
    let peak = 0
    lab.aws.functions.work = () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve)
        peak = Math.max(peak, waiting.length)
      })
    const arn = await lab.start(map(call('work'), { Items: '{% [1..60] %}', ...more }))
    const aMoment = () => new Promise((resolve) => setTimeout(resolve, 10))
    while ((await lab.describe(arn)).status === 'RUNNING') {
      await aMoment()
      if (peak >= most) for (const answer of waiting.splice(0)) answer()
    }
    const { status } = await lab.describe(arn)
    expect({ status, peak }).toEqual({ status: 'SUCCEEDED', peak: most })
  })

  it.each([
    ['an object', '{% {"a": 1} %}'],
    ['a number', '{% 7 %}'],
  ])('refuses %s as items', async (_what, Items) => {
    const { error, cause } = await lab.run(map(one('I', { Type: 'Pass' }), { Items }))
    expect(error).toBe('States.QueryEvaluationError')
    expect(cause).toContain("Expected 'array'")
  })

  describe('when items fail', () => {
    const odd = () => {
      lab.aws.functions.odd = (n: number) => {
        if (n % 2) throw new FunctionError('Odd', String(n))
        return n
      }
      return call('odd')
    }
    it('the first failure fails the Map with its error', async () => {
      const { executionArn, error } = await lab.run(map(odd(), { MaxConcurrency: 1 }), [2, 3, 4])
      expect(error).toBe('Odd')
      const types = await lab.types(executionArn)
      expect(types.slice(-4)).toEqual([
        'TaskFailed',
        'MapIterationFailed',
        'MapStateFailed',
        'ExecutionFailed',
      ])
      expect(lab.aws.requests).toHaveLength(2)
    })

    it.each([
      ['ToleratedFailureCount', { ToleratedFailureCount: 2 }],
      ['ToleratedFailurePercentage', { ToleratedFailurePercentage: 50 }],
    ])('%s leaves the error in the answer', async (_what, more) => {
      const { status, output } = await lab.run(map(odd(), more), [1, 2, 3, 4])
      expect(status).toBe('SUCCEEDED')
      const failed = { Error: 'Odd' }
      expect(output).toMatchObject([failed, 2, failed, 4])
    })

    it.each([
      ['ToleratedFailureCount', { ToleratedFailureCount: 1 }],
      ['ToleratedFailurePercentage', { ToleratedFailurePercentage: '{% 49 %}' }],
    ])('more than %s is an error of its own', async (_what, more) => {
      expect((await lab.run(map(odd(), more), [1, 2, 3, 4])).error).toBe(
        'States.ExceedToleratedFailureThreshold',
      )
    })

    it('a Catch inside the processor keeps the item alive', async () => {
      odd()
      const Catch = [{ ErrorEquals: ['Odd'], Next: 'Skip' }]
      const { States } = call('odd', { Catch })
      const Skip = { Type: 'Pass', Output: 'skipped', End: true }
      const processor = { StartAt: 'Call odd', States: { ...States, Skip } }
      expect((await lab.run(map(processor), [1, 2])).output).toEqual(['skipped', 2])
    })
  })
})

describe('the history of many threads', () => {
  it('every event follows the one before it in its own thread', async () => {
    const { executionArn } = await lab.run(map(one('I', { Type: 'Pass' })), ['a', 'b'])
    const history = await lab.history(executionArn)
    const links = history.map(({ id, previousEventId, type }) => [id, previousEventId, type])
    expect(links).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'MapStateEntered'],
      [3, 2, 'MapStateStarted'],
      [4, 3, 'MapIterationStarted'],
      [5, 3, 'MapIterationStarted'],
      [6, 4, 'PassStateEntered'],
      [7, 6, 'PassStateExited'],
      [8, 7, 'MapIterationSucceeded'],
      [9, 5, 'PassStateEntered'],
      [10, 9, 'PassStateExited'],
      [11, 10, 'MapIterationSucceeded'],
      [12, 11, 'MapStateSucceeded'],
      [13, 12, 'MapStateExited'],
      [14, 13, 'ExecutionSucceeded'],
    ])
    expect(history[2]?.mapStateStartedEventDetails).toEqual({ length: 2 })
    expect(history[4]?.mapIterationStartedEventDetails).toEqual({ name: 'M', index: 1 })
  })
})
