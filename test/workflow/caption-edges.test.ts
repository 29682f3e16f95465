// Every road through the caption workflow, driven through the Step Functions of the local cloud alone: its function and its
// bus are stand-ins over HTTP. Files, records and manifests are met by captions.test.ts.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { AwsError } from '../../local/runtime/aws-error.ts'
import { checkOutput, parseInput } from '../../lib/validation.ts'
import type { ReadLateCaptionsOutput } from '../../schemas/generated/types.ts'
import {
  validateReadLateCaptionsInput,
  validateReadLateCaptionsOutput,
} from '../../schemas/generated/validators.mjs'
import type { StateMachine } from '../laws/state-machine.ts'
import { HOUR, openLab, ROLE, type Lab } from '../local/states/lab.ts'
import { ASSET_ID } from '../support/records.ts'
import { compiledDefinitions } from '../support/serverless-files.ts'
import { edgesOf, edgesTaken } from './edges.ts'
import { answers, throws, type StandIn } from './stand-ins.ts'

jest.setTimeout(60_000)

const ANNOUNCEMENT = {
  assetId: ASSET_ID,
  revision: 0,
  sourceUri: 's3://ingest/films/holiday.mp4',
  captions: [{ trackId: 'ko', state: 'published' }],
}

const says = (output: ReadLateCaptionsOutput): StandIn =>
  answers(checkOutput(validateReadLateCaptionsOutput, output))

const CHANGED = says({ change: 'changed', announcement: ANNOUNCEMENT } as ReadLateCaptionsOutput)

/** Fails so often, then does as it should. */
const at = (attempt: number, failing: StandIn, then: StandIn): StandIn => {
  let attempts = 0
  return (input, lab) => (++attempts < attempt ? failing : then)(input, lab)
}

const refusesEntries = () => {
  throw new AwsError('ValidationException', 'As the scenario wants it.', 400)
}

interface Scenario {
  /** What starts it; a file where nothing else is said. */
  start?: object
  reads: StandIn
  announces?: () => unknown
  road: string[]
  change?: string
  error?: string
}

const READ = ['Read late captions']
const ANNOUNCED = [...READ, 'Route change', 'Announce change']

const SCENARIOS: Record<string, Scenario> = {
  'captions that have changed': { reads: CHANGED, road: ANNOUNCED, change: 'changed' },
  'a held track that somebody lets pass': {
    start: { released: { assetId: ASSET_ID, revision: 3 } },
    reads: CHANGED,
    road: ANNOUNCED,
    change: 'changed',
  },
  'captions that are the same': {
    reads: says({ change: 'unchanged' }),
    road: [...READ, 'Route change', 'Nothing changed'],
    change: 'unchanged',
  },
  'captions of no film': {
    reads: says({ change: 'none' }),
    road: [...READ, 'Route change', 'Nothing changed'],
    change: 'none',
  },
  'a service that is busy for a while': {
    reads: at(3, throws('ThrottledError'), CHANGED),
    road: ANNOUNCED,
    change: 'changed',
  },
  'a fault of the reading': {
    reads: throws('InvariantError'),
    road: [...READ, 'Captions unread'],
    error: 'InvariantError',
  },
  'a bus that refuses': {
    reads: CHANGED,
    announces: refusesEntries,
    road: [...ANNOUNCED, 'Captions unread'],
    error: 'EventBridge.AmazonEventBridgeException',
  },
}

const workflow = () => structuredClone(compiledDefinitions()['captionWorkflow'] as StateMachine)

const definition = () =>
  JSON.stringify(workflow())
    .replaceAll('${ReadLateCaptionsFunction}', 'readLateCaptions')
    .replaceAll('${AssetEventBus}', 'asset-events')

/** As EventBridge hands over what S3 tells. */
const EVENT = {
  'detail-type': 'Object Created',
  source: 'aws.s3',
  detail: { bucket: { name: 'ingest' }, object: { key: 'films/holiday 1.ko.vtt', sequencer: '01' } },
}

const PUT_EVENTS = 'AWSEvents.PutEvents'

let lab: Lab
let stateMachineArn: string
const seen: Record<string, { road: string[]; edges: string[] } & Record<string, unknown>> = {}

async function play(name: string, { start = EVENT, reads, announces }: Scenario) {
  lab.aws.functions['readLateCaptions'] = (input) =>
    reads(parseInput(validateReadLateCaptionsInput, input), lab)
  lab.aws.answers[PUT_EVENTS] = announces ?? (() => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }))
  const before = lab.aws.requests.length
  const started = { stateMachineArn, name: name.replaceAll(' ', '-'), input: JSON.stringify(start) }
  const { executionArn } = await lab.call('StartExecution', started)
  await lab.idle()
  await lab.advance(HOUR)
  const history = await lab.history(executionArn)
  const { output, error } = await lab.describe(executionArn)
  const entered = history.filter(({ type }) => type.endsWith('StateEntered'))
  return {
    road: entered.map(({ stateEnteredEventDetails: it }) => (it as { name: string }).name),
    change: (output as { change: string } | undefined)?.change,
    error,
    edges: edgesTaken(workflow(), history),
    requests: lab.aws.requests.slice(before),
  }
}

beforeAll(async () => {
  lab = await openLab()
  const machine = { name: 'caption-workflow', definition: definition(), roleArn: ROLE }
  stateMachineArn = (await lab.call('CreateStateMachine', machine)).stateMachineArn
  for (const [name, scenario] of Object.entries(SCENARIOS)) seen[name] = await play(name, scenario)
})
afterAll(() => lab.close())

describe('the caption workflow', () => {
  test.each(Object.entries(SCENARIOS))('given %s, then it goes its road', (name, { road, change, error }) => {
    const { [name]: played } = seen
    expect([played?.road, played?.['change'], played?.['error']]).toEqual([road, change, error])
  })

  test('asks again what failed in passing, and nothing else', () => {
    const asked = (name: string) =>
      (seen[name]!['requests'] as { target: string }[]).filter(({ target }) => target.startsWith('lambda:'))
    expect(asked('a service that is busy for a while')).toHaveLength(3)
    expect(asked('a fault of the reading')).toHaveLength(1)
  })

  test('asks about the very asset of which captions were released', () => {
    const requests = seen['a held track that somebody lets pass']!['requests']
    expect(requests).toMatchObject([
      { target: 'lambda:readLateCaptions', input: { assetId: ASSET_ID, revision: 3 } },
      { target: PUT_EVENTS },
    ])
  })

  test('asks about the very file, and announces the tracks on the bus of the assets', () => {
    const requests = seen['captions that have changed']!['requests'] as { target: string; input: unknown }[]
    expect(requests).toMatchObject([
      { target: 'lambda:readLateCaptions', input: { bucket: 'ingest', key: 'films/holiday 1.ko.vtt' } },
      {
        target: PUT_EVENTS,
        input: {
          Entries: [
            {
              EventBusName: 'asset-events',
              Source: 'reelgate',
              DetailType: 'asset.captions-changed',
              Detail: JSON.stringify(ANNOUNCEMENT),
            },
          ],
        },
      },
    ])
  })

  test.each(edgesOf(workflow()))('%s: some scenario goes there', (edge) => {
    expect(Object.values(seen).flatMap(({ edges }) => edges)).toContain(edge)
  })

  test('has no two roads that a history does not tell apart', () => {
    const edges = edgesOf(workflow())
    expect(edges.filter((edge, index) => edges.indexOf(edge) !== index)).toEqual([])
  })
})
