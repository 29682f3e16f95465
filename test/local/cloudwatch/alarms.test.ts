import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { bodies, drain, makeQueue, queueArn } from '../events/lab.ts'
import { MINUTE_MS, NAMESPACE, openMetricLab } from './lab.ts'
import type { MetricLab } from './lab.ts'

let scene: MetricLab
beforeAll(async () => {
  scene = await openMetricLab()
})
afterAll(() => scene.close())
// What a test puts and what it then waits for would else fall into two minutes where one ends in between.
beforeEach(() => scene.beginMinute())

describe('an alarm', () => {
  test('goes off when the threshold is crossed, tells its topic, and goes out by itself', async () => {
    const { arn, told } = await scene.makeTopic('operators')
    await scene.putAlarm('Broken', { AlarmActions: [arn], OKActions: [arn], AlarmDescription: 'Look at it' })
    await scene.put({ MetricName: 'Broken', Value: 5 })
    await scene.lab.advance(MINUTE_MS)
    expect(await scene.stateOf('Broken')).toBe('ALARM')
    await scene.lab.advance(5 * MINUTE_MS)
    expect(await scene.stateOf('Broken')).toBe('OK')
    const notices = await told()
    expect(notices.map(({ NewStateValue }) => NewStateValue)).toEqual(['ALARM', 'OK'])
    expect(notices[0]).toMatchObject({
      AlarmName: 'Broken',
      AlarmDescription: 'Look at it',
      Region: 'Asia Pacific (Seoul)',
      Trigger: { MetricName: 'Broken', Namespace: NAMESPACE, Statistic: 'SUM', Threshold: 3 },
    })
    expect(notices[0]!.NewStateReason).toContain('Threshold Crossed: 1 out of the last 1 datapoints [5 (')
  })

  test('of two in three periods waits for the second', async () => {
    await scene.putAlarm('Twice', { EvaluationPeriods: 3, DatapointsToAlarm: 2 })
    await scene.put({ MetricName: 'Twice', Value: 5 })
    await scene.lab.advance(MINUTE_MS)
    expect(await scene.stateOf('Twice')).toBe('OK')
    await scene.put({ MetricName: 'Twice', Value: 5 })
    await scene.lab.advance(MINUTE_MS)
    expect(await scene.stateOf('Twice')).toBe('ALARM')
  })

  test.each([
    ['notBreaching', 'OK'],
    ['missing', 'INSUFFICIENT_DATA'],
    ['breaching', 'ALARM'],
    ['ignore', 'INSUFFICIENT_DATA'],
  ])('that hears nothing and takes it for %s is %s', async (TreatMissingData, expected) => {
    await scene.putAlarm(`Silent-${TreatMissingData}`, { TreatMissingData })
    await scene.lab.advance(2 * MINUTE_MS)
    expect(await scene.stateOf(`Silent-${TreatMissingData}`)).toBe(expected)
  })

  test('adds up several metrics', async () => {
    const part = (Id: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: NAMESPACE, MetricName: Id }, Period: 300, Stat: 'Sum' },
    })
    const Metrics = [part('a'), part('b'), { Id: 'all', Expression: 'SUM(METRICS())', ReturnData: true }]
    const single = { Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined }
    await scene.putAlarm('Together', { ...single, Metrics })
    await scene.put({ MetricName: 'a', Value: 2 })
    await scene.lab.advance(MINUTE_MS)
    expect(await scene.stateOf('Together')).toBe('OK')
    await scene.put({ MetricName: 'b', Value: 2 })
    await scene.lab.advance(MINUTE_MS)
    expect(await scene.stateOf('Together')).toBe('ALARM')
  })

  test('is set by hand, tells the bus, and its history knows it', async () => {
    const url = await makeQueue(scene.lab, 'states')
    await scene.lab.events.send(
      new PutRuleCommand({ Name: 'states', EventPattern: JSON.stringify({ source: ['aws.cloudwatch'] }) }),
    )
    const Targets = [{ Id: 'q', Arn: queueArn('states') }]
    await scene.lab.events.send(new PutTargetsCommand({ Rule: 'states', Targets }))
    await scene.putAlarm('Drill')
    const input = { AlarmName: 'Drill', StateValue: 'ALARM', StateReason: 'a drill' } as const
    await scene.client.send(new SetAlarmStateCommand(input))
    const [event] = bodies(await drain(scene.lab, url))
    expect(event!.detail).toMatchObject({ alarmName: 'Drill', state: { value: 'ALARM', reason: 'a drill' } })
    const { AlarmHistoryItems } = await scene.client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Drill', HistoryItemType: 'StateUpdate' }),
    )
    expect(AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    ])
  })

  test('whose topic does not let CloudWatch in says so in its history', async () => {
    const { arn, told } = await scene.makeTopic('closed', { isOpen: false })
    await scene.putAlarm('Mute', { AlarmActions: [arn] })
    await scene.put({ MetricName: 'Mute', Value: 5 })
    await scene.lab.advance(MINUTE_MS)
    expect(await told()).toEqual([])
    const { AlarmHistoryItems } = await scene.client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Mute', HistoryItemType: 'Action' }),
    )
    expect(AlarmHistoryItems![0]!.HistorySummary).toBe(`Failed to execute action ${arn}`)
  })

  test('refuses what it could not do', async () => {
    const lambda = 'arn:aws:lambda:ap-northeast-2:000000000000:function:f'
    await expect(scene.putAlarm('No', { AlarmActions: [lambda] })).rejects.toThrow('only topics of SNS')
    await expect(scene.putAlarm('No', { DatapointsToAlarm: 2 })).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await expect(scene.putAlarm('No', { Period: 10 })).rejects.toThrow('multiple of 60')
    const gone = scene.client.send(new DeleteAlarmsCommand({ AlarmNames: ['No'] }))
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFound' })
  })
})

describe('time', () => {
  test('a jump over 90 days looks at the alarms a few times, not every minute', async () => {
    await scene.putAlarm('Patient')
    await scene.put({ MetricName: 'Patient', Value: 5 })
    await scene.lab.advance(90 * 24 * 60 * MINUTE_MS)
    const { AlarmHistoryItems } = await scene.client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Patient', HistoryItemType: 'StateUpdate' }),
    )
    // It went off when its minute was over, and is out when time stands still again.
    expect(AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    ])
  })

  test('alarms, their state and metrics outlive a restart', async () => {
    await scene.putAlarm('Kept')
    await scene.put({ MetricName: 'Kept', Value: 5 })
    await scene.restart()
    const { MetricAlarms } = await scene.client.send(new DescribeAlarmsCommand({ AlarmNames: ['Kept'] }))
    expect(MetricAlarms!.map(({ StateValue }) => StateValue)).toEqual(['INSUFFICIENT_DATA'])
    await scene.lab.advance(MINUTE_MS)
    expect(await scene.stateOf('Kept')).toBe('ALARM')
  })
})
