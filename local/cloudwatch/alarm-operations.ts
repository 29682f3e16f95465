// Alarms are put, shown, set by hand, and taken away.
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { readAlarm } from './alarm.ts'
import type { Alarm, AlarmState } from './alarm.ts'
import { metricOf } from './alarm-message.ts'
import type { Alarms, HistoryItem } from './alarms.ts'
import { unchecked } from './errors.ts'
import { readDimensions, readList, readNumber, readText, readTimeMs } from './reading.ts'
import type { Store } from './store.ts'

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA']
const PAGE_SIZE = 50

export interface AlarmDesk {
  context: CloudContext
  store: Store
  alarms: Alarms
  /** Something was put: alarms are looked at when the minute is over. */
  onData(): void
}

const notThere = (what: string) => new AwsError('ResourceNotFound', what, 404)

function shown({ configuredAtMs, stateAtMs, ...alarm }: Alarm) {
  return {
    ...alarm,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAtMs),
    StateUpdatedTimestamp: new Date(stateAtMs),
    StateTransitionedTimestamp: new Date(stateAtMs),
  }
}

function page<T>(all: T[], { MaxRecords, NextToken }: PageInput): { items: T[]; NextToken?: string } {
  const start = Number(NextToken ?? 0)
  if (!Number.isInteger(start))
    throw new AwsError('InvalidNextToken', 'The token is not one of this operation.')
  const end = start + (MaxRecords === undefined ? PAGE_SIZE : readNumber('MaxRecords', MaxRecords))
  return { items: all.slice(start, end), ...(end < all.length && { NextToken: String(end) }) }
}

interface PageInput {
  MaxRecords?: unknown
  NextToken?: string
}

interface DescribeInput extends PageInput {
  AlarmNames?: string[]
  AlarmNamePrefix?: string
  StateValue?: string
  ActionPrefix?: string
  AlarmTypes?: string[]
}

const isMeant = (alarm: Alarm, input: DescribeInput) =>
  (readList(input.AlarmNames).length === 0 || readList<string>(input.AlarmNames).includes(alarm.AlarmName)) &&
  alarm.AlarmName.startsWith(input.AlarmNamePrefix ?? '') &&
  (!input.StateValue || alarm.StateValue === input.StateValue) &&
  (!input.ActionPrefix ||
    [alarm.AlarmActions, alarm.OKActions, alarm.InsufficientDataActions]
      .flat()
      .some((arn) => arn.startsWith(input.ActionPrefix!)))

export function createAlarmOperations({ context, store, alarms, onData }: AlarmDesk) {
  const arnOf = (name: string) => `arn:aws:cloudwatch:${context.region}:${context.accountId}:alarm:${name}`
  const find = (name: string): Alarm => {
    const alarm = store.kept<Alarm>('alarm', name)
    if (!alarm) throw notThere(`The alarm ${name} does not exist.`)
    return alarm
  }
  const setActions = (names: unknown, ActionsEnabled: boolean) => {
    for (const name of readList<string>(names))
      store.keep('alarm', name, { ...find(name), ActionsEnabled } satisfies Alarm)
  }

  return {
    PutMetricAlarm(input: Record<string, unknown>) {
      const definition = readAlarm(input)
      const nowMs = context.clock.now()
      const former = store.kept<Alarm>('alarm', definition.AlarmName)
      const alarm: Alarm = {
        ...definition,
        AlarmArn: arnOf(definition.AlarmName),
        configuredAtMs: nowMs,
        StateValue: former?.StateValue ?? 'INSUFFICIENT_DATA',
        StateReason: former?.StateReason ?? 'Unchecked: Initial alarm creation',
        stateAtMs: former?.stateAtMs ?? nowMs,
      }
      store.keep('alarm', alarm.AlarmName, alarm)
      const tags = readList<{ Key: string; Value: string }>(input['Tags'])
      if (!former && tags.length > 0) store.keep('tags', alarm.AlarmArn, tags)
      alarms.record(alarm, 'ConfigurationUpdate', {
        summary: `Alarm "${alarm.AlarmName}" ${former ? 'updated' : 'created'}`,
        data: { version: '1.0', type: former ? 'Update' : 'Create' },
      })
      onData()
    },
    PutCompositeAlarm() {
      throw notSupported('cloudwatch', 'composite alarms')
    },
    DeleteAlarms({ AlarmNames }: { AlarmNames?: unknown }) {
      const names = readList<string>(AlarmNames)
      names.forEach(find)
      for (const name of names) {
        store.drop('alarm', name)
        store.drop('tags', arnOf(name))
      }
    },
    DescribeAlarms(input: DescribeInput) {
      const types = readList<string>(input.AlarmTypes)
      const wanted = types.length === 0 || types.includes('MetricAlarm')
      const found = wanted ? store.allKept<Alarm>('alarm').filter((alarm) => isMeant(alarm, input)) : []
      const { items, ...next } = page(found, input)
      return { MetricAlarms: items.map(shown), CompositeAlarms: [], ...next }
    },
    DescribeAlarmsForMetric(input: { Namespace?: string; MetricName?: string; Dimensions?: unknown }) {
      const wanted = JSON.stringify(Object.entries(readDimensions(input.Dimensions)).sort())
      const found = store.allKept<Alarm>('alarm').filter((alarm) => {
        const metric = metricOf(alarm)
        return (
          metric?.namespace === input.Namespace &&
          metric?.name === input.MetricName &&
          JSON.stringify(Object.entries(metric?.dimensions ?? {}).sort()) === wanted
        )
      })
      return { MetricAlarms: found.map(shown) }
    },
    DescribeAlarmHistory(
      input: PageInput & {
        AlarmName?: string
        HistoryItemType?: string
        StartDate?: unknown
        EndDate?: unknown
        ScanBy?: string
      },
    ) {
      const fromMs = input.StartDate === undefined ? -Infinity : readTimeMs('StartDate', input.StartDate)
      const untilMs = input.EndDate === undefined ? Infinity : readTimeMs('EndDate', input.EndDate)
      const found = store
        .history<HistoryItem>(input.AlarmName || undefined)
        .filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs)
        .filter(({ HistoryItemType: type }) => !input.HistoryItemType || type === input.HistoryItemType)
      const ordered = input.ScanBy === 'TimestampAscending' ? found.reverse() : found
      const { items, ...next } = page(ordered, input)
      return {
        AlarmHistoryItems: items.map(({ atMs, ...item }) => ({ ...item, Timestamp: new Date(atMs) })),
        ...next,
      }
    },
    async SetAlarmState(input: {
      AlarmName?: unknown
      StateValue?: string
      StateReason?: unknown
      StateReasonData?: string
    }) {
      const alarm = find(readText('AlarmName', input.AlarmName))
      if (!STATES.includes(input.StateValue ?? ''))
        throw unchecked(`The StateValue ${input.StateValue} is not one of ${STATES.join(', ')}.`)
      const state = input.StateValue as AlarmState
      const reason = readText('StateReason', input.StateReason)
      if (state !== alarm.StateValue)
        await alarms.change(alarm, { state, reason, reasonData: input.StateReasonData })
      onData()
    },
    EnableAlarmActions: ({ AlarmNames }: { AlarmNames?: unknown }) => setActions(AlarmNames, true),
    DisableAlarmActions: ({ AlarmNames }: { AlarmNames?: unknown }) => setActions(AlarmNames, false),
  }
}
