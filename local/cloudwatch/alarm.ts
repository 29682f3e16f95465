// What an alarm is, as it is put and as it is kept.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
import { notSupported } from '../runtime/aws-error.ts'
import { conflicting, missing, unchecked } from './errors.ts'
import { readQueries } from './metric-queries.ts'
import type { QueryInput } from './metric-queries.ts'
import { dimensionList, readFlag, readList, readNumber, readText } from './reading.ts'
import type { DimensionShape } from './reading.ts'
import { readMetricStat } from './series.ts'

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/** In the words of the API; times are milliseconds of the epoch. */
export interface Alarm {
  AlarmName: string
  AlarmArn: string
  AlarmDescription?: string
  ActionsEnabled: boolean
  OKActions: string[]
  AlarmActions: string[]
  InsufficientDataActions: string[]
  Namespace?: string
  MetricName?: string
  Statistic?: string
  ExtendedStatistic?: string
  Dimensions: DimensionShape[]
  Period?: number
  Unit?: string
  Metrics?: QueryInput[]
  EvaluationPeriods: number
  DatapointsToAlarm: number
  Threshold: number
  ComparisonOperator: keyof typeof COMPARISONS
  TreatMissingData: string
  configuredAtMs: number
  StateValue: AlarmState
  StateReason: string
  StateReasonData?: string
  stateAtMs: number
}

export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: {
    holds: (a: number, b: number) => a >= b,
    words: 'greater than or equal to',
  },
  GreaterThanThreshold: { holds: (a: number, b: number) => a > b, words: 'greater than' },
  LessThanThreshold: { holds: (a: number, b: number) => a < b, words: 'less than' },
  LessThanOrEqualToThreshold: { holds: (a: number, b: number) => a <= b, words: 'less than or equal to' },
}

const TREATMENTS = ['breaching', 'notBreaching', 'ignore', 'missing']
const MOST_ACTIONS = 5
const NOT_DONE = [
  'ThresholdMetricId',
  'EvaluationCriteria',
  'EvaluationInterval',
  'EvaluateLowSampleCountPercentile',
]

type Input = Record<string, unknown>

/** The queries by which the value of an alarm is found; the one that is returned is it. */
export function queriesOf(alarm: Alarm): QueryInput[] {
  if (alarm.Metrics) return alarm.Metrics
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit } = alarm
  const Stat = Statistic ?? ExtendedStatistic
  return [
    {
      Id: 'm1',
      MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, ...(Unit && { Unit }) },
    },
  ]
}

/** One metric with a statistic, or queries with exactly one that is returned. */
function readSource(input: Input): Partial<Alarm> {
  const Metrics = readList<QueryInput>(input['Metrics'])
  if (Metrics.length > 0) {
    if (input['MetricName'] !== undefined)
      throw conflicting('The parameters MetricName and Metrics are mutually exclusive.')
    const returned = readQueries(Metrics).filter(({ isReturned }) => isReturned)
    if (returned.length !== 1) throw unchecked('Exactly one element of the metrics list should return data.')
    return { Metrics }
  }
  const { Statistic, ExtendedStatistic } = input as { Statistic?: string; ExtendedStatistic?: string }
  const Stat = Statistic ?? ExtendedStatistic
  if (Stat === undefined) throw missing('Statistic')
  const { Namespace, MetricName, Dimensions, Period, Unit } = input
  const stat = readMetricStat({ Metric: { Namespace, MetricName, Dimensions }, Period, Stat })
  return {
    Namespace: stat.metric.namespace,
    MetricName: stat.metric.name,
    Dimensions: dimensionList(stat.metric.dimensions),
    Period: stat.periodMs / 1000,
    ...(Statistic && { Statistic }),
    ...(ExtendedStatistic && { ExtendedStatistic }),
    ...(Unit ? { Unit: String(Unit) } : {}),
  }
}

function readActions(name: string, value: unknown): string[] {
  const actions = readList<string>(value)
  if (actions.length > MOST_ACTIONS) throw unchecked(`${name} has more than ${MOST_ACTIONS} members.`)
  const other = actions.find((arn) => !/^arn:aws[a-z-]*:sns:[^:]+:\d{12}:[^:]+$/.test(arn))
  if (other !== undefined)
    throw notSupported('cloudwatch', `the action ${other}: only topics of SNS are told`)
  return actions
}

function readComparison(value: unknown) {
  const name = readText('ComparisonOperator', value)
  if (!Object.hasOwn(COMPARISONS, name))
    throw notSupported('cloudwatch', `the ComparisonOperator ${name} (anomaly detection)`)
  return name as keyof typeof COMPARISONS
}

function readTreatment(value: unknown): string {
  const treatment = String(value ?? 'missing')
  if (!TREATMENTS.includes(treatment))
    throw unchecked(`The TreatMissingData ${treatment} is not one of ${TREATMENTS.join(', ')}.`)
  return treatment
}

type Definition = Omit<Alarm, 'AlarmArn' | 'configuredAtMs' | 'StateValue' | 'StateReason' | 'stateAtMs'>

/** @throws ValidationError, MissingRequiredParameterException, LocalCloudNotSupported */
export function readAlarm(input: Input): Definition {
  const undone = NOT_DONE.find((name) => input[name] !== undefined)
  if (undone) throw notSupported('cloudwatch', `${undone} of PutMetricAlarm`)
  const EvaluationPeriods = readNumber('EvaluationPeriods', input['EvaluationPeriods'])
  const DatapointsToAlarm = readNumber('DatapointsToAlarm', input['DatapointsToAlarm'] ?? EvaluationPeriods)
  if (EvaluationPeriods < 1 || DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods)
    throw unchecked('DatapointsToAlarm must be from 1 to EvaluationPeriods.')
  return {
    Dimensions: [],
    ...readSource(input),
    AlarmName: readText('AlarmName', input['AlarmName']),
    ...(input['AlarmDescription'] ? { AlarmDescription: String(input['AlarmDescription']) } : {}),
    ActionsEnabled: readFlag(input['ActionsEnabled'], true),
    OKActions: readActions('OKActions', input['OKActions']),
    AlarmActions: readActions('AlarmActions', input['AlarmActions']),
    InsufficientDataActions: readActions('InsufficientDataActions', input['InsufficientDataActions']),
    EvaluationPeriods,
    DatapointsToAlarm,
    Threshold: readNumber('Threshold', input['Threshold']),
    ComparisonOperator: readComparison(input['ComparisonOperator']),
    TreatMissingData: readTreatment(input['TreatMissingData']),
  }
}
