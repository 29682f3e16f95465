// A state machine as data, and the walks over it that the laws need.

export interface Retrier {
  ErrorEquals: string[]
}

export interface Catcher extends Retrier {
  Next: string
}

export interface State {
  Type: string
  Resource?: string
  Arguments?: unknown
  TimeoutSeconds?: number | string
  Retry?: Retrier[]
  Catch?: Catcher[]
  Next?: string
  Default?: string
  Choices?: { Next: string }[]
  Branches?: StateMachine[]
  ItemProcessor?: StateMachine
}

export interface StateMachine {
  StartAt: string
  States: Record<string, State>
}

export interface NamedState extends State {
  name: string
}

const innerMachines = (state: State): StateMachine[] => [
  ...(state.Branches ?? []),
  ...(state.ItemProcessor ? [state.ItemProcessor] : []),
]

/** The machine itself and those inside its Parallel and Map states. */
export function allMachines(machine: StateMachine): StateMachine[] {
  return [machine, ...Object.values(machine.States).flatMap(innerMachines).flatMap(allMachines)]
}

export function allStates(machine: StateMachine): NamedState[] {
  return allMachines(machine).flatMap(({ States }) =>
    Object.entries(States).map(([name, state]) => ({ name, ...state })),
  )
}

export const tasks = (machine: StateMachine) => allStates(machine).filter(({ Type }) => Type === 'Task')

export const isWait = ({ Resource = '' }: State) => Resource.endsWith('.waitForTaskToken')

/** Names of the states a state may go to. */
export const waysOut = ({ Next, Default, Choices = [], Catch = [] }: State): string[] =>
  [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((catcher) => catcher.Next)].filter(
    (name) => name !== undefined,
  )

/** Names of states that no road from `StartAt` leads to. */
export function unreachableStates({ StartAt, States }: StateMachine): string[] {
  const reached = new Set<string>()
  const visit = (name: string) => {
    const state = States[name]
    if (state === undefined || reached.has(name)) return
    reached.add(name)
    waysOut(state).forEach(visit)
  }
  visit(StartAt)
  return Object.keys(States).filter((name) => !reached.has(name))
}

/** The names between `${` and `}` anywhere in the definition. */
export function usedSubstitutions(machine: StateMachine): string[] {
  return [
    ...new Set([...JSON.stringify(machine).matchAll(/\$\{([A-Za-z0-9]+)\}/g)].map((match) => match[1]!)),
  ].sort()
}

/** The key in serverless.yml of the function a state invokes: `${InspectSourceFunction}` is `inspectSource`. */
export function invokedFunction({ Arguments }: State): string | undefined {
  const name = (Arguments as { FunctionName?: string } | undefined)?.FunctionName
  const key = /^\$\{(\w+)Function\}$/.exec(name ?? '')?.[1]
  return key && key[0]!.toLowerCase() + key.slice(1)
}
