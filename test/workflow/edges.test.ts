// Every road through the media workflow, driven through the Step Functions of the local cloud alone: functions and
// table are stand-ins over HTTP. The functions themselves are met by the other scenarios.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { AwsError } from '../../local/runtime/aws-error.ts'
import type { CloseAssetInput, InspectSourceOutput } from '../../schemas/generated/types.ts'
import {
  validateAwaitJobFileInput,
  validateCloseAssetInput,
  validateDecideVerdictInput,
  validateInspectSourceInput,
  validateModerationRequest,
  validateRecheckModerationInput,
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
const UPDATE_ITEM = 'DynamoDB_20120810.UpdateItem'
const SEND_MESSAGE = 'AmazonSQS.SendMessage'
const PUT_EVENTS = 'AWSEvents.PutEvents'

const INPUTS = {
  inspectSource: validateInspectSourceInput,
  awaitJobFile: validateAwaitJobFileInput,
  submitTranscode: validateSubmitTranscodeInput,
  recheckModeration: validateRecheckModerationInput,
  decideVerdict: validateDecideVerdictInput,
  closeAsset: validateCloseAssetInput,
} satisfies Record<string, Validator<object>>

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

type FunctionName = keyof typeof INPUTS
type StandIn = (input: object, lab: Lab) => unknown

const uploadOf = (key: string) => ({
  detail: { bucket: { name: 'ingest' }, object: { key, etag: 'abc123', size: 1_000_000, sequencer: '0001' } },
})

const decides = (decision: string, changes: Partial<InspectSourceOutput> = {}) => ({
  decision,
  reasons: [],
  ...changes,
})
const ACCEPTANCE: Partial<InspectSourceOutput> = {
  inspection: anInspection(),
  profile: 'default',
  transcodeTimeoutSeconds: 600,
  moderation: { input: 'source', video: { bucket: 'ingest', key: 'films/holiday.mp4' }, timeoutSeconds: 600 },
}
const ACCEPTED = decides('accept', ACCEPTANCE)
const NOT_READABLE = decides('accept', {
  ...ACCEPTANCE,
  moderation: { input: 'rendition', video: { bucket: 'media', key: 'proxy.mp4' }, timeoutSeconds: 600 },
})
const REPORT = { looked: true, detector: 'visual', findings: [] }
const VERDICT = {
  decision: 'approve',
  reasons: [],
  policyId: 'default',
  policyVersion: '1',
  announcement: {
    assetId: '0'.repeat(32),
    revision: 0,
    sourceUri: 's3://ingest/films/holiday.mp4',
    reasons: [],
    playback: { hlsUrl: 'http://media/main.m3u8', dashUrl: 'http://media/main.mpd' },
  },
}
const judges = (decision: string) =>
  answers({ ...VERDICT, decision, reasons: [{ code: 'explicit', message: 'As the scenario wants it.' }] })
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
  recheckModeration: answers(REPORT),
  decideVerdict: answers(VERDICT),
  closeAsset: (input) => ({ outcome: (input as CloseAssetInput).outcome }),
}

interface Scenario {
  functions?: Partial<Record<FunctionName, StandIn>>
  /** What the moderation queue's consumer answers; nobody answers where it is nothing. */
  detector?: StandIn | undefined
  /** Errors of other services, by the X-Amz-Target of their operation. */
  refusals?: Record<string, string>
  /** How the nested review ends. */
  review?: 'SUCCEEDED' | 'FAILED'
  advanceMs?: number
  road: string[]
  status: 'SUCCEEDED' | 'FAILED'
}

const REGISTERED = ['Identify asset', 'Register asset']
const INSPECTED = [...REGISTERED, 'Inspect source', 'Route inspection']
const FAILED = ['Fail asset', 'Route failure', 'Asset failed']
/** Both branches begin before either goes on. */
const PROCESSED = [...INSPECTED, 'Process asset', 'Transcode', 'Route moderation', 'Moderate source']
const DECIDED = [...PROCESSED, 'Route rendition', 'Decide verdict', 'Route verdict']
const PUBLISHED = ['Publish asset', 'Announce publication']

