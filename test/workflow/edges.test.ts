// Every road through the media workflow, driven through the Step Functions of the local cloud alone: functions and
// table are stand-ins over HTTP. The functions themselves are met by the other scenarios.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { AwsError } from '../../local/runtime/aws-error.ts'
import { validateModerationRequest } from '../../schemas/generated/validators.mjs'
import { parseInput, type Validator } from '../../lib/validation.ts'
import { allStates, type StateMachine } from '../laws/state-machine.ts'
import { DAY, openLab, ROLE, type Lab } from '../local/states/lab.ts'
import { compiledDefinitions } from '../support/serverless-files.ts'
import { edgesOf, edgesTaken } from './edges.ts'
import { PUT_EVENTS, PUBLISH, REGISTER, REPORT, SCENARIOS, WELL } from './media-workflow-roads.ts'
import { INPUTS, type FunctionName, type Scenario } from './road.ts'
import { resumes, type StandIn } from './stand-ins.ts'

jest.setTimeout(60_000)

const UPDATE_ITEM = 'DynamoDB_20120810.UpdateItem'
const SEND_MESSAGE = 'AmazonSQS.SendMessage'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

const uploadOf = (key: string) => ({
  detail: { bucket: { name: 'ingest' }, object: { key, etag: 'abc123', size: 1_000_000, sequencer: '0001' } },
})

const workflow = () => structuredClone(compiledDefinitions()['mediaWorkflow'] as StateMachine)

const SUBSTITUTES: Record<string, string> = {
  AssetsTable: 'assets',
  AssetEventBus: 'assets',
  ModerationQueue: 'http://127.0.0.1/000000000000/moderation.fifo',
  JobFileDeadlineSeconds: String(DAY / 1000),
  BudgetDeadlineSeconds: String(DAY / 1000),
}

/** `${InspectSourceFunction}` becomes `inspectSource`. */
const substituted = (machine: StateMachine, more: Record<string, string>) =>
  JSON.stringify(machine).replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const key = name.replace(/Function$/, '')
    return { ...SUBSTITUTES, ...more }[name] ?? key[0]!.toLowerCase() + key.slice(1)
  })

let lab: Lab
const arns = { media: '', review: '' }
const seen: Record<string, { road: string[]; status: string; edges: string[] }> = {}

/** The nested machine: it ends at once, as the scenario wants it. */
const reviewThat = (status: Scenario['review']) => ({
  StartAt: 'End',
  QueryLanguage: 'JSONata',
  States: {
    End:
      status === 'FAILED'
        ? { Type: 'Fail', Error: 'InvariantError', Cause: 'As the scenario wants it.' }
        : { Type: 'Succeed', Output: { assetId: '0', outcome: 'published' } },
  },
})

/** The moderation queue with its consumer and its detector. */
const queueWith = (detector: StandIn | undefined) => (input: unknown) => {
  const request = JSON.parse((input as { MessageBody: string }).MessageBody) as object
  // The other branch may have failed meanwhile: then nobody waits for the answer any more.
  Promise.resolve(detector?.(parseInput(validateModerationRequest, request), lab)).catch(() => undefined)
  return { MessageId: 'message-1', MD5OfMessageBody: md5((input as { MessageBody: string }).MessageBody) }
}

const refuse = (code: string) => {
  throw new AwsError(code, 'As the scenario wants it.')
}

/** The table of assets. Only a registration says what source it is. */
const tableThat = (refusals: Record<string, string>) => (input: unknown) => {
  const { UpdateExpression } = input as { UpdateExpression: string }
  const code = refusals[UpdateExpression.includes('sourceUri') ? REGISTER : PUBLISH]
  if (code !== undefined) refuse(code)
}

function setStage({ functions, refusals = {}, ...scenario }: Scenario) {
  for (const [name, standIn] of Object.entries({ ...WELL, ...functions })) {
    const validator: Validator<object> = INPUTS[name as FunctionName]
    lab.aws.functions[name] = (input) => standIn(parseInput(validator, input), lab)
  }
  const detector = 'detector' in scenario ? scenario.detector : resumes(REPORT)
  Object.assign(lab.aws.answers, {
    [UPDATE_ITEM]: tableThat(refusals),
    [PUT_EVENTS]: () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] }),
    [SEND_MESSAGE]: queueWith(detector),
  })
  for (const [target, code] of Object.entries(refusals)) lab.aws.answers[target] = () => refuse(code)
}

