import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { makeQueue } from '../events/lab.ts'
import { MINUTE_MS, NAMESPACE, openMetricLab } from './lab.ts'
import type { MetricLab } from './lab.ts'

let scene: MetricLab
beforeAll(async () => {
  scene = await openMetricLab()
})
afterAll(() => scene.close())

const around = () => {
  const nowMs = scene.lab.cloud.clock.now()
  return { StartTime: new Date(nowMs - 60 * MINUTE_MS), EndTime: new Date(nowMs + 2 * MINUTE_MS) }
}
const statistics = async (MetricName: string, wanted: object, Namespace = NAMESPACE) => {
  const input = { Namespace, MetricName, ...around(), Period: 3600, ...wanted }
  const { Datapoints } = await scene.client.send(new GetMetricStatisticsCommand(input as never))
  return Datapoints!
}
const metric = (Id: string, MetricName = Id): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: NAMESPACE, MetricName }, Period: 3600, Stat: 'Sum' },
})
const math = async (Expression: string, others: MetricDataQuery[]) => {
  const queries = [...others.map((one) => ({ ...one, ReturnData: false })), { Id: 'answer', Expression }]
  const { MetricDataResults } = await scene.client.send(
    new GetMetricDataCommand({ MetricDataQueries: queries, ...around() }),
  )
  expect(MetricDataResults!.map(({ Id }) => Id)).toEqual(['answer'])
  return MetricDataResults![0]!.Values!.reduce((sum, value) => sum + value, 0)
}

describe('what was put', () => {
  test('is read back by every statistic', async () => {
    for (const Value of [1, 2, 3, 10]) await scene.put({ MetricName: 'Sales', Value })
    const wanted = { Statistics: ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] }
    const points = await statistics('Sales', wanted)
    const sum = (name: 'Sum' | 'SampleCount') => points.reduce((all, point) => all + point[name]!, 0)
    expect([sum('Sum'), sum('SampleCount')]).toEqual([16, 4])
    expect(Math.max(...points.map(({ Maximum }) => Maximum!))).toBe(10)
  })

  test('values with counts give percentiles, sums alone give none', async () => {
    await scene.put({ MetricName: 'Waits', Values: [10, 20, 500], Counts: [50, 45, 5] })
    const [waits] = await statistics('Waits', { ExtendedStatistics: ['p50', 'p95', 'p99'] })
    expect(waits!.ExtendedStatistics).toEqual({ p50: 10, p95: 20, p99: 500 })
    const StatisticValues = { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 }
    await scene.put({ MetricName: 'Sums', StatisticValues })
    const [sums] = await statistics('Sums', { Statistics: ['Average'], ExtendedStatistics: ['p50'] })
    expect(sums!.Average).toBe(15)
    expect(sums!.ExtendedStatistics?.['p50']).toBeUndefined()
  })

  test('dimensions in another order are the same metric, another value is another', async () => {
    const [a, b] = [
      { Name: 'a', Value: '1' },
      { Name: 'b', Value: '2' },
    ]
    await scene.put({ MetricName: 'Sized', Value: 1, Dimensions: [a, b] })
    await scene.put({ MetricName: 'Sized', Value: 1, Dimensions: [b, a] })
    await scene.put({ MetricName: 'Sized', Value: 1, Dimensions: [a] })
    const { Metrics } = await scene.client.send(
      new ListMetricsCommand({ MetricName: 'Sized', Dimensions: [b] }),
    )
    expect(Metrics).toHaveLength(1)
    const points = await statistics('Sized', { Statistics: ['Sum'], Dimensions: [a, b] })
    expect(points.reduce((sum, { Sum }) => sum + Sum!, 0)).toBe(2)
  })

  test('more than ten kilobytes, which the SDK compresses, come in whole', async () => {
    const MetricData = Array.from({ length: 400 }, (_, i) => ({ MetricName: `Bulk${i}`, Value: i }))
    await scene.client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }))
    expect((await statistics('Bulk399', { Statistics: ['Sum'] }))[0]!.Sum).toBe(399)
  })

  test.each<[string, object, string]>([
    ['a namespace of AWS', { Namespace: 'AWS/Lambda' }, 'InvalidParameterValueException'],
    [
      'a unit that is none',
      { MetricData: [{ MetricName: 'x', Value: 1, Unit: 'Bananas' }] },
      'InvalidParameterValueException',
    ],
    ['no value', { MetricData: [{ MetricName: 'x' }] }, 'MissingRequiredParameterException'],
    [
      'a value of three weeks ago',
      { MetricData: [{ MetricName: 'x', Value: 1, Timestamp: new Date(Date.now() - 21 * 86_400_000) }] },
      'InvalidParameterValueException',
    ],
    [
      'a value and values',
      { MetricData: [{ MetricName: 'x', Value: 1, Values: [1] }] },
      'InvalidParameterCombinationException',
    ],
  ])('%s is refused', async (_what, input, name) => {
    const whole = { Namespace: NAMESPACE, MetricData: [{ MetricName: 'x', Value: 1 }], ...input }
    await expect(scene.client.send(new PutMetricDataCommand(whole))).rejects.toMatchObject({ name })
  })
})

