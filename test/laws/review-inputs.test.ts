import { describe, expect, test } from '@jest/globals'
import { compiledDefinitions } from '../support/serverless-files.ts'
import { ASSET_ID } from '../support/records.ts'
import { readSchemas, schemaBook } from './schema-samples.ts'
import type { StateMachine } from './state-machine.ts'
import { findMisfits } from './step-inputs.ts'

/** What starts a review: the media workflow, which Step Functions lets add a field, and an appeal. */
const CASE = {
  assetId: ASSET_ID,
  revision: 0,
  kind: 'escalated',
  reasons: [{ code: 'explicit', message: 'Explicit nudity, 98 % sure, 0:12-0:15' }],
  policyId: 'default',
  policyVersion: '1',
}
const STARTS = [
  { ...CASE, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: 'arn:aws:states:eu-west-1:0:execution:m:e' },
  { ...CASE, kind: 'appeal', requestedBy: 'olga' },
]

const definitionText = JSON.stringify(compiledDefinitions()['reviewWorkflow'])
const misfitsOf = (text: string) =>
  findMisfits(JSON.parse(text) as StateMachine, schemaBook(readSchemas()), STARTS)

describe('what the review workflow hands from step to step', () => {
  test('fits the schema of the step that gets it, and is something that somebody gave', async () => {
    expect(await misfitsOf(definitionText)).toEqual([])
  })

  const FAULTS: [what: string, from: string, to: string, breach: string][] = [
    [
      'a line that nobody knows',
      "'line': 'second'",
      "'line': 'third'",
      'Open second line: what openReview is given does not fit: /line must be equal to one of the allowed values',
    ],
    [
      'a plan that nobody gave',
      '$planned.plan',
      '$planned.terms',
      'reads $planned.terms, which nobody gives',
    ],
    [
      'an end without its cause',
      "'because': $because",
      "'why': $because",
      "Settle review: what settleReview is given does not fit: / must have required property 'because'",
    ],
  ]

  test.each(FAULTS)('%s is found', async (_what, from, to, breach) => {
    expect(definitionText).toContain(from)
    expect((await misfitsOf(definitionText.replaceAll(from, to))).join('\n')).toContain(breach)
  })
})
