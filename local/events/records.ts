// What EventBridge keeps, in the words of its API.

export interface Bus {
  Name: string
  Arn: string
  Description?: string
  /** Seconds since the epoch. */
  CreationTime: number
  LastModifiedTime: number
}

export interface Rule {
  Name: string
  Arn: string
  EventBusName: string
  State: 'ENABLED' | 'DISABLED'
  EventPattern?: string
  ScheduleExpression?: string
  Description?: string
  RoleArn?: string
  CreatedBy: string
  /** When a schedule is due next, milliseconds since the epoch. */
  nextAtMs?: number
}

export interface InputTransformer {
  InputPathsMap?: Record<string, string>
  InputTemplate: string
}

export interface Target {
  Id: string
  Arn: string
  RoleArn?: string
  Input?: string
  InputPath?: string
  InputTransformer?: InputTransformer
  SqsParameters?: { MessageGroupId?: string }
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number }
  DeadLetterConfig?: { Arn?: string }
}
