// Every road through the review workflow, driven through the Step Functions of the local cloud alone: functions are
// stand-ins over HTTP. People, tables and queues are met by review.test.ts.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { parseInput, type Validator } from '../../lib/validation.ts'
import type { OpenReviewInput, SettleReviewInput } from '../../schemas/generated/types.ts'
import {
  validateOpenReviewInput,
  validatePlanReviewInput,
  validateSettleReviewInput,
} from '../../schemas/generated/validators.mjs'
import type { StateMachine } from '../laws/state-machine.ts'
import { HOUR, openLab, ROLE, type Lab } from '../local/states/lab.ts'
import { ASSET_ID } from '../support/records.ts'
import { compiledDefinitions } from '../support/serverless-files.ts'
import { edgesOf, edgesTaken } from './edges.ts'
import { answers, resumes, throws, type StandIn } from './stand-ins.ts'

jest.setTimeout(60_000)

const INPUTS = {
  planReview: validatePlanReviewInput,
  openReview: validateOpenReviewInput,
  settleReview: validateSettleReviewInput,
} satisfies Record<string, Validator<object>>

type FunctionName = keyof typeof INPUTS

const PLAN = {
  decision: 'review',
  plan: {
    firstLineSeconds: 3600,
    secondLineSeconds: 7200,
    leaseSeconds: 900,
    onDeadline: 'quarantine',
    fourEyes: false,
    categories: ['violence'],
    sourceUri: 's3://ingest/films/holiday.mp4',
  },
}

const says = (decision: string) => resumes({ decision, by: 'rui', reason: 'As the scenario wants it.' })
const silent = answers(null)

const byLine =
  (lines: Record<OpenReviewInput['line'], StandIn>): StandIn =>
  (input, lab) =>
    lines[(input as OpenReviewInput).line](input, lab)

/** The states of the nested functions as they would be: what ends by deadline is quarantined. */
const settles: StandIn = (input) => ({
  outcome: (input as SettleReviewInput).because === 'answered' ? 'published' : 'quarantined',
})
const settlesFaultsOnly: StandIn = (input, lab) =>
  (input as SettleReviewInput).because === 'fault'
    ? settles(input, lab)
    : throws('InvariantError')(input, lab)

const WELL: Record<FunctionName, StandIn> = {
  planReview: answers(PLAN),
  openReview: says('approve'),
  settleReview: settles,
}

interface Scenario {
  functions?: Partial<Record<FunctionName, StandIn>>
  advanceMs?: number
  road: string[]
  outcome?: string
}

const PLANNED = ['Identify review', 'Plan review', 'Route plan']
const FIRST = [...PLANNED, 'Open first line']
const FAILED = ['Fail review', 'Review failed']

const SCENARIOS: Record<string, Scenario> = {
  'a reviewer who approves': { road: [...FIRST, 'Route answer', 'Settle review'], outcome: 'published' },
  'a reviewer who passes on': {
    functions: { openReview: byLine({ first: says('pass-on'), second: says('reject') }) },
    road: [...FIRST, 'Route answer', 'Open second line', 'Settle review'],
    outcome: 'published',
  },
  'an operator who answers when reviewers do not': {
    functions: { openReview: byLine({ first: silent, second: says('approve') }) },
    advanceMs: HOUR,
    road: [...FIRST, 'Open second line', 'Settle review'],
    outcome: 'published',
  },
  'nobody who answers': {
    functions: { openReview: silent },
    advanceMs: 3 * HOUR,
    road: [...FIRST, 'Open second line', 'Settle review'],
    outcome: 'quarantined',
  },
  'an asset that has moved on': {
    functions: { planReview: answers({ decision: 'obsolete' }) },
    road: [...PLANNED, 'Review obsolete'],
    outcome: 'overtaken',
  },
  'a plan that nobody knows': {
    functions: { planReview: answers({ decision: 'perhaps' }) },
    road: [...PLANNED, ...FAILED],
  },
  'an answer that nobody knows': {
    functions: { openReview: says('perhaps') },
    road: [...FIRST, 'Route answer', ...FAILED],
  },
  'a fault of the plan': {
    functions: { planReview: throws('NotFoundError') },
    road: ['Identify review', 'Plan review', ...FAILED],
  },
  'a fault of the first line': {
    functions: { openReview: throws('InvariantError') },
    road: [...FIRST, ...FAILED],
  },
  'a fault of the second line': {
    functions: { openReview: byLine({ first: says('pass-on'), second: throws('InvariantError') }) },
    road: [...FIRST, 'Route answer', 'Open second line', ...FAILED],
  },
  'a decision that cannot be brought into the asset': {
    functions: { settleReview: settlesFaultsOnly },
    road: [...FIRST, 'Route answer', 'Settle review', ...FAILED],
  },
  'a fault that cannot be recorded': {
    functions: { openReview: throws('InvariantError'), settleReview: throws('InvariantError') },
    road: [...FIRST, ...FAILED],
  },
}

