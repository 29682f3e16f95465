import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AwsError } from '../../../local/runtime/aws-error.ts'
import { INVOKE, machineOf, openLab, ROLE, type Lab } from './lab.ts'

const aslValidator = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
  isValid: boolean
}

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

describe('a definition that is accepted', () => {
  const rich = {
    Register: {
      ...task,
      Resource: 'arn:aws:states:::dynamodb:putItem',
      Arguments: { TableName: 't', Item: { id: { S: '{% $states.input.id %}' } } },
      Assign: { id: '{% $states.input.id %}', stored: '{% $states.result.Attributes %}' },
      Retry: [
        {
          ErrorEquals: ['DynamoDB.ThrottlingException', 'States.Timeout'],
          IntervalSeconds: 2,
          MaxAttempts: 0,
          BackoffRate: 1.0,
          MaxDelaySeconds: 3,
          JitterStrategy: 'FULL',
        },
        { ErrorEquals: ['States.ALL'] },
      ],
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Next: 'Failed',
          Assign: { why: '{% $states.errorOutput.Cause %}' },
          Output: '{% $states.errorOutput %}',
        },
      ],
      TimeoutSeconds: '{% 60 %}',
      End: undefined,
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Convert',
          States: {
            Convert: {
              ...task,
              Resource: 'arn:aws:states:::aws-sdk:mediaconvert:createJob.waitForTaskToken',
              Arguments: '{% {"Role": "r"} %}',
            },
          },
        },
        {
          StartAt: 'Each',
          States: {
            Each: {
              ...map,
              Items: '{% $states.input.items %}',
              ItemSelector: { i: '{% $states.context.Map.Item.Index %}' },
              MaxConcurrency: 2,
            },
          },
        },
      ],
      Next: 'Decide',
    },
    Decide: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input[0].ok %}', Next: 'Pause', Output: 'x' }],
      Default: 'Failed',
    },
    Pause: { Type: 'Wait', Timestamp: '2026-03-14T01:59:00+09:00', Next: 'Done' },
    Done: { Type: 'Succeed', Output: '{% $id %}' },
    Failed: { Type: 'Fail', Error: '{% $states.input.Error %}', Cause: 'c' },
  }

  it('is accepted by an independent validator too', async () => {
    expect(await refusal(machineOf(rich, { Comment: 'c', Version: '1.0', TimeoutSeconds: 60 }))).toBe(
      'accepted',
    )
    expect(aslValidator(JSON.parse(machineOf(rich))).isValid).toBe(true)
  })

  it('may set the language per state', async () => {
    const states = { A: { ...pass, QueryLanguage: 'JSONata' } }
    expect(await refusal(machineOf(states, { QueryLanguage: undefined }))).toBe('accepted')
  })

  it('ValidateStateMachineDefinition gives the findings as a list', async () => {
    const ok = await lab.call('ValidateStateMachineDefinition', { definition: machineOf(rich) })
    expect(ok).toEqual({ result: 'OK', diagnostics: [], truncated: false })
    const bad = await lab.call('ValidateStateMachineDefinition', {
      definition: machineOf({ A: { Type: 'Pass', Next: 'B' } }),
    })
    expect(bad).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'MISSING_TRANSITION_TARGET', location: '/States/A/Next' }],
    })
  })
})
