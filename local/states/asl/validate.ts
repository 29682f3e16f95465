// Checks a definition before a machine is made of it, so that the interpreter can trust its shape. Every finding names
// the state and the field.
import { isObject, type JsonObject } from '../json.ts'
import type { MachineDefinition } from './definition.ts'
import { createReport, type Diagnostic, type Report } from './diagnostics.ts'
import { checkState, type StatePlace } from './validate-state.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'

const MACHINE_FIELDS = ['Comment', 'QueryLanguage', 'Version', 'TimeoutSeconds', 'StartAt', 'States']

/** The findings and, when there are none, the parsed definition. */
export function validateDefinition(
  text: unknown,
  type: MachineType,
): { diagnostics: Diagnostic[]; definition?: MachineDefinition } {
  const report = createReport()
  const machine = parse(text, report)
  if (!machine) return { diagnostics: report.found }
  checkMachine(machine, type, report)
  if (report.found.length > 0) return { diagnostics: report.found }
  return { diagnostics: [], definition: machine as unknown as MachineDefinition }
}

function parse(text: unknown, report: Report): JsonObject | undefined {
  try {
    const machine: unknown = JSON.parse(String(text))
    if (isObject(machine)) return machine
    report.schema('/', 'Definition must be a valid JSON object')
  } catch (error) {
    report.add('INVALID_JSON_DESCRIPTION', '/', (error as Error).message)
  }
  return undefined
}

function checkMachine(machine: JsonObject, type: MachineType, report: Report): void {
  for (const field of Object.keys(machine)) {
    if (!MACHINE_FIELDS.includes(field)) report.schema(`/${field}`, `Field '${field}' is not supported`)
  }
  const { QueryLanguage = 'JSONPath', TimeoutSeconds, Version = '1.0' } = machine
  if (QueryLanguage !== 'JSONata' && QueryLanguage !== 'JSONPath') {
    report.schema('/QueryLanguage', "Value must be 'JSONata' or 'JSONPath'")
  }
  if (Version !== '1.0') report.schema('/Version', "The only version is '1.0'")
  if (TimeoutSeconds !== undefined && !isWholeNumber(TimeoutSeconds, 1, 99_999_999)) {
    report.schema('/TimeoutSeconds', 'Value must be a whole number from 1 to 99999999')
  }
  const place = {
    type,
    queryLanguage: QueryLanguage as string,
    names: new Set<string>(),
    outer: new Set<string>(),
    report,
  }
  checkGroup(machine, '', place)
}

/** A machine, branch or item processor: its entry, its states, and the ways between them. */
function checkGroup(group: JsonObject, at: string, place: StatePlace): void {
  const { report } = place
  const { StartAt, States } = group
  if (!isObject(States) || Object.keys(States).length === 0) {
    return report.schema(`${at}/States`, 'States must be an object with at least one state')
  }
  if (typeof StartAt !== 'string' || !(StartAt in States)) {
    report.add(
      'MISSING_TRANSITION_TARGET',
      `${at}/StartAt`,
      `StartAt names no state: ${JSON.stringify(StartAt)}`,
    )
  }
  const nested = {
    ...place,
    outer: new Set([...place.outer, ...assignments(States).map(({ name }) => name)]),
  }
  for (const { name, location } of assignments(States)) {
    if (!place.outer.has(name)) continue
    report.schema(`${at}/States/${location}`, `The variable '${name}' is one of the scope outside`)
  }
  for (const [name, state] of Object.entries(States)) {
    checkName(name, `${at}/States/${name}`, place)
    if (isObject(state)) checkState(state, `${at}/States/${name}`, { ...nested, group: States, checkGroup })
    else report.schema(`${at}/States/${name}`, 'A state must be an object')
  }
  if (report.found.length === 0)
    checkWays(StartAt as string, States as Record<string, JsonObject>, at, report)
}

/** The variables that the states of one scope assign, and where. */
function assignments(states: JsonObject): { name: string; location: string }[] {
  const of = (holder: unknown, location: string) =>
    isObject(holder) && isObject(holder.Assign)
      ? Object.keys(holder.Assign).map((name) => ({ name, location: `${location}/Assign/${name}` }))
      : []
  const ofAll = (holders: unknown, location: string) =>
    Array.isArray(holders) ? holders.flatMap((holder, i) => of(holder, `${location}[${i}]`)) : []
  return Object.entries(states).flatMap(([key, state]) =>
    isObject(state)
      ? [...of(state, key), ...ofAll(state.Choices, `${key}/Choices`), ...ofAll(state.Catch, `${key}/Catch`)]
      : [],
  )
}

function checkName(name: string, location: string, { names, report }: StatePlace): void {
  if (name.length === 0 || name.length > 80) {
    report.add('INVALID_STATE_NAME', location, 'The name of a state has 1 to 80 characters')
  }
  if (names.has(name)) report.add('DUPLICATE_STATE_NAME', location, `Duplicate state name: ${name}`)
  names.add(name)
}

function checkWays(start: string, states: Record<string, JsonObject>, at: string, report: Report): void {
  const reached = new Set<string>()
  const pending = [start]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (!reached.has(name)) pending.push(...targetsOf(states[name] as JsonObject))
    reached.add(name)
  }
  for (const name of Object.keys(states)) {
    if (!reached.has(name)) {
      report.add('MISSING_TRANSITION_TARGET', `${at}/States/${name}`, `State "${name}" is not reachable.`)
    }
  }
  const ends = ({ Type, End }: JsonObject) => End === true || Type === 'Succeed' || Type === 'Fail'
  if (!Object.values(states).some(ends)) {
    report.add('MISSING_END_STATE', `${at}/States`, 'There is no terminal state')
  }
}

function targetsOf({ Next, Default, Choices, Catch }: JsonObject): string[] {
  const rules = [...((Choices ?? []) as JsonObject[]), ...((Catch ?? []) as JsonObject[])].map(
    (rule) => rule.Next,
  )
  return [Next, Default, ...rules].filter((target) => target !== undefined) as string[]
}

export const isWholeNumber = (value: unknown, least: number, most: number) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most
