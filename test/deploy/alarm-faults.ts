// One fault for every law of alarms, to show that the law finds it.
import { mentions } from '../support/template.ts'
import { edit, set, type Fault } from './fault.ts'

export const ALARM_FAULTS: Fault[] = [
  ['an alarm for every dead', 'IntakeDeadLetters', (t) => delete t.Resources['IntakeDeadLettersAlarm']],
  [
    'an alarm for every dead',
    'TranscodeDeadLetters',
    set('TranscodeDeadLettersAlarm', 'Dimensions.0.Value', {
      'Fn::GetAtt': ['IntakeDeadLetters', 'QueueName'],
    }),
  ],
  [
    'an alarm for every function',
    'InspectSourceLambdaFunction',
    (t) =>
      Object.keys(t.Resources)
        .filter((id) => id.startsWith('FunctionErrors'))
        .forEach((id) => {
          const metrics = edit(t, id)['Metrics'] as object[]
          edit(t, id)['Metrics'] = metrics.filter((one) => !mentions(one, 'InspectSourceLambdaFunction'))
        }),
  ],
  ['alarms that tell', 'StuckAssetsAlarm', set('StuckAssetsAlarm', 'AlarmActions', [])],
  ['alarms that tell', 'StuckAssetsAlarm', set('StuckAssetsAlarm', 'OKActions', undefined)],
  ['a runbook', 'StuckAssetsAlarm', set('StuckAssetsAlarm', 'AlarmDescription', 'Stuck.')],
  [
    'a runbook',
    'StuckAssetsAlarm',
    set('StuckAssetsAlarm', 'AlarmDescription', 'Stuck. Runbook: docs/operations.md#no-such-thing'),
  ],
  ['an alarm for every runbook', 'stuck-assets', (t) => delete t.Resources['StuckAssetsAlarm']],
]
