import { describe, expect, test } from '@jest/globals'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { compiledDefinitions, declaredFunctions, givenSubstitutions } from '../support/serverless-files.ts'
import { filesBelow, PROJECT_ROOT, readProjectFile } from '../support/source-files.ts'
import { LAWS } from './state-machine-laws.ts'
import {
  allMachines,
  allStates,
  invokedFunction,
  usedSubstitutions,
  type State,
  type StateMachine,
} from './state-machine.ts'
import { fileNameOf, findWrongNames } from './step-names.ts'

const machines = Object.entries(compiledDefinitions()) as [string, StateMachine][]
const mediaWorkflow = () => structuredClone(compiledDefinitions()['mediaWorkflow'] as StateMachine)
const isHandlerFile = (path: string) => /^export const handler\b/m.test(readProjectFile(path))
const state = (machine: StateMachine, name: string) =>
  allMachines(machine).find(({ States }) => name in States)!.States[name] as State

const retryOf = (machine: StateMachine, name: string) => state(machine, name).Retry![0]!.ErrorEquals
const rewrite = (machine: StateMachine, name: string, before: string, after: string) => {
  const write = state(machine, name).Arguments as { UpdateExpression: string }
  write.UpdateExpression = write.UpdateExpression.replace(before, after)
}
const addStates = (machine: StateMachine, count: number) => {
  for (let n = 0; n < count; n++) machine.States[`Extra ${n}`] = { Type: 'Succeed' }
}

describe.each(machines)('the state machine %s', (name, machine) => {
  test.each(Object.entries(LAWS))('%s', (_law, findBreaches) => expect(findBreaches(machine)).toEqual([]))

  test('names its states as what they do', () => expect(findWrongNames(machine)).toEqual([]))

  test('is given every substitution it uses and uses every one it is given', () => {
    expect(usedSubstitutions(machine)).toEqual(Object.keys(givenSubstitutions()[name] ?? {}).sort())
  })
})

