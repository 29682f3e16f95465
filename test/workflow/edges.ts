// The roads between the states of a machine: those its definition has, and those an execution took.
import { waysOut, type State, type StateMachine } from '../laws/state-machine.ts'

/** An event of a history, as Step Functions answers it. */
export interface HistoryEvent {
  type: string
  [details: string]: unknown
}

const plainEdge = (from: string, to: string) => `${from} → ${to}`
const caughtEdge = (from: string, to: string, error: string) => `${from} → ${to}, when it catches ${error}`

const isLast = ({ Type, ...state }: State) =>
  Type === 'Succeed' || Type === 'Fail' || (state as { End?: boolean }).End === true

function edgesFrom([name, state]: [string, State]): string[] {
  const caught = (state.Catch ?? []).flatMap(({ ErrorEquals, Next }) =>
    ErrorEquals.map((error) => caughtEdge(name, Next, error)),
  )
  const others = waysOut({ ...state, Catch: [] }).map((to) => plainEdge(name, to))
  return [...others, ...caught, ...(isLast(state) ? [plainEdge(name, 'end')] : [])]
}

/** Every branch, default, catch and ending. Two branches to the same state are not told apart: they appear twice. */
export function edgesOf({ StartAt, States }: StateMachine): string[] {
  return [plainEdge('start', StartAt), ...Object.entries(States).flatMap(edgesFrom)]
}

const detailsOf = (event: HistoryEvent) =>
  Object.entries(event).find(([member]) => member.endsWith('EventDetails'))?.[1] as
    { name?: string; error?: string } | undefined

/** The catch that meets an error; none when a retry or nobody did. */
function edgeTaken(machine: StateMachine, here: { name: string; error?: string | undefined }, to: string) {
  const { name, error } = here
  if (error === undefined) return plainEdge(name, to)
  const caughtAs = (machine.States[name]?.Catch ?? [])
    .flatMap(({ ErrorEquals }) => ErrorEquals)
    .find((one) => one === error || one === 'States.ALL')
  return caughtAs === undefined ? plainEdge(name, to) : caughtEdge(name, to, caughtAs)
}

/** What an execution took, told by its history: the states it entered and the error that stood when it left them. */
export function edgesTaken(machine: StateMachine, history: HistoryEvent[]): string[] {
  const taken: string[] = []
  let here: { name: string; error?: string | undefined } = { name: 'start' }
  for (const event of history) {
    const details = detailsOf(event)
    if (event.type.endsWith('StateEntered')) {
      taken.push(edgeTaken(machine, here, details!.name!))
      here = { name: details!.name! }
    } else if (event.type === 'TaskSucceeded') here.error = undefined
    else if (event.type === 'ExecutionSucceeded') taken.push(plainEdge(here.name, 'end'))
    else if (event.type === 'ExecutionFailed') {
      if (machine.States[here.name]?.Type === 'Fail') taken.push(plainEdge(here.name, 'end'))
    } else if (details?.error !== undefined) here.error = details.error
  }
  return taken
}
