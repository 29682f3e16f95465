// Which targets a rule may have, told from the ARN.

export interface TargetKind {
  name: 'states' | 'lambda' | 'sqs' | 'sns' | 'event-bus' | 'logs'
  /** The target is called with the role of the target entry; the others are called by EventBridge itself. */
  needsRole: boolean
}

const KINDS: [RegExp, TargetKind][] = [
  [/^arn:aws[a-z-]*:states:[^:]+:\d{12}:stateMachine:/, { name: 'states', needsRole: true }],
  [/^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:/, { name: 'lambda', needsRole: false }],
  [/^arn:aws[a-z-]*:sqs:[^:]+:\d{12}:/, { name: 'sqs', needsRole: false }],
  [/^arn:aws[a-z-]*:sns:[^:]+:\d{12}:/, { name: 'sns', needsRole: false }],
  [/^arn:aws[a-z-]*:events:[^:]+:\d{12}:event-bus\//, { name: 'event-bus', needsRole: false }],
  [/^arn:aws[a-z-]*:logs:[^:]+:\d{12}:log-group:/, { name: 'logs', needsRole: false }],
]

export const targetKind = (arn: string): TargetKind | undefined =>
  KINDS.find(([pattern]) => pattern.test(arn))?.[1]
