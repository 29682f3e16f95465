import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { compiledDefinitions } from '../support/serverless-files.ts'
import { readSchemas, schemaBook, type Schema } from './schema-samples.ts'
import type { StateMachine } from './state-machine.ts'
import { findMisfits } from './step-inputs.ts'

jest.setTimeout(900_000)

/** What starts the media workflow: an event of a bucket with versions, of one without, and a reprocessing. */
const upload = (object: Record<string, string | number>, more: { revision?: number } = {}) => ({
  ...more,
  detail: { bucket: { name: 'ingest' }, object: { key: 'a b.mp4', etag: 'abc', size: 5, ...object } },
})
const UPLOADS = [
  upload({ 'version-id': 'v1', sequencer: '01' }),
  upload({ sequencer: '01' }),
  upload({ 'version-id': 'v1', sequencer: '01' }, { revision: 7 }),
]

const definitionText = JSON.stringify(compiledDefinitions()['mediaWorkflow']).replaceAll(
  /\$\{\w+DeadlineSeconds\}/g,
  '60',
)
const misfitsOf = (text: string, schemas: Schema[], uploads = UPLOADS.slice(0, 1)) =>
  findMisfits(JSON.parse(text) as StateMachine, schemaBook(schemas), uploads)

describe('what the media workflow hands from step to step', () => {
  let breaches: string[]
  beforeAll(async () => void (breaches = await misfitsOf(definitionText, readSchemas(), UPLOADS)))

  test('fits the schema of the step that gets it, and is something that somebody gave', () => {
    expect(breaches).toEqual([])
  })
})

describe('what the caption workflow hands to its step', () => {
  const STARTS = [upload({ sequencer: '01' }), { released: { assetId: 'f'.repeat(32), revision: 7 } }]

  test('fits its schema, of a file and of an asset with a released track', async () => {
    const machine = compiledDefinitions()['captionWorkflow'] as StateMachine
    expect(await findMisfits(machine, schemaBook(readSchemas()), STARTS)).toEqual([])
  })
})

describe('a fault in the definition is found', () => {
  const FAULTS: [what: string, from: string, to: string, breach: string][] = [
    [
      'a field that nobody gives',
      "'inspection': $inspected.inspection, 'profile': $inspected.profile,",
      "'inspection': $inspected.inspection, 'profile': $inspected.profileName,",
      'Transcode: reads $inspected.profileName, which nobody gives',
    ],
    [
      'a variable that nobody assigns',
      "'reasons': $reasons }",
      "'reasons': $reason }",
      'Reject asset: reads $reason, which nobody gives',
    ],
    [
      'a field that the step does not know',
      "'outcome': 'rejected'",
      "'result': 'rejected'",
      'Reject asset: what closeAsset is given does not fit: / must have required property',
    ],
    [
      'a value of another kind',
      "'revision': $revision, 'outcome': 'failed'",
      "'revision': $string($revision), 'outcome': 'failed'",
      'Fail asset: what closeAsset is given does not fit: /revision must be integer',
    ],
    [
      'an option that is not always there',
      "$exists($inspected.options) ? { 'options': $inspected.options } : {}",
      "{ 'options': $string($inspected.options) }",
      'Decide verdict: what decideVerdict is given does not fit: /options must be object',
    ],
    [
      'a default that says what no step takes',
      "'Inspect source answered the unknown decision ' & $inspected.decision",
      '[$inspected.decision]',
      'Fail asset: what closeAsset is given does not fit: /failure/Cause must be string',
    ],
    [
      'a reason without its code',
      '"code":"job-file-missing",',
      '',
      'Reject asset: what closeAsset is given does not fit: /reasons/0 must have required property',
    ],
  ]

  test.each(FAULTS)('%s', async (_what, from, to, breach) => {
    expect(definitionText).toContain(from)
    const breaches = await misfitsOf(definitionText.replaceAll(from, to), readSchemas())
    expect(breaches.join('\n')).toContain(breach)
  })
})

describe('a fault in a schema is found', () => {
  type Seed = (schema: Schema & { if?: unknown; then?: unknown; else?: unknown }) => unknown

  const FAULTS: [what: string, schema: string, seed: Seed, breach: string][] = [
    [
      'an answer that may lack what the next step needs',
      'inspect-source.output',
      (schema) => (delete schema.if, delete schema.then, delete schema.else),
      "Transcode: what submitTranscode is given does not fit: / must have required property 'inspection'",
    ],
    [
      'an answer that has given a field up',
      'inspect-source.output',
      (schema) => delete schema.properties!['options'],
      'Decide verdict: reads $inspected.options, which nobody gives',
    ],
    [
      'an answer of another kind',
      'inspect-source.output',
      (schema) => (schema.properties!['profile'] = { type: 'integer' }),
      'Transcode: what submitTranscode is given does not fit: /profile must be string',
    ],
    [
      'an input that wants more',
      'decide-verdict.input',
      (schema) => schema.required!.push('options'),
      "Decide verdict: what decideVerdict is given does not fit: / must have required property 'options'",
    ],
    [
      'an input that no longer knows a field',
      'await-job-file.input',
      (schema) => {
        schema.required = []
        delete schema.properties!['taskToken']
      },
      'Await job file: what awaitJobFile is given does not fit: / must NOT have additional properties',
    ],
  ]

  test.each(FAULTS)('%s', async (_what, name, seed, breach) => {
    const schemas = readSchemas()
    seed(schemas.find(({ $id }) => $id?.endsWith(`/${name}.schema.json`))!)
    expect((await misfitsOf(definitionText, schemas)).join('\n')).toContain(breach)
  })
})
