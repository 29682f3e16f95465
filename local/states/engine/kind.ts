// What a type of state does, apart from what all share: entering and leaving, Assign and Output, Retry and Catch.
import type { State, StateOf } from '../asl/definition.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Scope } from '../query/template.ts'
import type { Frame } from './frame.ts'
import type { Turn } from './turn.ts'

/** How a state leaves: the state itself, or the rule of a Choice. `at` stands before field names in errors. */
export interface Way {
  at: string
  next?: string | undefined
  assign?: JsonObject | undefined
  output?: Json | undefined
}

export type Outcome =
  /** The work is over; `result` becomes `$states.result` and the default output. */
  | { kind: 'done'; result?: Json; way?: Way }
  /** A timer, a token, a call or children will bring the frame back. */
  | { kind: 'pause' }

export interface Visit<S extends State> {
  turn: Turn
  frame: Frame
  state: S
  /** `$states.input`, `$states.context` and the variables. */
  scope: Scope
}

/** Runs one attempt; throws a StateError for Retry, Catch or the end of the execution. */
export type Kind<T extends State['Type']> = (visit: Visit<StateOf<T>>) => Promise<Outcome>
