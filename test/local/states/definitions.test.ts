import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AwsError } from '../../../local/runtime/aws-error.ts'
import { INVOKE, machineOf, openLab, ROLE, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())

const create = (definition: string, more: object = {}) =>
  lab.call('CreateStateMachine', {
    name: `m${Math.random().toString(36).slice(2)}`,
    definition,
    roleArn: ROLE,
    ...more,
  })
const refusal = (definition: string, more: object = {}) =>
  create(definition, more).then(
    () => 'accepted',
    ({ code, message }: AwsError) => `${code} ${message}`,
  )

const task = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'f' }, End: true }
const pass = { Type: 'Pass', End: true }
const map = { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: pass } }, End: true }

describe('a definition that is refused, with the state and the field', () => {
  it.each<[string, object, string]>([
    ['no such type', { A: { Type: 'Job' } }, '/States/A/Type'],
    ['no next and no end', { A: { Type: 'Pass' } }, '/States/A/Next'],
    ['next and end', { A: { ...pass, Next: 'A' } }, '/States/A/Next'],
    ['a missing target', { A: { Type: 'Pass', Next: 'B' } }, '/States/A/Next'],
    ['a state nobody reaches', { A: pass, B: pass }, '/States/B'],
    ['no end at all', { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }, '/States'],
    ['an unknown field', { A: { ...pass, Outputs: 1 } }, '/States/A/Outputs'],
    ['a JSONPath field', { A: { ...pass, ResultPath: '$.x' } }, '/States/A/ResultPath'],
    ['a JSONPath state', { A: { ...pass, QueryLanguage: 'JSONPath' } }, '/States/A/QueryLanguage'],
    ['a query that does not parse', { A: { ...pass, Output: { x: ['{% $( %}'] } } }, '/States/A/Output/x[0]'],
    [
      'the result where there is none',
      { A: { ...pass, Output: '{% $states.result %}' } },
      '/States/A/Output',
    ],
    [
      'the error outside Catch',
      { A: { ...task, Output: '{% $states.errorOutput.Error %}' } },
      '/States/A/Output',
    ],
    [
      'the result in Arguments',
      { A: { ...task, Arguments: { x: '{% $states.result %}' } } },
      '/States/A/Arguments/x',
    ],
    [
      'a member $states does not have',
      { A: { ...pass, Output: '{% $states.inputs %}' } },
      '/States/A/Output',
    ],
    ['a variable named states', { A: { ...pass, Assign: { states: 1 } } }, '/States/A/Assign/states'],
    ['a variable with a dot', { A: { ...pass, Assign: { 'a.b': 1 } } }, '/States/A/Assign/a.b'],
    [
      'an unknown resource',
      { A: { ...task, Resource: 'arn:aws:states:::ecs:runTask.sync' } },
      '/States/A/Resource',
    ],
    [
      'an unknown action',
      { A: { ...task, Resource: 'arn:aws:states:::aws-sdk:sqs:sendMail' } },
      '/States/A/Resource',
    ],
    [
      'a service without a client',
      { A: { ...task, Resource: 'arn:aws:states:::aws-sdk:braket:getJob' } },
      '/States/A/Resource',
    ],
    [
      'an activity',
      { A: { ...task, Resource: 'arn:aws:states:us-east-1:000000000000:activity:a' } },
      '/States/A/Resource',
    ],
    ['arguments that are no object', { A: { ...task, Arguments: ['f'] } }, '/States/A/Arguments'],
    ['a timeout of 0', { A: { ...task, TimeoutSeconds: 0 } }, '/States/A/TimeoutSeconds'],
    [
      'a heartbeat above the timeout',
      { A: { ...task, TimeoutSeconds: 9, HeartbeatSeconds: 9 } },
      '/States/A/HeartbeatSeconds',
    ],
    ['no choices', { A: { Type: 'Choice', Choices: [] } }, '/States/A/Choices'],
    [
      'a rule without a condition',
      { A: { Type: 'Choice', Choices: [{ Next: 'B' }] }, B: pass },
      '/States/A/Choices[0]/Condition',
    ],
    [
      'a rule to nowhere',
      { A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'X' }] } },
      '/States/A/Choices[0]/Next',
    ],
    [
      'a default to nowhere',
      { A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'X' }, B: pass },
      '/States/A/Default',
    ],
    [
      'a wait for two things',
      { A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } },
      '/States/A',
    ],
    ['a wait for half a second', { A: { Type: 'Wait', Seconds: 0.5, End: true } }, '/States/A/Seconds'],
    ['a time that is none', { A: { Type: 'Wait', Timestamp: 'tomorrow', End: true } }, '/States/A/Timestamp'],
    ['no branches', { A: { Type: 'Parallel', Branches: [], End: true } }, '/States/A/Branches'],
    [
      'a target outside the branch',
      {
        A: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'X', States: { X: { Type: 'Pass', Next: 'A' } } }],
          End: true,
        },
      },
      '/States/A/Branches[0]/States/X/Next',
    ],
    [
      'a name used twice',
      { A: { ...map, ItemProcessor: { StartAt: 'A', States: { A: pass } } } },
      '/States/A/ItemProcessor/States/A',
    ],
    ['a name of 81 characters', { ['x'.repeat(81)]: pass }, `/States/${'x'.repeat(81)}`],
    ['no processor', { A: { Type: 'Map', End: true } }, '/States/A/ItemProcessor'],
    [
      'a distributed Map',
      { A: { ...map, ItemProcessor: { ...map.ItemProcessor, ProcessorConfig: { Mode: 'DISTRIBUTED' } } } },
      '/States/A/ItemProcessor/ProcessorConfig/Mode',
    ],
    ['an item reader', { A: { ...map, ItemReader: {} } }, '/States/A/ItemReader'],
    ['a negative tolerance', { A: { ...map, ToleratedFailureCount: -1 } }, '/States/A/ToleratedFailureCount'],
    [
      'a tolerance above 100 %',
      { A: { ...map, ToleratedFailurePercentage: 101 } },
      '/States/A/ToleratedFailurePercentage',
    ],
    [
      'an inner variable named as an outer one',
      {
        A: {
          ...map,
          Assign: { v: 1 },
          ItemProcessor: { StartAt: 'I', States: { I: { ...pass, Assign: { v: 2 } } } },
        },
      },
      '/States/A/ItemProcessor/States/I/Assign/v',
    ],
    [
      'States.ALL with others',
      { A: { ...task, Retry: [{ ErrorEquals: ['States.ALL', 'B'] }] } },
      '/States/A/Retry[0]/ErrorEquals',
    ],
    [
      'States.ALL before others',
      { A: { ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['B'] }] } },
      '/States/A/Retry[0]/ErrorEquals',
    ],
    [
      'an invented States. name',
      { A: { ...task, Retry: [{ ErrorEquals: ['States.Oops'] }] } },
      '/States/A/Retry[0]/ErrorEquals',
    ],
    [
      'no errors to match',
      { A: { ...task, Retry: [{ ErrorEquals: [] }] } },
      '/States/A/Retry[0]/ErrorEquals',
    ],
    [
      'negative attempts',
      { A: { ...task, Retry: [{ ErrorEquals: ['B'], MaxAttempts: -1 }] } },
      '/States/A/Retry[0]/MaxAttempts',
    ],
    [
      'an interval of 0',
      { A: { ...task, Retry: [{ ErrorEquals: ['B'], IntervalSeconds: 0 }] } },
      '/States/A/Retry[0]/IntervalSeconds',
    ],
    [
      'a rate below 1',
      { A: { ...task, Retry: [{ ErrorEquals: ['B'], BackoffRate: 0.9 }] } },
      '/States/A/Retry[0]/BackoffRate',
    ],
    [
      'a longest delay below the interval',
      { A: { ...task, Retry: [{ ErrorEquals: ['B'], IntervalSeconds: 9, MaxDelaySeconds: 9 }] } },
      '/States/A/Retry[0]/MaxDelaySeconds',
    ],
    [
      'some other jitter',
      { A: { ...task, Retry: [{ ErrorEquals: ['B'], JitterStrategy: 'HALF' }] } },
      '/States/A/Retry[0]/JitterStrategy',
    ],
    [
      'a catcher to nowhere',
      { A: { ...task, Catch: [{ ErrorEquals: ['B'], Next: 'X' }] } },
      '/States/A/Catch[0]/Next',
    ],
    [
      'a catcher with a ResultPath',
      { A: { ...task, Catch: [{ ErrorEquals: ['B'], Next: 'A', ResultPath: '$' }] } },
      '/States/A/Catch[0]/ResultPath',
    ],
    ['a retry of a Pass', { A: { ...pass, Retry: [] } }, '/States/A/Retry'],
  ])('%s', async (_what, states, location) => {
    const said = await refusal(machineOf(states))
    expect(said).toMatch(/^InvalidDefinition Invalid State Machine Definition: '/)
    expect(`${said.slice(0, -1)},`).toContain(` at ${location},`)
  })

  it.each([
    ['no JSON', '{', 'INVALID_JSON_DESCRIPTION'],
    ['no object', '[]', 'Definition must be a valid JSON object'],
    ['no states', '{"QueryLanguage": "JSONata", "StartAt": "A", "States": {}}', '/States'],
    [
      'a start that is no state',
      '{"QueryLanguage": "JSONata", "StartAt": "B", "States": {"A": {"Type": "Succeed"}}}',
      '/StartAt',
    ],
    ['a machine in JSONPath', '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}', 'runs JSONata only'],
    ['a timeout of 0', machineOf({ A: pass }, { TimeoutSeconds: 0 }), '/TimeoutSeconds'],
    ['an unknown field', machineOf({ A: pass }, { Timeout: 9 }), '/Timeout'],
  ])('%s', async (_what, definition, said) => expect(await refusal(definition)).toContain(said))

  it('an EXPRESS machine that waits for a token', async () => {
    const states = { A: { ...task, Resource: `${INVOKE}.waitForTaskToken` } }
    expect(await refusal(machineOf(states), { type: 'EXPRESS' })).toContain('at /States/A/Resource')
    expect(await refusal(machineOf(states))).toBe('accepted')
  })
})
