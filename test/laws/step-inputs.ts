// The law of the hand-over: what a state machine gives a function fits its input schema, whatever the functions
// before it answered as their output schemas let them, and no expression reads a field that nobody gives.
// The machine is walked along all its roads with sample values; its expressions are evaluated as Step Functions does.
import { fill, type Scope } from '../../local/states/query/template.ts'
import { readPaths } from './expression-paths.ts'
import type { SchemaBook } from './schema-samples.ts'
import { invokedFunction, isWait, type Catcher, type State, type StateMachine } from './state-machine.ts'
import { fileNameOf } from './step-names.ts'

type Values = Scope['variables']
type Template = Parameters<typeof fill>[0]

interface Handing {
  Assign?: Record<string, Template>
}

type FullState = State &
  Handing & {
    Output?: Template
    Error?: Template
    Cause?: Template
    Choices?: (Handing & { Condition: string; Next: string })[]
    Catch?: (Catcher & Handing)[]
  }

/** A state as it is entered on one road. */
interface Moment {
  name: string
  input: Values
  variables: Values
}

const SCHEMAS = 'https://reelgate.dev/schemas/steps/'
const idOf = (key: string, side: 'input' | 'output') => `${SCHEMAS}${fileNameOf(key)}.${side}.schema.json`

const CONTEXT = {
  Execution: { Id: 'arn:aws:states:eu-west-1:0:execution:m:e', StartTime: '2026-11-21T09:00:00.000Z' },
  Task: { Token: 'token-of-the-state' },
}

/** What a catch is told. Errors that others raise may have no cause; ours that are caught by name always say one. */
const errorsFor = ({ ErrorEquals }: Catcher) => {
  const told = { Error: ErrorEquals[0]!, Cause: 'As it says.' }
  return ErrorEquals.includes('States.ALL') ? [told, { Error: told.Error }] : [told]
}

export async function findMisfits(
  machine: StateMachine,
  book: SchemaBook,
  inputs: Values[],
): Promise<string[]> {
  const breaches = new Set<string>()
  /** By state and path: whether somebody gives it. */
  const reads = new Map<string, boolean>()

  const isGiven = ({ variables, states }: Scope, path: string[]) => {
    let place: unknown = { ...variables, states }
    for (const field of path) place = (place as Values | undefined)?.[field]
    return place !== undefined
  }

  const evaluate = async (name: string, template: Template | undefined, scope: Scope) => {
    if (template === undefined) return undefined
    for (const path of readPaths(template)) {
      const reading = `${name}: reads $${path.join('.')}`
      reads.set(reading, reads.get(reading) === true || isGiven(scope, path))
    }
    try {
      return await fill(template, name, scope)
    } catch (error) {
      breaches.add(`${name}: ${(error as Error).message}`)
      return undefined
    }
  }

  const assign = async ({ name, variables }: Moment, { Assign }: Handing, scope: Scope) => {
    const given = (await evaluate(name, Assign, scope)) as Values | undefined
    return { ...variables, ...given }
  }

  const resultsOf = (state: FullState): Values[] => {
    const key = invokedFunction(state)
    if (key === undefined || !book.has(idOf(key, 'output'))) return [{}]
    const answers = book.samplesOf(idOf(key, 'output')) as Values[]
    return isWait(state) ? answers : answers.map((Payload) => ({ Payload }))
  }

  const passTask = async (moment: Moment, state: FullState, scope: Scope): Promise<Moment[]> => {
    const { name } = moment
    const called = (await evaluate(name, state.Arguments as Template, scope)) as Values | undefined
    await evaluate(name, state.TimeoutSeconds, scope)
    const key = invokedFunction(state)
    if (key !== undefined && called !== undefined)
      for (const misfit of book.judge(idOf(key, 'input'), called['Payload']))
        breaches.add(`${name}: what ${key} is given does not fit: ${misfit}`)
    const onward: Moment[] = []
    for (const result of resultsOf(state)) {
      const after = { ...scope, states: { ...scope.states, result } }
      await evaluate(name, state.Output, after)
      const variables = await assign(moment, state, after)
      if (state.Next !== undefined) onward.push({ name: state.Next, input: result, variables })
    }
    for (const catcher of state.Catch ?? [])
      for (const errorOutput of errorsFor(catcher)) {
        const after = { ...scope, states: { ...scope.states, errorOutput } }
        const variables = await assign(moment, catcher, after)
        onward.push({ name: catcher.Next, input: errorOutput, variables })
      }
    return onward
  }

  /** The branch that is chosen; and the default, though no answer that fits its schema may lead there. */
  const passChoice = async (moment: Moment, state: FullState, scope: Scope): Promise<Moment[]> => {
    const onward: Moment[] = []
    const go = async (branch: Handing, to: string) =>
      onward.push({ ...moment, name: to, variables: await assign(moment, branch, scope) })
    for (const choice of state.Choices ?? []) {
      if ((await evaluate(moment.name, choice.Condition, scope)) !== true) continue
      await go(choice, choice.Next)
      break
    }
    if (state.Default !== undefined) await go(state, state.Default)
    return onward
  }

  const pass = async (moment: Moment): Promise<Moment[]> => {
    const state = machine.States[moment.name] as FullState
    const states = { input: moment.input, context: CONTEXT }
    const scope: Scope = { states, variables: moment.variables, nowMs: 0 }
    if (state.Type === 'Task') return passTask(moment, state, scope)
    if (state.Type === 'Choice') return passChoice(moment, state, scope)
    for (const template of [state.Output, state.Error, state.Cause])
      await evaluate(moment.name, template, scope)
    const variables = await assign(moment, state, scope)
    return state.Next === undefined ? [] : [{ ...moment, name: state.Next, variables }]
  }

  const open: Moment[] = inputs.map((input) => ({ name: machine.StartAt, input, variables: {} }))
  const known = new Set<string>()
  for (let moment = open.pop(); moment !== undefined; moment = open.pop()) {
    const key = JSON.stringify(moment)
    if (known.has(key)) continue
    known.add(key)
    open.push(...(await pass(moment)))
  }
  const unknown = [...reads]
    .filter(([, given]) => !given)
    .map(([reading]) => `${reading}, which nobody gives`)
  return [...breaches, ...unknown]
}