describe('the state Register asset', () => {
  const KEPT = ['assetId', 'stuckRevision', 'verdictHistory']

  /**
   * The fields of the record, with nothing left of an earlier processing but what was decided, and which processing was
   * told to be stuck: that it was another one is what the number is for.
   */
  test('begins every field of the record anew, or keeps it on purpose', () => {
    const { UpdateExpression, ExpressionAttributeNames } = state(mediaWorkflow(), 'Register asset')
      .Arguments as { UpdateExpression: string; ExpressionAttributeNames: Record<string, string> }
    const written = UpdateExpression.replace(/#\w+/g, (name) => ExpressionAttributeNames[name]!)
    const { properties } = JSON.parse(readProjectFile('schemas/entities/asset.schema.json')) as {
      properties: Record<string, unknown>
    }
    const fields = Object.keys(properties)
    expect(fields.filter((field) => !new RegExp(`\\b${field}\\b`).test(written))).toEqual(KEPT)
    expect(written).toContain('verdict = if_not_exists(verdict, :undecided)')
  })

  // The first write may have arrived though its answer did not: taken for a duplicate, the upload would be lost.
  test('succeeds when it is tried again by the execution that has registered the asset', () => {
    const { ConditionExpression } = state(mediaWorkflow(), 'Register asset').Arguments as {
      ConditionExpression: string
    }
    expect(ConditionExpression.split(' OR ')).toContain('executionArn = :execution')
  })
})

describe('the state machine laws', () => {
  type Fault = [law: string, breach: string, seed: (machine: StateMachine) => void]

  const faults: Fault[] = [
    [
      'is valid to asl-validator',
      'MISSING_TRANSITION',
      (m) => (state(m, 'Decide verdict').Catch![0]!.Next = 'Nowhere'),
    ],
    ['is valid to asl-validator', 'SCHEMA', (m) => (state(m, 'Decide verdict').Type = 'Tusk')],
    ['has at most 32 states', '33', (m) => addStates(m, 33 - allStates(m).length)],
    ['reaches every state', 'Extra 0', (m) => addStates(m, 1)],
    ['gives every task a timeout', 'Transcode', (m) => delete state(m, 'Transcode').TimeoutSeconds],
    ['gives every task a timeout', 'Register asset', (m) => delete state(m, 'Register asset').Retry],
    ['gives every task a timeout', 'Inspect source', (m) => delete state(m, 'Inspect source').Catch],
    ['names States.ALL alone', 'Process asset', (m) => state(m, 'Process asset').Catch!.reverse()],
    [
      'names States.ALL alone',
      'Fail asset',
      (m) => state(m, 'Fail asset').Catch![0]!.ErrorEquals.push('JobFailedError'),
    ],
    ['retries only what', 'JobFailedError', (m) => retryOf(m, 'Transcode').push('JobFailedError')],
    ['retries only what', 'States.TaskFailed', (m) => retryOf(m, 'Transcode').push('States.TaskFailed')],
    [
      'spreads retries',
      'Decide verdict',
      (m) => (state(m, 'Decide verdict').Retry = [{ ErrorEquals: ['ThrottledError'] }]),
    ],
    ['passes the token', 'Transcode', (m) => (state(m, 'Transcode').Arguments = {})],
    [
      'gives no token',
      'Inspect source',
      (m) => (state(m, 'Inspect source').Arguments = '{% $states.context.Task.Token %}'),
    ],
    [
      'tells every function whose',
      'Fail asset',
      (m) => delete (state(m, 'Fail asset').Arguments as { ClientContext?: string }).ClientContext,
    ],
    ['catches the timeout', 'Transcode', (m) => (state(m, 'Process asset').Catch = [])],
    ['catches the timeout', 'Transcode', (m) => retryOf(m, 'Transcode').push('States.Timeout')],
    ['catches nothing twice', 'Decide verdict', (m) => retryOf(m, 'Decide verdict').push('ThrottledError')],
    ['keeps what is under way', 'Publish asset', (m) => rewrite(m, 'Publish asset', 'REMOVE underWay', '')],
    [
      'keeps what is under way',
      'Register asset',
      (m) => rewrite(m, 'Register asset', ', underWay = :yes', ''),
    ],
    ['gives every choice', 'Route inspection', (m) => delete state(m, 'Route inspection').Default],
    ['matches errors by names', 'Throttled', (m) => retryOf(m, 'Decide verdict').push('Throttled')],
  ]

  test.each(faults)('%s: a fault in %s is found', (law, breach, seed) => {
    const machine = mediaWorkflow()
    seed(machine)
    const findBreaches = Object.entries(LAWS).find(([name]) => name.startsWith(law))![1]
    expect(findBreaches(machine).join('\n')).toContain(breach)
  })

  test('find a state that is called otherwise than its function', () => {
    const machine = mediaWorkflow()
    machine.States['Probe file'] = state(machine, 'Inspect source')
    machine.States['Publish'] = state(machine, 'Decide verdict')
    machine.States['Inspect thing'] = state(machine, 'Inspect source')
    expect(findWrongNames(machine)).toHaveLength(3)
  })
})

describe('the functions of serverless.yml', () => {
  const functions = declaredFunctions()
  const invoked = new Set(machines.flatMap(([, machine]) => allStates(machine).map(invokedFunction)))

  test('are many', () => expect(functions.length).toBeGreaterThan(5))

  test('are each used by a state or an event', () => {
    expect(functions.filter(({ key, hasEvents }) => !hasEvents && !invoked.has(key))).toEqual([])
  })

  test('each have their file, named as they are', () => {
    const wrong = functions.filter(({ key, handler }) => {
      const file = handler.replace(/\.handler$/, '.ts')
      return basename(file, '.ts') !== fileNameOf(key) || !existsSync(join(PROJECT_ROOT, file))
    })
    expect(wrong).toEqual([])
  })

  test('are all there: every file with a handler is declared', () => {
    const declared = new Set(functions.map(({ handler }) => handler.replace(/\.handler$/, '.ts')))
    const handlers = filesBelow('functions').filter((path) => isHandlerFile(path) && !declared.has(path))
    expect(handlers).toEqual([])
  })

  test('are what states invoke', () => {
    const keys = functions.map(({ key }) => key)
    expect([...invoked].filter((key) => key !== undefined && !keys.includes(key))).toEqual([])
  })
})