const workflow = () => structuredClone(compiledDefinitions()['reviewWorkflow'] as StateMachine)

/** `${PlanReviewFunction}` becomes `planReview`. */
const substituted = (machine: StateMachine) =>
  JSON.stringify(machine).replace(/\$\{(\w)(\w+)Function\}/g, (_whole, first: string, rest: string) => {
    return first.toLowerCase() + rest
  })

const CASE = {
  assetId: ASSET_ID,
  revision: 0,
  kind: 'escalated',
  reasons: [{ code: 'violence', message: 'Violence, 80 % sure, 0:03-0:05' }],
  policyId: 'default',
  policyVersion: '1',
}

let lab: Lab
let stateMachineArn: string
const seen: Record<string, { road: string[]; outcome: string | undefined; edges: string[] }> = {}

async function play(name: string, { functions, advanceMs }: Scenario) {
  for (const [key, standIn] of Object.entries({ ...WELL, ...functions })) {
    const validator: Validator<object> = INPUTS[key as FunctionName]
    lab.aws.functions[key] = (input) => standIn(parseInput(validator, input), lab)
  }
  const started = { stateMachineArn, name: name.replaceAll(' ', '-'), input: JSON.stringify(CASE) }
  const { executionArn } = await lab.call('StartExecution', started)
  await lab.idle()
  if (advanceMs !== undefined) await lab.advance(advanceMs)
  const history = await lab.history(executionArn)
  const { output } = await lab.describe(executionArn)
  const entered = history.filter(({ type }) => type.endsWith('StateEntered'))
  return {
    road: entered.map(({ stateEnteredEventDetails: it }) => (it as { name: string }).name),
    outcome: (output as { outcome: string } | undefined)?.outcome,
    edges: edgesTaken(workflow(), history),
  }
}

beforeAll(async () => {
  lab = await openLab()
  const machine = { name: 'review-workflow', definition: substituted(workflow()), roleArn: ROLE }
  stateMachineArn = (await lab.call('CreateStateMachine', machine)).stateMachineArn
  for (const [name, scenario] of Object.entries(SCENARIOS)) seen[name] = await play(name, scenario)
})
afterAll(() => lab.close())

describe('the review workflow', () => {
  test.each(Object.entries(SCENARIOS))('given %s, then it goes its road', (name, { road, outcome }) => {
    expect(seen[name]).toMatchObject({ road, outcome })
  })

  test.each(edgesOf(workflow()))('%s: some scenario goes there', (edge) => {
    expect(Object.values(seen).flatMap(({ edges }) => edges)).toContain(edge)
  })

  test('has no two roads that a history does not tell apart', () => {
    const edges = edgesOf(workflow())
    expect(edges.filter((edge, index) => edges.indexOf(edge) !== index)).toEqual([])
  })
})
