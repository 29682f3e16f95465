// A schedule while the virtual clock is moved.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { drain, makeQueue, openEventLab, queueArn } from './lab.ts'
import type { EventLab } from './lab.ts'

let lab: EventLab
let url: string
beforeAll(async () => {
  lab = await openEventLab()
  url = await makeQueue(lab, 'ticks')
  await lab.events.send(new PutRuleCommand({ Name: 'ticks', ScheduleExpression: 'rate(5 minutes)' }))
  await lab.events.send(
    new PutTargetsCommand({ Rule: 'ticks', Targets: [{ Id: 'q', Arn: queueArn('ticks') }] }),
  )
})
afterAll(() => lab.close())

const MINUTE_MS = 60_000
const ticksWithin = async (ms: number) => {
  await lab.advance(ms)
  return (await drain(lab, url)).length
}

test('it fires when it is due, and the ticks of 90 days are made up for once', async () => {
  expect(await ticksWithin(4 * MINUTE_MS)).toBe(0)
  expect(await ticksWithin(2 * MINUTE_MS)).toBe(1)
  expect(await ticksWithin(90 * 24 * 60 * MINUTE_MS)).toBe(1)
  expect(await ticksWithin(4 * MINUTE_MS)).toBe(0)
  expect(await ticksWithin(2 * MINUTE_MS)).toBe(1)
})
