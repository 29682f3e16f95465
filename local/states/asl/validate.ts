// Checks a definition before a machine is made of it, so that the interpreter can trust its shape. Every finding names
// the state and the field.
import { isObject, type JsonObject } from '../json.ts'
import type { MachineDefinition } from './definition.ts'
import { createSpot, type Diagnostic, type Spot } from './diagnostics.ts'
import { checkState, type StatePlace } from './validate-state.ts'
import { checkFields, isWholeNumber } from './validate-values.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'

const MACHINE_FIELDS = ['Comment', 'QueryLanguage', 'Version', 'TimeoutSeconds', 'StartAt', 'States']

/** The findings and, when there are none, the parsed definition. */
export function validateDefinition(
  text: unknown,
  type: MachineType,
): { diagnostics: Diagnostic[]; definition?: MachineDefinition } {
  const spot = createSpot()
  const machine = parse(text, spot)
  if (machine) checkMachine(machine, spot, type)
  if (!machine || spot.found.length > 0) return { diagnostics: spot.found }
  return { diagnostics: [], definition: machine as unknown as MachineDefinition }
}

function parse(text: unknown, spot: Spot): JsonObject | undefined {
  try {
    const machine: unknown = JSON.parse(String(text))
    if (isObject(machine)) return machine
    spot.schema('Definition must be a valid JSON object')
  } catch (error) {
    spot.add('INVALID_JSON_DESCRIPTION', (error as Error).message)
  }
  return undefined
}

function checkMachine(machine: JsonObject, spot: Spot, type: MachineType): void {
  checkFields(machine, spot, { allowed: MACHINE_FIELDS, why: (field) => `Field '${field}' is not supported` })
  const { QueryLanguage = 'JSONPath', TimeoutSeconds, Version = '1.0' } = machine
  if (QueryLanguage !== 'JSONata' && QueryLanguage !== 'JSONPath') {
    spot.to('/QueryLanguage').schema("Value must be 'JSONata' or 'JSONPath'")
  }
  if (Version !== '1.0') spot.to('/Version').schema("The only version is '1.0'")
  if (TimeoutSeconds !== undefined && !isWholeNumber(TimeoutSeconds, 1)) {
    spot.to('/TimeoutSeconds').schema('Value must be a whole number from 1 to 99999999')
  }
  const queryLanguage = String(QueryLanguage)
  checkGroup(machine, spot, { type, queryLanguage, names: new Set(), outer: new Set(), checkGroup })
}

/** A machine, branch or item processor: its entry, its states, and the ways between them. */
function checkGroup({ StartAt, States }: JsonObject, spot: Spot, place: StatePlace): void {
  const states = spot.to('/States')
  if (!isObject(States) || Object.keys(States).length === 0) {
    return states.schema('States must be an object with at least one state')
  }
  if (typeof StartAt !== 'string' || !Object.hasOwn(States, StartAt)) {
    spot.to('/StartAt').add('MISSING_TRANSITION_TARGET', `StartAt names no state: ${JSON.stringify(StartAt)}`)
  }
  const assigned = assignments(States)
  for (const { name, path } of assigned) {
    if (place.outer.has(name)) states.to(path).schema(`The variable '${name}' is one of the scope outside`)
  }
  const outer = new Set([...place.outer, ...assigned.map(({ name }) => name)])
  for (const [name, state] of Object.entries(States)) {
    const here = states.to(`/${name}`)
    checkName(name, here, place)
    if (isObject(state)) checkState(state, here, { ...place, outer, group: States })
    else here.schema('A state must be an object')
  }
  if (spot.found.length === 0) checkWays(String(StartAt), States as Record<string, JsonObject>, states)
}

/** The variables that the states of one scope assign, and where. */
function assignments(states: JsonObject): { name: string; path: string }[] {
  const of = (holder: unknown, path: string) =>
    isObject(holder) && isObject(holder.Assign)
      ? Object.keys(holder.Assign).map((name) => ({ name, path: `${path}/Assign/${name}` }))
      : []
  const ofAll = (holders: unknown, path: string) =>
    Array.isArray(holders) ? holders.flatMap((holder, i) => of(holder, `${path}[${i}]`)) : []
  return Object.entries(states).flatMap(([name, state]) =>
    isObject(state)
      ? [
          ...of(state, `/${name}`),
          ...ofAll(state.Choices, `/${name}/Choices`),
          ...ofAll(state.Catch, `/${name}/Catch`),
        ]
      : [],
  )
}

function checkName(name: string, spot: Spot, { names }: StatePlace): void {
  if (name.length === 0 || name.length > 80) {
    spot.add('INVALID_STATE_NAME', 'The name of a state has 1 to 80 characters')
  }
  if (names.has(name)) spot.add('DUPLICATE_STATE_NAME', `Duplicate state name: ${name}`)
  names.add(name)
}

function checkWays(start: string, states: Record<string, JsonObject>, spot: Spot): void {
  const reached = new Set<string>()
  const pending = [start]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (!reached.has(name)) pending.push(...targetsOf(states[name] as JsonObject))
    reached.add(name)
  }
  for (const name of Object.keys(states)) {
    if (reached.has(name)) continue
    spot.to(`/${name}`).add('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`)
  }
  const ends = ({ Type, End }: JsonObject) => End === true || Type === 'Succeed' || Type === 'Fail'
  if (!Object.values(states).some(ends)) spot.add('MISSING_END_STATE', 'There is no terminal state')
}

function targetsOf({ Next, Default, Choices, Catch }: JsonObject): string[] {
  const rules = [...((Choices ?? []) as JsonObject[]), ...((Catch ?? []) as JsonObject[])].map(
    (rule) => rule.Next,
  )
  return [Next, Default, ...rules].filter((target) => typeof target === 'string')
}
