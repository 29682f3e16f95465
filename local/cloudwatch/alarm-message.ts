// What a topic is told when an alarm changes its state.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
import type { Alarm, AlarmState } from './alarm.ts'
import type { Metric } from './store.ts'

/** How the messages name regions; others are named by their code. */
const REGION_NAMES: Record<string, string> = {
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
  'us-east-1': 'US East (N. Virginia)',
  'us-west-2': 'US West (Oregon)',
}

const STATISTICS: Record<string, string> = {
  Average: 'AVERAGE',
  Maximum: 'MAXIMUM',
  Minimum: 'MINIMUM',
  SampleCount: 'SAMPLE_COUNT',
  Sum: 'SUM',
}

const lowerDimensions = (dimensions: { Name: string; Value: string }[]) =>
  dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }))

function triggerOf(alarm: Alarm) {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Dimensions, Period, Unit, Metrics } = alarm
  const single = Metrics
    ? { Metrics }
    : {
        MetricName,
        Namespace,
        StatisticType: Statistic ? 'Statistic' : 'ExtendedStatistic',
        Statistic: Statistic ? STATISTICS[Statistic] : ExtendedStatistic,
        Unit: Unit ?? null,
        Dimensions: lowerDimensions(Dimensions),
        Period,
      }
  return {
    ...single,
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm,
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: alarm.Threshold,
    TreatMissingData: alarm.TreatMissingData,
    EvaluateLowSampleCountPercentile: '',
  }
}

/** AWS writes the offset as digits. */
const offsetTime = (atMs: number) => new Date(atMs).toISOString().replace('Z', '+0000')

export interface AlarmMessage {
  subject: string
  message: string
}

const LONGEST_SUBJECT = 100

export function alarmMessage(alarm: Alarm, before: AlarmState): AlarmMessage {
  const [, , , region = '', accountId] = alarm.AlarmArn.split(':')
  const where = REGION_NAMES[region] ?? region
  const message = {
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: offsetTime(alarm.configuredAtMs),
    NewStateValue: alarm.StateValue,
    NewStateReason: alarm.StateReason,
    StateChangeTime: offsetTime(alarm.stateAtMs),
    Region: where,
    AlarmArn: alarm.AlarmArn,
    OldStateValue: before,
    OKActions: alarm.OKActions,
    AlarmActions: alarm.AlarmActions,
    InsufficientDataActions: alarm.InsufficientDataActions,
    Trigger: triggerOf(alarm),
  }
  const subject = `${alarm.StateValue}: "${alarm.AlarmName}" in ${where}`
  return { subject: subject.slice(0, LONGEST_SUBJECT), message: JSON.stringify(message) }
}

/** The metric of an alarm on one metric. */
export const metricOf = ({ Namespace, MetricName, Dimensions }: Alarm): Metric | undefined =>
  Namespace !== undefined && MetricName !== undefined
    ? {
        namespace: Namespace,
        name: MetricName,
        dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
      }
    : undefined
