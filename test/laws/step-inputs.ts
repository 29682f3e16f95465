// The law of the hand-over: what a state machine gives a function fits its input schema, whatever the functions
// before it answered as their output schemas let them, and no expression reads a field that nobody gives.
// The machine is walked along all its roads with sample values; its expressions are evaluated as Step Functions does.
import { fill, type Scope } from '../../local/states/query/template.ts'
import { readPaths } from './expression-paths.ts'
import type { SchemaBook } from './schema-samples.ts'
import { invokedFunction, isWait, type Catcher, type State, type StateMachine } from './state-machine.ts'
import { fileNameOf } from './step-names.ts'

type Values = Scope['variables']
type Json = Values[string]
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

/** The fullest and the barest: what is only handed on whole needs no more, and every sample more multiplies the roads. */
/** They answer a detector's report: of its many shapes the barest and the fullest are walked. */
const REPORTING = ['recheckModeration', 'readCaptions']

const extremes = <T>(samples: T[]): T[] => [...new Set([samples[0]!, samples.at(-1)!])]

/** Where it goes on; nowhere at an end. */
type Onward = Omit<Moment, 'name'> & { name: string | undefined }

const SCHEMAS = 'https://reelgate.dev/schemas/steps/'
const idOf = (key: string, side: 'input' | 'output') => `${SCHEMAS}${fileNameOf(key)}.${side}.schema.json`

/** What travels by a queue, and what answers the state that sent it. */
const MESSAGES: Record<string, { request: string; answer: string }> = {
  '${ModerationQueue}': {
    request: 'https://reelgate.dev/schemas/entities/moderation-request.schema.json',
    answer: 'https://reelgate.dev/schemas/entities/moderation-report.schema.json',
  },
}

const messageOf = ({ Arguments }: FullState) =>
  MESSAGES[(Arguments as { QueueUrl?: string } | undefined)?.QueueUrl ?? '']

const CONTEXT = {
  Execution: {
    Id: 'arn:aws:states:eu-west-1:0:execution:m:e',
    Name: 'e',
    StartTime: '2026-11-21T09:00:00.000Z',
  },
  State: { EnteredTime: '2026-11-21T09:00:01.000Z' },
  Task: { Token: 'token-of-the-state' },
}

/** What a catch is told. Errors that others raise may have no cause; ours that are caught by name always say one. */
const errorsFor = ({ ErrorEquals }: Catcher) => {
  const told = { Error: ErrorEquals[0]!, Cause: 'As it says.' }
  return ErrorEquals.includes('States.ALL') ? [told, { Error: told.Error }] : [told]
}

/** What a state is answered with, and the scope its templates are read in. */
interface Results {
  scope: Scope
  results: Json[]
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

  const resultsOf = (state: FullState): Json[] => {
    const message = messageOf(state)
    if (message !== undefined) return extremes(book.samplesOf(message.answer) as Values[])
    const key = invokedFunction(state)
    if (key === undefined || !book.has(idOf(key, 'output'))) return [{}]
    const answers = book.samplesOf(idOf(key, 'output')) as Values[]
    const told = REPORTING.includes(key) ? extremes(answers) : answers
    return isWait(state) ? told : told.map((Payload) => ({ Payload }))
  }

  const passTask = async (moment: Moment, state: FullState, scope: Scope): Promise<Onward[]> => {
    const { name } = moment
    const called = (await evaluate(name, state.Arguments as Template, scope)) as Values | undefined
    await evaluate(name, state.TimeoutSeconds, scope)
    const key = invokedFunction(state)
    if (key !== undefined && called !== undefined)
      for (const misfit of book.judge(idOf(key, 'input'), called['Payload']))
        breaches.add(`${name}: what ${key} is given does not fit: ${misfit}`)
    const message = messageOf(state)
    if (message !== undefined && called !== undefined)
      for (const misfit of book.judge(message.request, JSON.parse(called['MessageBody'] as string)))
        breaches.add(`${name}: the message does not fit: ${misfit}`)
    return [
      ...(await succeed(moment, state, { scope, results: resultsOf(state) })),
      ...(await fail(moment, state, scope)),
    ]
  }

  /** Where a Task or Parallel state goes with each of its results. */
  const succeed = async (moment: Moment, state: FullState, { scope, results }: Results) => {
    const onward: Onward[] = []
    for (const result of results) {
      const after = { ...scope, states: { ...scope.states, result } }
      const output = (await evaluate(moment.name, state.Output, after)) ?? result
      const variables = await assign(moment, state, after)
      onward.push({ name: state.Next, input: output as Values, variables })
    }
    return onward
  }

  const fail = async (moment: Moment, state: FullState, scope: Scope) => {
    const onward: Onward[] = []
    for (const catcher of state.Catch ?? [])
      for (const errorOutput of errorsFor(catcher)) {
        const after = { ...scope, states: { ...scope.states, errorOutput } }
        const variables = await assign(moment, catcher, after)
        onward.push({ name: catcher.Next, input: errorOutput, variables })
      }
    return onward
  }

  /** Every branch is walked on its own. Each of its ends is met, though not with every end of the others: that is thousands. */
  const passParallel = async (moment: Moment, state: FullState, scope: Scope): Promise<Onward[]> => {
    const ends: Json[][] = []
    for (const branch of state.Branches ?? [])
      ends.push(await walk(branch, [{ ...moment, name: branch.StartAt }]))
    const most = Math.max(...ends.map(({ length }) => length))
    const results = Array.from({ length: most }, (_, index) => ends.map((some) => some[index % some.length]!))
    const onward = await succeed(moment, state, { scope, results })
    return [...onward, ...(await fail(moment, state, scope))]
  }

  /** The branch that is chosen; and the default, though no answer that fits its schema may lead there. */
  const passChoice = async (moment: Moment, state: FullState, scope: Scope): Promise<Onward[]> => {
    const onward: Onward[] = []
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

  const pass = async (machine: StateMachine, moment: Moment): Promise<Onward[]> => {
    const state = machine.States[moment.name] as FullState
    const states = { input: moment.input, context: CONTEXT }
    const scope: Scope = { states, variables: moment.variables, nowMs: 0 }
    if (state.Type === 'Task') return passTask(moment, state, scope)
    if (state.Type === 'Choice') return passChoice(moment, state, scope)
    if (state.Type === 'Parallel') return passParallel(moment, state, scope)
    const output = await evaluate(moment.name, state.Output, scope)
    for (const template of [state.Error, state.Cause]) await evaluate(moment.name, template, scope)
    const variables = await assign(moment, state, scope)
    return [{ name: state.Next, input: (output ?? moment.input) as Values, variables }]
  }

  /** All roads of a machine; answers what it may end with. */
  const walk = async (machine: StateMachine, starts: Moment[]): Promise<Json[]> => {
    const open = [...starts]
    const known = new Set<string>()
    const ends = new Map<string, Json>()
    for (let moment = open.pop(); moment !== undefined; moment = open.pop()) {
      const key = JSON.stringify(moment)
      if (known.has(key)) continue
      known.add(key)
      for (const { name, ...next } of await pass(machine, moment))
        if (name === undefined) ends.set(JSON.stringify(next.input), next.input)
        else open.push({ name, ...next })
    }
    return [...ends.values()]
  }

  await walk(
    machine,
    inputs.map((input) => ({ name: machine.StartAt, input, variables: {} })),
  )
  const unknown = [...reads]
    .filter(([, given]) => !given)
    .map(([reading]) => `${reading}, which nobody gives`)
  return [...breaches, ...unknown]
}
