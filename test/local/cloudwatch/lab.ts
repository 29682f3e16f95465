// A local cloud with CloudWatch's client, and a topic whose messages a queue keeps.
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import type { MetricDatum, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { drain, makeQueue, openEventLab, queueArn } from '../events/lab.ts'
import type { EventLab } from '../events/lab.ts'
import { REGION } from '../lambda/lab.ts'

export const MINUTE_MS = 60_000
export const NAMESPACE = 'Shop'

/** What a topic is told of an alarm, as far as the tests look at it. */
export interface AlarmNotice {
  AlarmName: string
  NewStateValue: string
  OldStateValue: string
  NewStateReason: string
  Trigger: Record<string, unknown>
}

export async function openMetricLab() {
  const lab: EventLab = await openEventLab()
  const cloudWatch = () => new CloudWatchClient({ ...lab.client, maxAttempts: 1 })
  let client = cloudWatch()
  const sns = new SNSClient(lab.client)

  return {
    lab,
    get client() {
      return client
    },
    async restart() {
      await lab.restart()
      client = cloudWatch()
    },
    /** Moves on to where the next minute begins: alarms are looked at by the minute, and none ends unexpected for a while. */
    async beginMinute() {
      await lab.advance(MINUTE_MS - (lab.cloud.clock.now() % MINUTE_MS))
    },
    put: (datum: Partial<MetricDatum> & { MetricName: string }) =>
      client.send(
        new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData: [{ Unit: 'Count', ...datum }] }),
      ),
    putAlarm: (name: string, settings: Partial<PutMetricAlarmCommandInput> = {}) =>
      client.send(
        new PutMetricAlarmCommand({
          AlarmName: name,
          Namespace: NAMESPACE,
          MetricName: name,
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 3,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
          ...settings,
        }),
      ),
    async stateOf(name: string) {
      const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))
      return MetricAlarms?.[0]?.StateValue
    },
    /** The topic that lets CloudWatch in, and what has come through it since the last time. */
    async makeTopic(name: string, { isOpen = true } = {}) {
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }))
      const statement = {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: TopicArn,
        Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:000000000000:alarm:*` } },
      }
      const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: isOpen ? [statement] : [] })
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }))
      const url = await makeQueue(lab, name)
      await sns.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: 'sqs',
          Endpoint: queueArn(name),
          Attributes: { RawMessageDelivery: 'true' },
        }),
      )
      const told = async () =>
        (await drain(lab, url)).map((message) => JSON.parse(message.Body!) as AlarmNotice)
      return { arn: TopicArn!, told }
    },
    async close() {
      client.destroy()
      sns.destroy()
      await lab.close()
    },
  }
}

export type MetricLab = Awaited<ReturnType<typeof openMetricLab>>
