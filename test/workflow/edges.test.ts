// Every road through the media workflow, driven through the Step Functions of the local cloud alone: functions and
// table are stand-ins over HTTP. The functions themselves are met by the other scenarios.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { AwsError } from '../../local/runtime/aws-error.ts'
import type { CloseAssetInput, InspectSourceOutput } from '../../schemas/generated/types.ts'
import {
  validateAwaitJobFileInput,
  validateCloseAssetInput,
  validateInspectSourceInput,
  validatePublishAssetInput,
  validateSubmitTranscodeInput,
} from '../../schemas/generated/validators.mjs'
import { parseInput, type Validator } from '../../lib/validation.ts'
import type { StateMachine } from '../laws/state-machine.ts'
import { FunctionError } from '../local/states/fake-aws.ts'
import { DAY, openLab, ROLE, type Lab } from '../local/states/lab.ts'
import { anInspection } from '../support/records.ts'
import { compiledDefinitions } from '../support/serverless-files.ts'
import { edgesOf, edgesTaken } from './edges.ts'

jest.setTimeout(60_000)

const PUT_ITEM = 'DynamoDB_20120810.PutItem'

const INPUTS = {
  inspectSource: validateInspectSourceInput,
  awaitJobFile: validateAwaitJobFileInput,
  submitTranscode: validateSubmitTranscodeInput,
  publishAsset: validatePublishAssetInput,
  closeAsset: validateCloseAssetInput,
} satisfies Record<string, Validator<object>>

type FunctionName = keyof typeof INPUTS
type StandIn = (input: object, lab: Lab) => unknown

const UPLOAD = {
  detail: {
    bucket: { name: 'ingest' },
    object: { key: 'films/holiday.mp4', etag: 'abc123', size: 1_000_000, sequencer: '0001' },
  },
}

const decides = (decision: string, changes: Partial<InspectSourceOutput> = {}) => ({
  decision,
  reasons: [],
  ...changes,
})
const ACCEPTED = decides('accept', {
  inspection: anInspection(),
  profile: 'default',
  transcodeTimeoutSeconds: 600,
})
const REJECTED = decides('reject', { reasons: [{ code: 'not-a-video', message: 'It is a text.' }] })
const WAITS = decides('await-job-file')

const answers =
  (output: unknown): StandIn =>
  () =>
    output
const throws =
  (name: string): StandIn =>
  () => {
    throw new FunctionError(name, 'As the scenario wants it.')
  }
const resumes =
  (output: object): StandIn =>
  (input, lab) =>
    lab.call('SendTaskSuccess', { ...tokenOf(input), output: JSON.stringify(output) }).then(() => null)
const resumesWith =
  (error: string): StandIn =>
  (input, lab) =>
    lab.call('SendTaskFailure', { ...tokenOf(input), error, cause: 'As it says.' }).then(() => null)
const tokenOf = (input: object) => ({ taskToken: (input as { taskToken?: string }).taskToken })

/** Answers one after the other. */
const inTurn = (...outputs: unknown[]): StandIn => {
  const left = [...outputs]
  return () => left.shift()
}

/** How it goes when all is well. */
const WELL: Record<FunctionName, StandIn> = {
  inspectSource: answers(ACCEPTED),
  awaitJobFile: resumes({}),
  submitTranscode: resumes({ providerJobId: 'job-1' }),
  publishAsset: answers({ outcome: 'published' }),
  closeAsset: (input) => ({ outcome: (input as CloseAssetInput).outcome }),
}

interface Scenario {
  functions?: Partial<Record<FunctionName, StandIn>>
  /** What the assets table answers to the registration. */
  refusal?: string
  advanceMs?: number
  road: string[]
  status: 'SUCCEEDED' | 'FAILED'
}

const REGISTERED = ['Identify asset', 'Register asset']
const INSPECTED = [...REGISTERED, 'Inspect source', 'Route inspection']
const FAILED = ['Fail asset', 'Asset failed']

