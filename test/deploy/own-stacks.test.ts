// The stacks that stand beside a stage, because AWS wants them in us-east-1.
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate'
import { describe, expect, test } from '@jest/globals'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { PROJECT_ROOT } from '../support/source-files.ts'

const FOLDER = join(PROJECT_ROOT, 'deploy')
const STACKS = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'))

/** Types that CloudFormation can tag, of those in use. */
const TAGGED = /^AWS::(WAFv2::WebACL|Logs::Delivery\w*)$/

const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8')

function validate(text: string): string {
  const scratch = mkdtempSync(join(tmpdir(), 'reelgate-own-stack-'))
  try {
    writeFileSync(join(scratch, 'template.yml'), text)
    const engine = new CelEngine()
    const { diagnostics } = engine.validateStandard(new TemplateFile(join(scratch, 'template.yml')))
    engine.free()
    return diagnostics
      .filter(({ severity }) => !['INFO', 'DEBUG'].includes(severity))
      .map(({ ruleId, entity, message }) => `${ruleId} ${entity?.logicalId}: ${message}`)
      .join('\n')
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

interface Stack {
  Resources: Record<
    string,
    { Type: string; Properties: { Tags?: { Key: string }[]; RecordFields?: string[] } }
  >
}

const resourcesIn = (text: string) => {
  const customTags = ['!Ref', '!Sub', '!GetAtt', '!If', '!Equals'].map((tag) => ({
    tag,
    resolve: (value: unknown) => value,
  }))
  return Object.entries((parse(text, { customTags, logLevel: 'error' }) as Stack).Resources)
}

const untagged = (text: string) =>
  resourcesIn(text)
    .filter(([, { Type }]) => TAGGED.test(Type))
    .filter(([, { Properties }]) =>
      ['Project', 'Stage'].some((name) => !Properties.Tags?.some(({ Key }) => Key === name)),
    )
    .map(([id]) => id)

describe.each(STACKS)('%s', (name) => {
  test('is valid to CloudFormation', () => expect(validate(read(name))).toBe(''))
  test('has the tags of its stage', () => expect(untagged(read(name))).toEqual([]))
})

test('there are such stacks', () => expect(STACKS.length).toBeGreaterThan(1))

test('no log of playback has cookies in it', () => {
  const fields = resourcesIn(read('playback-logs.yml')).flatMap(
    ([, { Properties }]) => Properties.RecordFields ?? [],
  )
  expect(fields.length).toBeGreaterThan(10)
  expect(fields.filter((field) => /cookie|query/i.test(field))).toEqual([])
})

test('a fault in such a stack is found', () => {
  expect(validate(read('playback-logs.yml').replace('OutputFormat', 'OutputFormats'))).toContain(
    'Destination',
  )
  expect(untagged(read('playback-logs.yml').replace('Key: Stage', 'Key: State'))).toEqual(['Source'])
})
