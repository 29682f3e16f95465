import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn'
import { REGION, ROLE } from '../lambda/lab.ts'
import { addFault, makeRule, openEventLab, put } from './lab.ts'
import type { EventLab } from './lab.ts'

let lab: EventLab
beforeAll(async () => {
  lab = await openEventLab()
})
afterAll(() => lab.close())

test('an event starts one execution, with the event as its input and its id in the name', async () => {
  const states = new SFNClient(lab.client)
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Done',
    States: { Done: { Type: 'Succeed' } },
  })
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({ name: 'machine', roleArn: ROLE, definition }),
  )
  expect(stateMachineArn).toBe(`arn:aws:states:${REGION}:000000000000:stateMachine:machine`)
  await makeRule(lab, { name: 'starts', source: 'starts' }, [
    { Id: 'm', Arn: stateMachineArn!, RoleArn: ROLE },
  ])
  // The first try fails; the second is the same delivery under the same name.
  await addFault(lab, {
    kind: 'error',
    service: 'states',
    operation: 'StartExecution',
    errorCode: 'ThrottlingException',
    times: 1,
  })
  const { EventId } = await put(lab, 'starts', { n: 1 })
  await lab.advance(60_000)
  const { executions } = await states.send(new ListExecutionsCommand({ stateMachineArn }))
  expect(executions!.map(({ name }) => name!.split('_')[0])).toEqual([EventId])
  const execution = await states.send(
    new DescribeExecutionCommand({ executionArn: executions![0]!.executionArn }),
  )
  expect(JSON.parse(execution.input!)).toMatchObject({ id: EventId, detail: { n: 1 } })
})
