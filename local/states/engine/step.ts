// The life of a state: enter, attempt, leave. What goes wrong on the way is handled in failure.ts.
import type { State } from '../asl/definition.ts'
import { DATA_LIMIT_BYTES, sizeBytes, type Json, type JsonObject } from '../json.ts'
import { runChoice } from '../kinds/choice.ts'
import { runFail } from '../kinds/fail.ts'
import { runMap } from '../kinds/map.ts'
import { runParallel } from '../kinds/parallel.ts'
import { runPass } from '../kinds/pass.ts'
import { runSucceed } from '../kinds/succeed.ts'
import { runTask } from '../kinds/task.ts'
import { runWait } from '../kinds/wait.ts'
import { fill, type Scope } from '../query/template.ts'
import { contextObject } from './context-object.ts'
import { handleError } from './failure.ts'
import { finishFrame } from './fan-out.ts'
import type { Frame } from './frame.ts'
import type { Kind, Way } from './kind.ts'
import { stateOf, visibleVariables } from './runner.ts'
import { HistoryFull, type Turn } from './turn.ts'
import { StateError } from './state-error.ts'

const KINDS: { [T in State['Type']]: Kind<T> } = {
  Pass: runPass,
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
  Parallel: runParallel,
  Map: runMap,
}

/** Takes the next step of a frame that is `entering` or `attempting`. */
export async function takeStep(turn: Turn, frame: Frame): Promise<void> {
  const state = stateOf(turn.runner, frame)
  if (frame.phase === 'entering') enter(turn, frame, state)
  frame.attempt += 1
  turn.touch(frame)
  await guarded(turn, frame, async () => {
    const run = KINDS[state.Type] as Kind<State['Type']>
    const outcome = await run({ turn, frame, state, scope: scopeOf(turn, frame) })
    if (outcome.kind === 'done') await leave(turn, frame, outcome)
  })
}

/** Goes on with a frame whose work has ended in another turn. */
export const resumeWith = (turn: Turn, frame: Frame, result?: Json): Promise<void> =>
  guarded(turn, frame, () => leave(turn, frame, result === undefined ? {} : { result }))

/** Runs `work`; an error of the state goes through its Retry and Catch. */
export async function guarded(turn: Turn, frame: Frame, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof HistoryFull || !(error instanceof StateError)) throw error
    await handleError(turn, frame, error)
  }
}

export function scopeOf(turn: Turn, frame: Frame, more: JsonObject = {}): Scope {
  return {
    states: { input: frame.input, context: contextObject(turn.runner, frame), ...more },
    variables: visibleVariables(turn.runner, frame),
    nowMs: turn.nowMs,
  }
}

function enter(turn: Turn, frame: Frame, state: State): void {
  frame.phase = 'attempting'
  frame.enteredAt = turn.nowMs
  frame.retryCount = 0
  frame.retries = []
  // The first state of an execution follows no event of a state before it.
  const details = {
    name: frame.state,
    input: JSON.stringify(frame.input),
    inputDetails: { truncated: false },
  }
  frame.enteredEventId = turn.record(frame, `${state.Type}StateEntered`, [
    'stateEnteredEventDetails',
    details,
  ])
}

async function leave(turn: Turn, frame: Frame, { result, way }: { result?: Json; way?: Way }): Promise<void> {
  const state = stateOf(turn.runner, frame)
  const scope = scopeOf(turn, frame, result === undefined ? {} : { result })
  const own = { at: '', next: state.Next, assign: state.Assign, output: state.Output }
  await leaveBy(turn, frame, {
    way: way ?? own,
    scope,
    fallback: result === undefined ? frame.input : result,
  })
}

/** Evaluates Assign and Output of `way` on the values of now, then moves on, or ends the frame when there is no next. */
export async function leaveBy(
  turn: Turn,
  frame: Frame,
  { way, scope, fallback }: { way: Way; scope: Scope; fallback: Json },
): Promise<void> {
  const assigned = (way.assign ? await fill(way.assign, `${way.at}Assign`, scope) : {}) as JsonObject
  const output = way.output === undefined ? fallback : await fill(way.output, `${way.at}Output`, scope)
  checkSize(frame.state, output, 'an output')
  checkSize(frame.state, assigned, 'variables')
  checkAllVariables({ ...scope.variables, ...assigned })
  Object.assign(frame.variables, assigned)
  const names = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)])
  turn.record(frame, `${stateOf(turn.runner, frame).Type}StateExited`, [
    'stateExitedEventDetails',
    {
      name: frame.state,
      output: JSON.stringify(output),
      outputDetails: { truncated: false },
      ...(names.length > 0 && {
        assignedVariables: Object.fromEntries(names) as Record<string, string>,
        assignedVariablesDetails: { truncated: false },
      }),
    },
  ])
  if (way.next === undefined) return finishFrame(turn, frame, output)
  frame.state = way.next
  frame.input = output
  frame.phase = 'entering'
  turn.runner.ready.push(frame)
}

export function checkSize(state: string, value: Json, what: string): void {
  if (sizeBytes(value) <= DATA_LIMIT_BYTES) return
  throw new StateError(
    'States.DataLimitExceeded',
    `The state/task '${state}' returned ${what} with a size exceeding the maximum number of bytes service limit.`,
  )
}

const VARIABLES_LIMIT_BYTES = 10 * 1024 * 1024

function checkAllVariables(variables: JsonObject): void {
  if (Object.keys(variables).length < 40 || sizeBytes(variables) <= VARIABLES_LIMIT_BYTES) return
  throw new StateError('States.DataLimitExceeded', 'The variables of the execution exceed 10 MiB.')
}