async function play(name: string, scenario: Scenario) {
  setStage(scenario)
  const definition = JSON.stringify(reviewThat(scenario.review))
  await lab.call('UpdateStateMachine', { stateMachineArn: arns.review, definition })
  const { executionArn } = await lab.call('StartExecution', {
    stateMachineArn: arns.media,
    input: JSON.stringify(uploadOf(`${name}.mp4`)),
  })
  await lab.idle()
  if (scenario.advanceMs !== undefined) await lab.advance(scenario.advanceMs)
  const history = await lab.history(executionArn)
  const { status } = await lab.describe(executionArn)
  const entered = history.filter(({ type }) => type.endsWith('StateEntered'))
  const road = entered.map(({ stateEnteredEventDetails: it }) => (it as { name: string }).name)
  return { road, status, edges: edgesTaken(workflow(), history) }
}

beforeAll(async () => {
  lab = await openLab()
  const make = async (name: string, definition: string) =>
    (await lab.call('CreateStateMachine', { name, definition, roleArn: ROLE })).stateMachineArn
  arns.review = await make('review', JSON.stringify(reviewThat('SUCCEEDED')))
  arns.media = await make('media-workflow', substituted(workflow(), { ReviewWorkflow: arns.review }))
  for (const [name, scenario] of Object.entries(SCENARIOS)) seen[name] = await play(name, scenario)
})
afterAll(() => lab.close())

const untravelled = (machine: StateMachine) => {
  const travelled = new Set(Object.values(seen).flatMap(({ edges }) => edges))
  return edgesOf(machine).filter((edge) => !travelled.has(edge))
}

/** When a transcode fails at once, the other branches may or may not have begun. */
const BESIDE = ['Route moderation', 'Moderate source', 'Route transcription', 'Skip transcription']

const branchStates = allStates(workflow())
  .map(({ name }) => name)
  .filter((name) => !(name in workflow().States))

/** Branches go on beside each other: only within itself does each have an order, which the edges show. */
const inAnyOrder = (road: string[]) => ({
  trunk: road.filter((state) => !branchStates.includes(state)),
  branches: road.filter((state) => branchStates.includes(state)).sort(),
})

describe('the media workflow', () => {
  test.each(Object.entries(SCENARIOS))('given %s, then it goes its road', (name, { road, status }) => {
    const begun = seen[name]!.road.filter((state) => road.includes(state) || !BESIDE.includes(state))
    expect({ status: seen[name]!.status, ...inAnyOrder(begun) }).toEqual({ status, ...inAnyOrder(road) })
  })

  test.each(edgesOf(workflow()))('%s: some scenario goes there', (edge) => {
    expect(Object.values(seen).flatMap(({ edges }) => edges)).toContain(edge)
  })

  test('has no two roads that a history does not tell apart', () => {
    const edges = edgesOf(workflow())
    expect(edges.filter((edge, index) => edges.indexOf(edge) !== index)).toEqual([])
  })
})

describe('a road without a scenario is found', () => {
  const SEEDS: [what: string, edge: string, seed: (states: StateMachine['States']) => void][] = [
    ['a state', 'Bury asset → end', (states) => (states['Bury asset'] = { Type: 'Succeed' })],
    [
      'a branch',
      'Route inspection → Decide verdict',
      (states) => states['Route inspection']!.Choices!.push({ Next: 'Decide verdict' }),
    ],
    [
      'a default',
      'Route inspection → Duplicate delivery',
      (states) => (states['Route inspection']!.Default = 'Duplicate delivery'),
    ],
    [
      'a catch',
      'Decide verdict → Publish asset, when it catches ConflictError',
      (states) =>
        states['Decide verdict']!.Catch!.unshift({ ErrorEquals: ['ConflictError'], Next: 'Publish asset' }),
    ],
    [
      'a name in a catch',
      'Process asset → Reject asset, when it catches NotFoundError',
      (states) => states['Process asset']!.Catch![0]!.ErrorEquals.push('NotFoundError'),
    ],
  ]

  test.each(SEEDS)('%s', (_what, edge, seed) => {
    const machine = workflow()
    seed(machine.States)
    expect(untravelled(machine)).toEqual([edge])
  })
})
