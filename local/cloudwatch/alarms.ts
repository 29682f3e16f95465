// Alarms change their state, write their history, and tell their topics.
import { randomUUID } from 'node:crypto'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { CloudContext } from '../runtime/context.ts'
import type { Alarm, AlarmState } from './alarm.ts'
import { alarmMessage } from './alarm-message.ts'
import type { AlarmMessage } from './alarm-message.ts'
import { judge } from './evaluate.ts'
import type { Store } from './store.ts'

const PRINCIPAL = 'cloudwatch.amazonaws.com'

/** A message on its way to a topic, kept until the topic has it. */
interface Pending extends AlarmMessage {
  id: string
  alarmName: string
  alarmArn: string
  topicArn: string
}

export interface HistoryItem {
  AlarmName: string
  AlarmType: 'MetricAlarm'
  atMs: number
  HistoryItemType: 'ConfigurationUpdate' | 'StateUpdate' | 'Action'
  HistorySummary: string
  HistoryData: string
}

interface Change {
  state: AlarmState
  reason: string
  reasonData: string | undefined
}

export type Alarms = ReturnType<typeof createAlarms>

export function createAlarms(context: CloudContext, store: Store) {
  const record = (
    { AlarmName }: Pick<Alarm, 'AlarmName'>,
    type: HistoryItem['HistoryItemType'],
    told: { summary: string; data: object },
  ) => {
    const item: HistoryItem = {
      AlarmName,
      AlarmType: 'MetricAlarm',
      atMs: context.clock.now(),
      HistoryItemType: type,
      HistorySummary: told.summary,
      HistoryData: JSON.stringify(told.data),
    }
    store.addHistory(AlarmName, item.atMs, item)
  }

  const publish = async ({ id, alarmName, alarmArn, topicArn, subject, message }: Pending) => {
    // The topic is asked in the name of the service: its policy must let this alarm in.
    const sns = new SNSClient({
      endpoint: context.endpointUrl(),
      region: context.region,
      credentials: context.identities.issueService(PRINCIPAL, alarmArn),
    })
    const told = { actionState: 'Succeeded', notificationResource: topicArn }
    try {
      await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }))
      record({ AlarmName: alarmName }, 'Action', {
        summary: `Successfully executed action ${topicArn}`,
        data: told,
      })
    } catch (error) {
      const { message: why } = error as Error
      context.log(`cloudwatch: ${alarmName} could not tell ${topicArn}: ${why}`)
      const data = { ...told, actionState: 'Failed', error: why }
      record({ AlarmName: alarmName }, 'Action', { summary: `Failed to execute action ${topicArn}`, data })
    } finally {
      sns.destroy()
      store.drop('message', id)
    }
  }

  const announce = (alarm: Alarm, before: AlarmState) =>
    context.emitEvent({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [alarm.AlarmArn],
      detail: {
        alarmName: alarm.AlarmName,
        state: {
          value: alarm.StateValue,
          reason: alarm.StateReason,
          ...(alarm.StateReasonData && { reasonData: alarm.StateReasonData }),
          timestamp: new Date(alarm.stateAtMs).toISOString().replace('Z', '+0000'),
        },
        previousState: { value: before },
        configuration: { ...(alarm.AlarmDescription && { description: alarm.AlarmDescription }) },
      },
    })

  const actionsFor = (alarm: Alarm): string[] => {
    if (!alarm.ActionsEnabled) return []
    const byState = {
      OK: alarm.OKActions,
      ALARM: alarm.AlarmActions,
      INSUFFICIENT_DATA: alarm.InsufficientDataActions,
    }
    return byState[alarm.StateValue]
  }

  /** The state, its history and what the topics are to be told are kept together: a crash loses no message. */
  const change = async (before: Alarm, { state, reason, reasonData }: Change) => {
    const { StateReasonData: _former, ...rest } = before
    const after: Alarm = {
      ...rest,
      StateValue: state,
      StateReason: reason,
      ...(reasonData !== undefined && { StateReasonData: reasonData }),
      stateAtMs: context.clock.now(),
    }
    const { AlarmName: alarmName, AlarmArn: alarmArn } = after
    const told = alarmMessage(after, before.StateValue)
    const pending = actionsFor(after).map((topicArn): Pending => ({
      id: randomUUID(),
      alarmName,
      alarmArn,
      topicArn,
      ...told,
    }))
    store.transaction(() => {
      store.keep('alarm', alarmName, after)
      record(after, 'StateUpdate', {
        summary: `Alarm updated from ${before.StateValue} to ${state}`,
        data: {
          version: '1.0',
          oldState: { stateValue: before.StateValue, stateReason: before.StateReason },
          newState: { stateValue: state, stateReason: reason },
        },
      })
      for (const one of pending) store.keep('message', one.id, one)
    })
    await announce(after, before.StateValue)
    for (const one of pending) await publish(one)
  }

  return {
    record,
    change,
    /** By what was seen until `atMs`. */
    async evaluate(atMs: number) {
      for (const alarm of store.allKept<Alarm>('alarm')) {
        const judgement = judge(store, alarm, atMs)
        if (!judgement) continue
        const { state, reason, reasonData } = judgement
        await change(alarm, { state, reason, reasonData: JSON.stringify(reasonData) })
      }
    },
    /** What a crash left unsaid. */
    async resume() {
      for (const one of store.allKept<Pending>('message')) await publish(one)
    },
  }
}
