// Limits that must fit into each other: a workflow that ends before what it waits for loses an asset that nothing is wrong
// with.
import { expect, test } from '@jest/globals'
import { planModerationTimeoutSeconds } from '../../functions/intake/rules/moderation-input.ts'
import { planTranscodeTimeoutSeconds } from '../../lib/transcode-timeout.ts'
import { compiledDefinitions } from '../support/serverless-files.ts'
import { readProjectFile } from '../support/source-files.ts'
import type { State, StateMachine } from './state-machine.ts'

type Numbers = Record<string, { maximum: number }>

const machines = compiledDefinitions() as Record<string, StateMachine & { TimeoutSeconds: number }>
const mediaWorkflow = machines['mediaWorkflow']!
const reviewWorkflow = machines['reviewWorkflow']!
const reviewSeconds = (mediaWorkflow.States['Review asset'] as State).TimeoutSeconds as number

const stage = (JSON.parse(readProjectFile('schemas/stage/parameters.schema.json')) as { properties: Numbers })
  .properties
const longest = (name: string) => stage[name]!.maximum

test('the workflow of an asset outlives all its waits together, whatever a stage says', () => {
  const longestFilmMs = longest('maxDurationSeconds') * 1000
  const waits = [
    longest('jobFileDeadlineSeconds'),
    longest('budgetDeadlineSeconds'),
    planTranscodeTimeoutSeconds(longestFilmMs, 1000),
    planModerationTimeoutSeconds(longestFilmMs),
    reviewSeconds,
  ]
  expect(mediaWorkflow.TimeoutSeconds).toBeGreaterThan(waits.reduce((sum, one) => sum + one))
})

test('a review is waited for until it has ended by itself', () =>
  expect(reviewSeconds).toBeGreaterThan(reviewWorkflow.TimeoutSeconds))
