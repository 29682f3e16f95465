// The roads between the states of a machine: those its definition has, and those an execution took.
import { allStates, waysOut, type NamedState, type StateMachine } from '../laws/state-machine.ts'

/** An event of a history, as Step Functions answers it. */
export interface HistoryEvent {
  id: number
  previousEventId: number
  type: string
  [details: string]: unknown
}

const plainEdge = (from: string, to: string) => `${from} → ${to}`
const caughtEdge = (from: string, to: string, error: string) => `${from} → ${to}, when it catches ${error}`

const isLast = ({ Type, ...state }: NamedState) =>
  Type === 'Succeed' || Type === 'Fail' || (state as { End?: boolean }).End === true

function edgesFrom({ name, ...state }: NamedState): string[] {
  const caught = (state.Catch ?? []).flatMap(({ ErrorEquals, Next }) =>
    ErrorEquals.map((error) => caughtEdge(name, Next, error)),
  )
  const others = waysOut({ ...state, Catch: [] }).map((to) => plainEdge(name, to))
  return [...others, ...caught, ...(isLast({ name, ...state }) ? [plainEdge(name, 'end')] : [])]
}

/**
 * Every branch, default, catch and ending, also within Parallel states. Two branches to the same state are not told
 * apart: they appear twice.
 */
export function edgesOf(machine: StateMachine): string[] {
  return [plainEdge('start', machine.StartAt), ...allStates(machine).flatMap(edgesFrom)]
}

const detailsOf = (event: HistoryEvent) =>
  Object.entries(event).find(([member]) => member.endsWith('EventDetails'))?.[1] as
    { name?: string; error?: string } | undefined

/** Where a chain of events stands: in a state, with the error that it has met there. */
interface Place {
  name: string
  error?: string | undefined
}

/** The catch that meets an error; none when a retry or nobody did. */
function edgeTaken(state: NamedState | undefined, here: Place, to: string) {
  const { name, error } = here
  if (error === undefined) return plainEdge(name, to)
  const caughtAs = (state?.Catch ?? [])
    .flatMap(({ ErrorEquals }) => ErrorEquals)
    .find((one) => one === error || one === 'States.ALL')
  return caughtAs === undefined ? plainEdge(name, to) : caughtEdge(name, to, caughtAs)
}

/** By the name of a state within a branch: the Parallel state around it. */
const enclosing = (machine: StateMachine) =>
  new Map(
    allStates(machine).flatMap(({ name, Branches = [] }) =>
      Branches.flatMap(({ States }) => Object.keys(States).map((inner) => [inner, name] as const)),
    ),
  )

/**
 * What an execution took, told by its history: the states it entered and the error that stood when it left them.
 * Branches are chains of their own: each event names the one before it in its chain.
 */
export function edgesTaken(machine: StateMachine, history: HistoryEvent[]): string[] {
  const states = new Map(allStates(machine).map((state) => [state.name, state]))
  const around = enclosing(machine)
  const places = new Map<number, Place>([[0, { name: 'start' }]])
  const taken: string[] = []
  for (const event of history) {
    const before = places.get(event.previousEventId)!
    const details = detailsOf(event)
    let here: Place = { ...before, error: details?.error ?? before.error }
    if (event.type === 'TaskSucceeded') here.error = undefined
    // The fault of a branch is the fault of the state around it.
    if (/^ParallelState(Succeeded|Failed)$/.test(event.type)) here.name = around.get(before.name)!
    if (event.type.endsWith('StateEntered')) {
      const to = details!.name!
      const beginsBranch = around.get(to) === before.name
      if (!beginsBranch) taken.push(edgeTaken(states.get(before.name), before, to))
      here = { name: to }
    }
    const state = states.get(here.name)
    const ends =
      state?.Type === 'Fail' ? event.type === 'ExecutionFailed' : event.type.endsWith('StateExited')
    if (ends && state !== undefined && isLast(state)) taken.push(plainEdge(here.name, 'end'))
    places.set(event.id, here)
  }
  return taken
}
