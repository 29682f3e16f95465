import { describe, expect, test } from '@jest/globals'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { declaredFunctions, readServerlessYaml } from '../support/serverless-files.ts'
import { PROJECT_ROOT, readProjectFile } from '../support/source-files.ts'
import { runServerless } from '../support/serverless.ts'

type Settings = Record<string, unknown>

interface Asked {
  declared: Settings
  ofStage?: Settings | undefined
  commandLine?: string[]
  onThisMachine?: boolean
}

const rules = createRequire(import.meta.url)(join(PROJECT_ROOT, 'deploy/stage-rules.cjs')) as {
  findBudgetProblems: (region: string, asked: Asked) => string[]
  findParameterProblems: (asked: Asked) => string[]
  findRegionProblems: (region: string) => string[]
  findStageProblems: (stage: string) => string[]
  LONGEST_STAGE: number
  REGIONS: string[]
}

const { params } = readServerlessYaml('serverless.yml') as { params: Record<string, Settings> }
const declared = params['default'] ?? {}

const schema = JSON.parse(readProjectFile('schemas/stage/parameters.schema.json')) as {
  properties: Record<string, { description: string }>
}

const problemsOf = (...commandLine: string[]) => rules.findParameterProblems({ declared, commandLine })

const DOMAIN = 'playbackDomain=video.example.com'
const CERTIFICATE = 'playbackCertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1a2b-3c'

describe('the parameters of a stage', () => {
  test.each(Object.keys(params))('that serverless.yml gives for "%s" are right', (stage) => {
    const ofStage = stage === 'default' ? undefined : params[stage]
    expect(rules.findParameterProblems({ declared, ofStage, onThisMachine: true })).toEqual([])
  })

  test('are all in the schema, with what they are for', () => {
    const undescribed = Object.keys(declared).filter((name) => !schema.properties[name]?.description)
    expect(undescribed).toEqual([])
  })

  test('are all in docs/deploy.md', () => {
    const document = readProjectFile('docs/deploy.md')
    expect(Object.keys(schema.properties).filter((name) => !document.includes(`\`${name}\``))).toEqual([])
  })

  test.each([
    ['an own domain', ['playbackHost=own-domain', DOMAIN, CERTIFICATE]],
    ['a shared cookie', ['playbackHost=own-domain', DOMAIN, CERTIFICATE, 'cookieDomain=example.com']],
    ['numbers as text', ['playbackSeconds=3600', 'maxDurationSeconds=60']],
    ['two players', ['playerOrigins=https://a.example.com,https://b.example.com:8443']],
    ['an equals sign in a value', ['cookieDomain=']],
    ['a value that is looked up later', ['playbackHost=own-domain', 'playbackDomain=${ssm:/a}', CERTIFICATE]],
  ])('are right with %s', (_what, commandLine) => expect(problemsOf(...commandLine)).toEqual([]))

  test.each([
    [['playbackHost=own-domain'], ['playbackDomain is missing', 'playbackCertificateArn is missing']],
    [['playbackHost=own-domain', DOMAIN], ['playbackCertificateArn is missing']],
    [
      ['playbackHost=own-domain', DOMAIN, CERTIFICATE.replace('us-east-1', 'ap-northeast-2')],
      ['playbackCertificateArn does not look as it must'],
    ],
    [[DOMAIN], ['playbackDomain counts for nothing']],
    [['playbackKey=b'], ['playbackKey is no parameter. Did you mean playbackKeys?']],
    [['trigger=videos'], ['trigger must be one of video, job-file; it is "videos"']],
    [['maxDurationSeconds=21601'], ['maxDurationSeconds must be at most 21600']],
    [['jobFileDeadlineSeconds=1h'], ['jobFileDeadlineSeconds must be a whole number; it is "1h"']],
    [['playerOrigins=*'], ['playerOrigins does not look as it must']],
    [['playbackHost=loopback'], ['playbackHost loopback is for the local cloud']],
    [['webhookTargets=loopback'], ['webhookTargets loopback is for the local cloud']],
    [
      ['playbackHost=own-domain', DOMAIN, CERTIFICATE, 'cookieDomain=example.org'],
      ['cookieDomain example.org must be the end of playbackDomain'],
    ],
    [
      ['playbackHost=own-domain', DOMAIN, CERTIFICATE, 'cookieDomain=ample.com'],
      ['cookieDomain ample.com must be the end of playbackDomain'],
    ],
  ])('are wrong with %j', (commandLine, beginnings) => {
    const problems = problemsOf(...commandLine)
    expect(problems).toHaveLength(beginnings.length)
    beginnings.forEach((beginning, index) => expect(problems[index]).toContain(beginning))
  })

  test('say that YAML takes a bare OFF for a value of its own', () => {
    const [problem] = rules.findParameterProblems({ declared, ofStage: { mfa: false } })
    expect(problem).toContain('Quote it')
  })

  test('that a stage sets win over the defaults, those of the command line over both', () => {
    const asked = { declared, ofStage: { trigger: 'nonsense' } }
    expect(rules.findParameterProblems(asked)).toHaveLength(1)
    expect(rules.findParameterProblems({ ...asked, commandLine: ['trigger=video'] })).toEqual([])
  })
})

describe('the name of a stage', () => {
  test.each(['prod', 'local', 'a', 'team-7', 'x'.repeat(rules.LONGEST_STAGE)])('may be %s', (stage) =>
    expect(rules.findStageProblems(stage)).toEqual([]),
  )
  test.each(['Prod', '7', '-a', '', 'a_b', 'x'.repeat(rules.LONGEST_STAGE + 1)])('may not be "%s"', (stage) =>
    expect(rules.findStageProblems(stage)).toHaveLength(1),
  )

  test('leaves room for the name of every role in every region', () => {
    const stage = 'x'.repeat(rules.LONGEST_STAGE)
    const tooLong = declaredFunctions().flatMap(({ key }) =>
      rules.REGIONS.map((region) => `reelgate-${stage}-${region}-${key}-`).filter((name) => name.length > 64),
    )
    expect(tooLong).toEqual([])
  })
})

describe('the framework', () => {
  const deploy = (...args: string[]) =>
    runServerless(['deploy', ...args], { folder: PROJECT_ROOT, endpointUrl: 'http://127.0.0.1:9' })

  test('names everything that is missing before it asks anybody', async () => {
    const refused = deploy('--stage', 'prod', '--param', 'playbackHost=own-domain')
    await expect(refused).rejects.toThrow(/nothing was touched[^]*playbackDomain[^]*playbackCertificateArn/)
  }, 300_000)

  test('refuses a region that lacks a service', async () => {
    const refused = deploy('--stage', 'prod', '--region', 'eu-south-1')
    await expect(refused).rejects.toThrow(/nothing was touched[^]*eu-south-1[^]*ap-northeast-2/)
  }, 300_000)
})

describe('a budget', () => {
  const problemsIn = (region: string, ...commandLine: string[]) =>
    rules.findBudgetProblems(region, { declared, commandLine })

  test('needs prices for the region', () => {
    expect(problemsIn('eu-west-1', 'monthlyBudgetUsd=5')).toEqual([
      expect.stringMatching(/^monthlyBudgetUsd needs prices for "eu-west-1"; .*ap-northeast-2, us-east-1/),
    ])
  })

  test.each([
    ['eu-west-1', []],
    ['eu-west-1', ['monthlyBudgetUsd=0']],
    ['us-east-1', ['monthlyBudgetUsd=5']],
  ])('%s %j: is no matter', (region, commandLine) => expect(problemsIn(region, ...commandLine)).toEqual([]))
})
