import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AwsError } from '../../../local/runtime/aws-error.ts'
import { machineOf, openLab, ROLE, type Lab } from './lab.ts'

let lab: Lab
let made = 0
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())

const PASS = { P: { Type: 'Pass', End: true } }
const create = (states: object = PASS, more: object = {}) =>
  lab.call('CreateStateMachine', {
    name: `op-${++made}`,
    definition: machineOf(states),
    roleArn: ROLE,
    ...more,
  })
const codeOf = (operation: string, input: unknown) =>
  lab.call(operation, input).then(
    () => 'accepted',
    (error: AwsError) => error.code,
  )
const start = (stateMachineArn: string, name?: string, input = '{}') => ({ stateMachineArn, name, input })

describe('EXPRESS machines', () => {
  it('StartSyncExecution answers with the end', async () => {
    const { stateMachineArn } = await create(
      { P: { Type: 'Pass', Output: '{% $states.input.n + 1 %}', End: true } },
      { type: 'EXPRESS' },
    )
    const over = await lab.call('StartSyncExecution', start(stateMachineArn, 'n', '{"n":1}'))
    expect(over).toMatchObject({ status: 'SUCCEEDED', output: '2', name: 'n' })
    expect(await codeOf('StartSyncExecution', start(stateMachineArn, 'n', '{"n":1}'))).toBe('accepted')
  })

  it('a STANDARD machine has no such operation', async () => {
    const { stateMachineArn } = await create()
    expect(await codeOf('StartSyncExecution', start(stateMachineArn))).toBe('StateMachineTypeNotSupported')
  })
})

describe('what is not supported', () => {
  it.each(['CreateActivity', 'CreateStateMachineAlias', 'DescribeMapRun', 'TestState'])(
    '%s says so',
    async (operation) => {
      expect(await codeOf(operation, {})).toBe('LocalCloudNotSupported')
    },
  )
})

describe('status events', () => {
  it('tell of the start and the end on the default bus', async () => {
    lab.events.length = 0
    const ended = await lab.run({ F: { Type: 'Fail', Error: 'E', Cause: 'c' } }, { a: 1 })
    const common = {
      executionArn: ended.executionArn,
      stateMachineArn: ended.stateMachineArn,
      name: ended.name,
      input: '{"a":1}',
    }
    expect(lab.events).toMatchObject([
      {
        source: 'aws.states',
        detailType: 'Step Functions Execution Status Change',
        resources: [ended.executionArn],
        detail: { ...common, status: 'RUNNING', stopDate: null, output: null },
      },
      {
        detail: {
          ...common,
          status: 'FAILED',
          error: 'E',
          cause: 'c',
          startDate: Math.round(ended.startDate * 1000),
        },
      },
    ])
  })
})
