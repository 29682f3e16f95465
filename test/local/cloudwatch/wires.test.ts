// The protocols that the SDK of this project does not speak; other SDKs and AWS CLIs do.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { cbor, dateToTag } from '@smithy/core/cbor'
import { gzipSync } from 'node:zlib'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKID/20261121/ap-northeast-2/monitoring/aws4_request, SignedHeaders=host, Signature=0'

async function byCbor(operation: string, input: object) {
  const answer = await fetch(
    `${lab.cloud.url}/service/GraniteServiceVersion20100801/operation/${operation}`,
    {
      method: 'POST',
      headers: { authorization, 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: Buffer.from(cbor.serialize(input)),
    },
  )
  const body = cbor.deserialize(new Uint8Array(await answer.arrayBuffer())) as Record<string, unknown>
  return { answer, body }
}

async function byQuery(parameters: Record<string, string>, headers: Record<string, string> = {}) {
  const form = new URLSearchParams({ Version: '2010-08-01', ...parameters }).toString()
  const answer = await fetch(lab.cloud.url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: headers['content-encoding'] === 'gzip' ? gzipSync(form) : form,
  })
  return { status: answer.status, text: await answer.text() }
}

const datum = (name: string, value: string) => ({
  Action: 'PutMetricData',
  Namespace: 'Shop',
  'MetricData.member.1.MetricName': name,
  'MetricData.member.1.Value': value,
  'MetricData.member.1.Dimensions.member.1.Name': 'stage',
  'MetricData.member.1.Dimensions.member.1.Value': 'a',
})

test('what is put by a form, packed or not, is read back in CBOR', async () => {
  expect(await byQuery(datum('Sales', '5'))).toMatchObject({ status: 200 })
  expect(await byQuery(datum('Sales', '7'), { 'content-encoding': 'gzip' })).toMatchObject({ status: 200 })
  const { answer, body } = await byCbor('GetMetricStatistics', {
    Namespace: 'Shop',
    MetricName: 'Sales',
    Dimensions: [{ Name: 'stage', Value: 'a' }],
    StartTime: dateToTag(new Date(Date.now() - 3_600_000)),
    EndTime: dateToTag(new Date(Date.now() + 60_000)),
    Period: 7200,
    Statistics: ['Sum'],
  })
  expect(answer.headers.get('smithy-protocol')).toBe('rpc-v2-cbor')
  const points = body['Datapoints'] as { Sum: number; Timestamp: { tag: number } }[]
  expect(points.reduce((sum, { Sum }) => sum + Sum, 0)).toBe(12)
  expect(points[0]!.Timestamp.tag).toBe(1)
})

test('what is put in CBOR is described in XML', async () => {
  const alarm = {
    AlarmName: 'low <stock>',
    Namespace: 'Shop',
    MetricName: 'Stock',
    Statistic: 'Minimum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 2.5,
    ComparisonOperator: 'LessThanThreshold',
  }
  expect((await byCbor('PutMetricAlarm', alarm)).answer.status).toBe(200)
  const { text } = await byQuery({ Action: 'DescribeAlarms', 'AlarmNames.member.1': 'low <stock>' })
  expect(text).toContain('<AlarmName>low &lt;stock&gt;</AlarmName>')
  expect(text).toContain('<Threshold>2.5</Threshold>')
  expect(text).toMatch(/<StateUpdatedTimestamp>\d{4}-\d\d-\d\dT[\d:.]+Z</)
})

test('each protocol knows an error by its own name', async () => {
  const { answer, body } = await byCbor('GetDashboard', { DashboardName: 'none' })
  expect([answer.status, body['__type']]).toEqual([404, 'DashboardNotFoundError'])
  expect(answer.headers.get('x-amzn-query-error')).toBe('ResourceNotFound;Sender')
  const { text } = await byQuery({ Action: 'GetDashboard', DashboardName: 'none' })
  expect(text).toContain('<Code>ResourceNotFound</Code>')
})

test('what is no CBOR, no gzip, or no operation is said to be so', async () => {
  const headers = { authorization, 'smithy-protocol': 'rpc-v2-cbor' }
  const broken = await fetch(`${lab.cloud.url}/service/GraniteServiceVersion20100801/operation/ListMetrics`, {
    method: 'POST',
    headers,
    body: Buffer.from([0xff, 0x01]),
  })
  expect(broken.status).toBe(400)
  const unpacked = await fetch(lab.cloud.url, {
    method: 'POST',
    headers: { authorization, 'content-encoding': 'gzip' },
    body: 'Action=ListMetrics',
  })
  expect([unpacked.status, await unpacked.text()]).toEqual([400, expect.stringContaining('not gzip')])
  const unknown = await byCbor('PutMetricStream', {})
  expect([unknown.answer.status, unknown.body['__type']]).toEqual([501, 'LocalCloudNotSupported'])
})