describe('metric math', () => {
  beforeAll(async () => {
    await scene.put({ MetricName: 'm1', Value: 10 })
    await scene.put({ MetricName: 'm2', Value: 20 })
  })
  test.each<[string, number]>([
    ['SUM(METRICS())', 30],
    ['m2/m1*100', 200],
    ['MAX([m1, m2])', 20],
    ['-(m1 + 2)', -12],
    // Nothing is known of m3: a gap is filled, else it is one.
    ['m1 + FILL(m3, 5)', 15],
    ['m1 + m3', 0],
  ])('%s', async (expression, expected) => {
    expect(await math(expression, [metric('m1'), metric('m2'), metric('m3')])).toBe(expected)
  })

  test('what it does not know it says', async () => {
    await expect(math('ANOMALY_DETECTION_BAND(m1)', [metric('m1')])).rejects.toThrow('ANOMALY_DETECTION_BAND')
    await expect(math('m9 + 1', [metric('m1')])).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

describe('metrics nobody put', () => {
  test('a function writes them into its log, and Lambda counts its requests', async () => {
    const line = JSON.stringify({
      _aws: {
        Timestamp: 0,
        CloudWatchMetrics: [
          { Namespace: 'Reelgate', Dimensions: [['stage']], Metrics: [{ Name: 'Published', Unit: 'Count' }] },
        ],
      },
      stage: 'local',
      Published: [2, 3],
    })
    const source = `export const handler = async ({ fails }) => {
      process.stdout.write(${JSON.stringify(line)}.replace('"Timestamp":0', '"Timestamp":' + Date.now()) + '\\n')
      if (fails) throw new Error('no')
    }`
    await scene.lab.deploy('writer', source)
    for (const fails of [false, true])
      await scene.lab.lambda.send(
        new InvokeCommand({ FunctionName: 'writer', Payload: JSON.stringify({ fails }) }),
      )
    const Dimensions = [{ Name: 'stage', Value: 'local' }]
    const published = await statistics('Published', { Dimensions, Statistics: ['Sum'] }, 'Reelgate')
    expect(published.reduce((sum, { Sum }) => sum + Sum!, 0)).toBe(10)
    const ofWriter = { Dimensions: [{ Name: 'FunctionName', Value: 'writer' }], Statistics: ['Sum'] }
    const count = async (name: string) =>
      (await statistics(name, ofWriter, 'AWS/Lambda')).reduce((sum, { Sum }) => sum + Sum!, 0)
    expect([await count('Invocations'), await count('Errors')]).toEqual([2, 1])
  })

  test('a queue tells how much waits in it and for how long', async () => {
    const QueueUrl = await makeQueue(scene.lab, 'waiting')
    await scene.lab.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))
    await scene.lab.advance(10 * MINUTE_MS)
    const wanted = { Dimensions: [{ Name: 'QueueName', Value: 'waiting' }], Statistics: ['Maximum'] }
    const highest = async (name: string) =>
      Math.max(...(await statistics(name, wanted, 'AWS/SQS')).map(({ Maximum }) => Maximum!))
    expect(await highest('ApproximateNumberOfMessagesVisible')).toBe(1)
    expect(await highest('ApproximateAgeOfOldestMessage')).toBeGreaterThanOrEqual(9 * 60)
  })
})