const SCENARIOS: Record<string, Scenario> = {
  'a good video': { road: [...INSPECTED, 'Transcode', 'Publish asset'], status: 'SUCCEEDED' },
  'an event that is delivered again': {
    refusal: 'ConditionalCheckFailedException',
    road: [...REGISTERED, 'Duplicate delivery'],
    status: 'SUCCEEDED',
  },
  'a table that is not there': {
    refusal: 'ResourceNotFoundException',
    road: [...REGISTERED, ...FAILED],
    status: 'FAILED',
  },
  'a fault of the inspection': {
    functions: { inspectSource: throws('InvariantError') },
    road: [...REGISTERED, 'Inspect source', ...FAILED],
    status: 'FAILED',
  },
  'a file that is no video': {
    functions: { inspectSource: answers(REJECTED) },
    road: [...INSPECTED, 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a decision that nobody knows': {
    functions: { inspectSource: answers(decides('perhaps')) },
    road: [...INSPECTED, ...FAILED],
    status: 'FAILED',
  },
  'a job file that comes': {
    functions: { inspectSource: inTurn(WAITS, ACCEPTED) },
    road: [...INSPECTED, 'Await job file', ...INSPECTED.slice(2), 'Transcode', 'Publish asset'],
    status: 'SUCCEEDED',
  },
  'a job file that never comes': {
    functions: { inspectSource: answers(WAITS), awaitJobFile: answers(null) },
    advanceMs: DAY,
    road: [...INSPECTED, 'Await job file', 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a fault of the wait': {
    functions: { inspectSource: answers(WAITS), awaitJobFile: throws('InvariantError') },
    road: [...INSPECTED, 'Await job file', ...FAILED],
    status: 'FAILED',
  },
  'a film that the transcoder cannot read': {
    functions: { submitTranscode: resumesWith('UnsupportedSourceError') },
    road: [...INSPECTED, 'Transcode', 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a job that fails': {
    functions: { submitTranscode: resumesWith('JobFailedError') },
    road: [...INSPECTED, 'Transcode', ...FAILED],
    status: 'FAILED',
  },
  'outputs that are not as planned': {
    functions: { publishAsset: throws('JobFailedError') },
    road: [...INSPECTED, 'Transcode', 'Publish asset', ...FAILED],
    status: 'FAILED',
  },
  'a rejection that cannot be recorded': {
    functions: {
      inspectSource: answers(REJECTED),
      closeAsset: (input) =>
        (input as CloseAssetInput).outcome === 'rejected'
          ? throws('InvariantError')(input, lab)
          : { outcome: 'failed' },
    },
    road: [...INSPECTED, 'Reject asset', ...FAILED],
    status: 'FAILED',
  },
  'a failure that cannot be recorded': {
    functions: { publishAsset: throws('JobFailedError'), closeAsset: throws('InvariantError') },
    road: [...INSPECTED, 'Transcode', 'Publish asset', ...FAILED],
    status: 'FAILED',
  },
}

const workflow = () => structuredClone(compiledDefinitions()['mediaWorkflow'] as StateMachine)

const SUBSTITUTES: Record<string, string> = {
  AssetsTable: 'assets',
  JobFileDeadlineSeconds: String(DAY / 1000),
}

/** `${InspectSourceFunction}` becomes `inspectSource`. */
const substituted = (machine: StateMachine) =>
  JSON.stringify(machine).replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const key = name.replace(/Function$/, '')
    return SUBSTITUTES[name] ?? key[0]!.toLowerCase() + key.slice(1)
  })

let lab: Lab
let stateMachineArn: string
const seen: Record<string, { road: string[]; status: string; edges: string[] }> = {}

async function play({ functions, refusal, advanceMs }: Scenario) {
  for (const [name, standIn] of Object.entries({ ...WELL, ...functions })) {
    const validator: Validator<object> = INPUTS[name as FunctionName]
    lab.aws.functions[name] = (input) => standIn(parseInput(validator, input), lab)
  }
  lab.aws.answers[PUT_ITEM] = () => {
    if (refusal !== undefined) throw new AwsError(refusal, 'As the scenario wants it.')
  }
  const { executionArn } = await lab.call('StartExecution', {
    stateMachineArn,
    input: JSON.stringify(UPLOAD),
  })
  await lab.idle()
  if (advanceMs !== undefined) await lab.advance(advanceMs)
  const history = await lab.history(executionArn)
  const { status } = await lab.describe(executionArn)
  const entered = history.filter(({ type }) => type.endsWith('StateEntered'))
  const road = entered.map(({ stateEnteredEventDetails: it }) => (it as { name: string }).name)
  return { road, status, edges: edgesTaken(workflow(), history) }
}

beforeAll(async () => {
  lab = await openLab()
  const machine = { name: 'media-workflow', definition: substituted(workflow()), roleArn: ROLE }
  stateMachineArn = (await lab.call('CreateStateMachine', machine)).stateMachineArn
  for (const [name, scenario] of Object.entries(SCENARIOS)) seen[name] = await play(scenario)
})
afterAll(() => lab.close())

const untravelled = (machine: StateMachine) => {
  const travelled = new Set(Object.values(seen).flatMap(({ edges }) => edges))
  return edgesOf(machine).filter((edge) => !travelled.has(edge))
}

describe('the media workflow', () => {
  test.each(Object.entries(SCENARIOS))('given %s, then it goes its road', (name, { road, status }) => {
    expect(seen[name]).toMatchObject({ road, status })
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
    ['a state', 'Quarantine asset → end', (states) => (states['Quarantine asset'] = { Type: 'Succeed' })],
    [
      'a branch',
      'Route inspection → Publish asset',
      (states) => states['Route inspection']!.Choices!.push({ Next: 'Publish asset' }),
    ],
    [
      'a default',
      'Route inspection → Duplicate delivery',
      (states) => (states['Route inspection']!.Default = 'Duplicate delivery'),
    ],
    [
      'a catch',
      'Transcode → Publish asset, when it catches ConflictError',
      (states) =>
        states['Transcode']!.Catch!.unshift({ ErrorEquals: ['ConflictError'], Next: 'Publish asset' }),
    ],
    [
      'a name in a catch',
      'Transcode → Reject asset, when it catches NotFoundError',
      (states) => states['Transcode']!.Catch![0]!.ErrorEquals.push('NotFoundError'),
    ],
  ]

  test.each(SEEDS)('%s', (_what, edge, seed) => {
    const machine = workflow()
    seed(machine.States)
    expect(untravelled(machine)).toEqual([edge])
  })
})
