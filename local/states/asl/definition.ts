// The shape of a state machine in the Amazon States Language, as far as JSONata machines use it. Parsed definitions are
// validated first (validate.ts), so the interpreter trusts these types.
import type { Json, JsonObject } from '../json.ts'

/** A set of states with an entry: the machine, a branch, or an item processor. */
export interface StateGroup {
  StartAt: string
  States: Record<string, State>
}

export interface MachineDefinition extends StateGroup {
  Comment?: string
  QueryLanguage?: string
  Version?: string
  TimeoutSeconds?: number
}

export interface Retrier {
  ErrorEquals: string[]
  IntervalSeconds?: number
  MaxAttempts?: number
  BackoffRate?: number
  MaxDelaySeconds?: number
  JitterStrategy?: 'FULL' | 'NONE'
}

export interface Catcher {
  ErrorEquals: string[]
  Next: string
  Assign?: JsonObject
  Output?: Json
}

interface Common {
  Comment?: string
  QueryLanguage?: string
  Assign?: JsonObject
  Output?: Json
  Next?: string
  End?: boolean
  Retry?: Retrier[]
  Catch?: Catcher[]
}

export interface PassState extends Common {
  Type: 'Pass'
}

export interface TaskState extends Common {
  Type: 'Task'
  Resource: string
  Arguments?: Json
  TimeoutSeconds?: Json
  HeartbeatSeconds?: Json
  Credentials?: { RoleArn: string }
}

export interface ChoiceRule {
  Condition: Json
  Next: string
  Assign?: JsonObject
  Output?: Json
}

export interface ChoiceState extends Common {
  Type: 'Choice'
  Choices: ChoiceRule[]
  Default?: string
}

export interface WaitState extends Common {
  Type: 'Wait'
  Seconds?: Json
  Timestamp?: string
}

export interface SucceedState extends Common {
  Type: 'Succeed'
}

export interface FailState extends Common {
  Type: 'Fail'
  Error?: string
  Cause?: string
}

export interface ParallelState extends Common {
  Type: 'Parallel'
  Branches: StateGroup[]
  Arguments?: Json
}

export interface MapState extends Common {
  Type: 'Map'
  Items?: Json
  ItemSelector?: Json
  ItemProcessor: StateGroup & { ProcessorConfig?: { Mode?: string } }
  MaxConcurrency?: Json
  ToleratedFailureCount?: Json
  ToleratedFailurePercentage?: Json
}

export type State =
  PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState

export type StateOf<T extends State['Type']> = Extract<State, { Type: T }>