const SCENARIOS: Record<string, Scenario> = {
  'a good video': { road: [...DECIDED, ...PUBLISHED], status: 'SUCCEEDED' },
  'an event that is delivered again': {
    refusals: { [PUT_ITEM]: 'ConditionalCheckFailedException' },
    road: [...REGISTERED, 'Duplicate delivery'],
    status: 'SUCCEEDED',
  },
  'a table that is not there': {
    refusals: { [PUT_ITEM]: 'ResourceNotFoundException' },
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
    road: [...INSPECTED, 'Await job file', ...DECIDED.slice(2), ...PUBLISHED],
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
    road: [...PROCESSED, 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a job that fails': {
    functions: { submitTranscode: resumesWith('JobFailedError') },
    road: [...PROCESSED, ...FAILED],
    status: 'FAILED',
  },
  'a film that the detector reads only when it is transcoded': {
    functions: { inspectSource: answers(NOT_READABLE) },
    road: [
      ...PROCESSED.slice(0, -1),
      'Await rendition',
      'Route rendition',
      'Moderate rendition',
      ...DECIDED.slice(-2),
      ...PUBLISHED,
    ],
    status: 'SUCCEEDED',
  },
  'a detector whose notice is lost': {
    detector: undefined,
    advanceMs: 600_000,
    road: [...PROCESSED, 'Recheck source', ...DECIDED.slice(-3), ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'a detector whose notice is lost after the transcode': {
    functions: { inspectSource: answers(NOT_READABLE) },
    detector: undefined,
    advanceMs: 600_000,
    road: [
      ...PROCESSED.slice(0, -1),
      'Await rendition',
      'Route rendition',
      'Moderate rendition',
      'Recheck rendition',
      ...DECIDED.slice(-2),
      ...PUBLISHED,
    ],
    status: 'SUCCEEDED',
  },
  'a detector that nobody can ask': {
    functions: { inspectSource: answers(NOT_READABLE), recheckModeration: throws('InvariantError') },
    detector: undefined,
    advanceMs: 600_000,
    road: [
      ...PROCESSED.slice(0, -1),
      'Await rendition',
      'Route rendition',
      'Moderate rendition',
      'Recheck rendition',
      ...FAILED,
    ],
    status: 'FAILED',
  },
  'a film that people must see': {
    functions: { decideVerdict: judges('escalate') },
    review: 'SUCCEEDED',
    road: [...DECIDED, 'Review asset'],
    status: 'SUCCEEDED',
  },
  'a review that fails': {
    functions: { decideVerdict: judges('escalate') },
    review: 'FAILED',
    road: [...DECIDED, 'Review asset', ...FAILED],
    status: 'FAILED',
  },
  'a film that the policy rejects': {
    functions: { decideVerdict: judges('reject') },
    road: [...DECIDED, 'Quarantine asset'],
    status: 'SUCCEEDED',
  },
  'a quarantine that cannot be recorded': {
    functions: {
      decideVerdict: judges('reject'),
      closeAsset: (input) =>
        (input as CloseAssetInput).outcome === 'quarantined'
          ? throws('InvariantError')(input, lab)
          : { outcome: 'failed' },
    },
    road: [...DECIDED, 'Quarantine asset', ...FAILED],
    status: 'FAILED',
  },
  'a source that was replaced meanwhile': {
    functions: { decideVerdict: judges('refuse') },
    road: [...DECIDED, 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a verdict that nobody knows': {
    functions: { decideVerdict: judges('perhaps') },
    road: [...DECIDED, ...FAILED],
    status: 'FAILED',
  },
  'an asset that a newer processing has taken over': {
    refusals: { [UPDATE_ITEM]: 'ConditionalCheckFailedException' },
    road: [...DECIDED, 'Publish asset', 'Superseded'],
    status: 'SUCCEEDED',
  },
  'a fault of an asset that a newer processing has taken over': {
    functions: { decideVerdict: throws('ConflictError'), closeAsset: answers({ outcome: 'superseded' }) },
    road: [...DECIDED.slice(0, -1), 'Fail asset', 'Route failure', 'Superseded'],
    status: 'SUCCEEDED',
  },
  'a publication that cannot be written': {
    refusals: { [UPDATE_ITEM]: 'ResourceNotFoundException' },
    road: [...DECIDED, 'Publish asset', ...FAILED],
    status: 'FAILED',
  },
  'a publication that cannot be announced': {
    refusals: { [PUT_EVENTS]: 'ResourceNotFoundException' },
    road: [...DECIDED, ...PUBLISHED, ...FAILED],
    status: 'FAILED',
  },
  'outputs that are not as planned': {
    functions: { decideVerdict: throws('JobFailedError') },
    road: [...DECIDED.slice(0, -1), ...FAILED],
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
    functions: { decideVerdict: throws('JobFailedError'), closeAsset: throws('InvariantError') },
    road: [...DECIDED.slice(0, -1), 'Fail asset', 'Asset failed'],
    status: 'FAILED',
  },
}

const workflow = () => structuredClone(compiledDefinitions()['mediaWorkflow'] as StateMachine)

const SUBSTITUTES: Record<string, string> = {
  AssetsTable: 'assets',
  AssetEventBus: 'assets',
  ModerationQueue: 'http://127.0.0.1/000000000000/moderation.fifo',
  JobFileDeadlineSeconds: String(DAY / 1000),
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

function setStage({ functions, refusals = {}, ...scenario }: Scenario) {
  for (const [name, standIn] of Object.entries({ ...WELL, ...functions })) {
    const validator: Validator<object> = INPUTS[name as FunctionName]
    lab.aws.functions[name] = (input) => standIn(parseInput(validator, input), lab)
  }
  const detector = 'detector' in scenario ? scenario.detector : resumes(REPORT)
  Object.assign(lab.aws.answers, {
    [PUT_ITEM]: () => undefined,
    [UPDATE_ITEM]: () => undefined,
    [PUT_EVENTS]: () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] }),
    [SEND_MESSAGE]: queueWith(detector),
  })
  for (const [target, code] of Object.entries(refusals))
    lab.aws.answers[target] = () => {
      throw new AwsError(code, 'As the scenario wants it.')
    }
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
