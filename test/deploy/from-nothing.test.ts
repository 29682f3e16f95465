// docs/deploy.md, line by line: its commands are typed as they stand there, on a local cloud that is empty.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import {
  CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation'
import {
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSample } from '../../samples/make-sample.ts'
import { commandsOf, stayingResources } from '../support/deploy-document.ts'
import { startLocalProcess, type LocalProcess } from '../support/local-process.ts'
import { copyProject } from '../support/project-copy.ts'
import { environmentFor } from '../support/serverless.ts'
import { PROJECT_ROOT } from '../support/source-files.ts'

jest.setTimeout(900_000)

/** Not the region of the other tests: nothing may know that one by heart. */
const REGION = 'us-east-1'
const TINY = { durationSeconds: 1, widthPx: 160, heightPx: 120 }

let folder: string
let temporary: string
let project: string
let cloud: LocalProcess
let config: {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-nothing-'))
  temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  cloud = await startLocalProcess(join(folder, 'data'), 0, {
    AWS_REGION: REGION,
    REELGATE_DETECTOR: 'scripted',
  })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  config = { endpoint: cloud.url, region: REGION, credentials }
  project = copyProject(join(folder, 'project'))
  cpSync(join(PROJECT_ROOT, 'cli'), join(project, 'cli'), { recursive: true })
  // What the local cloud cannot do is set for a stage as the document says it is set.
  const file = join(project, 'serverless.yml')
  const own = ['prod', 'staging'].map((stage) => `  ${stage}: { mfa: 'OFF', playbackHost: loopback }\n`)
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^ {2}local:\n/m, (line) => own.join('') + line),
  )
  await makeSample('no-audio', project, { ...TINY, fileName: 'clip.mp4' })
})
afterAll(async () => {
  await cloud?.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const type = (args: string[]) =>
  new Promise<string>((resolve, reject) => {
    const environment = { ...environmentFor(cloud.url), AWS_REGION: REGION, NO_COLOR: '1', TMPDIR: temporary }
    execFile(
      process.execPath,
      [join(project, 'cli/reelgate.mjs'), ...args],
      { cwd: project, env: environment, maxBuffer: 16 << 20 },
      (error, stdout, stderr) =>
        error ? reject(new Error(`reelgate ${args.join(' ')}:\n${stdout}\n${stderr}`)) : resolve(stdout),
    )
  })

/** Types all commands of a section; what each printed, by the command. */
async function follow(heading: string): Promise<Map<string, string>> {
  const printed = new Map<string, string>()
  for (const args of commandsOf(heading)) printed.set(args[0] ?? '', await type(args))
  return printed
}

/** Named within something that is the stage's own: an API, a user pool. */
const NAMED_WITHIN = ['AWS::ApiGatewayV2::Stage', 'AWS::Cognito::UserPoolGroup']

/** Physical ids by logical id, of what has a name of its own in the account. */
async function resourcesOf(StackName: string): Promise<Map<string, string>> {
  const client = new CloudFormationClient(config)
  const ids = new Map<string, string>()
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const {
      LogicalResourceId = '',
      PhysicalResourceId = '',
      ResourceType = '',
    } of StackResourceSummaries)
      if (!NAMED_WITHIN.includes(ResourceType)) ids.set(LogicalResourceId, PhysicalResourceId)
  client.destroy()
  return ids
}

/** What an account has that a stage could have left, by what it is. */
async function everything() {
  const s3 = new S3Client({ ...config, forcePathStyle: true })
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
  const { TableNames = [] } = await new DynamoDBClient(config).send(new ListTablesCommand({}))
  const { Functions = [] } = await new LambdaClient(config).send(new ListFunctionsCommand({}))
  const { Roles = [] } = await new IAMClient(config).send(new ListRolesCommand({}))
  const pools = await new CognitoIdentityProviderClient(config).send(
    new ListUserPoolsCommand({ MaxResults: 60 }),
  )
  const { Parameters = [] } = await new SSMClient(config).send(
    new GetParametersByPathCommand({ Path: '/', Recursive: true }),
  )
  return {
    buckets: Buckets.map(({ Name = '' }) => Name),
    tables: TableNames,
    functions: Functions.map(({ FunctionName = '' }) => FunctionName),
    roles: Roles.map(({ RoleName = '' }) => RoleName),
    pools: (pools.UserPools ?? []).map(({ Id = '' }) => Id),
    parameters: Parameters.map(({ Name = '' }) => Name),
  }
}

const uploaded = (Bucket: string) =>
  new S3Client({ ...config, forcePathStyle: true }).send(new GetObjectCommand({ Bucket, Key: 'clip.mp4' }))

let prod: Map<string, string>

// One story: each step stands on the one before.
test('an empty account has its first published film after the commands of the first section', async () => {
  const printed = await follow('From an empty account')
  expect([...printed.keys()]).toEqual(['keys', 'deploy', 'user', 'run', 'list'])
  expect(printed.get('run')).toContain('published')
  expect(printed.get('list')).toContain('clip.mp4')
  prod = await resourcesOf('reelgate-prod')
  expect(readdirSync(temporary)).toEqual([])
})

test('a second stage beside it shares nothing with it', async () => {
  await follow('Two stages side by side')
  const staging = await resourcesOf('reelgate-staging')
  expect(staging.size).toBe(prod.size)
  const taken = new Set(prod.values())
  expect([...staging].filter(([, id]) => taken.has(id))).toEqual([])
  expect(await type(['list', '--stage', 'staging', '--json'])).not.toContain('clip.mp4')
})

test('what the document says stays is what the template retains', async () => {
  const client = new CloudFormationClient(config)
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: 'reelgate-prod' }))
  client.destroy()
  const { Resources } = JSON.parse(TemplateBody) as { Resources: Record<string, { DeletionPolicy?: string }> }
  const retained = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined)
  expect(retained.map(([id]) => id).sort()).toEqual(stayingResources().sort())
})

test('removed and deployed again, a stage begins anew, and what was kept is neither touched nor in the way', async () => {
  const [remove, again, eraseProd, eraseStaging] = commandsOf('Back to nothing')
  const kept = new Map(stayingResources().map((id) => [id, prod.get(id) ?? '']))
  expect(await type(remove!)).toContain(kept.get('IngestBucket'))

  const left = await everything()
  const ofProd = (names: string[]) => names.filter((name) => name.includes('reelgate-prod'))
  expect([ofProd(left.functions), ofProd(left.roles)]).toEqual([[], []])
  expect(ofProd([...left.buckets, ...left.tables]).every((name) => [...kept.values()].includes(name))).toBe(
    true,
  )

  await type(again!)
  await type(['run', 'clip.mp4', '--stage', 'prod'])
  expect((await uploaded(kept.get('IngestBucket')!)).ContentLength).toBeGreaterThan(0)

  // The other stage has stood all the time.
  expect(await type(['run', 'clip.mp4', '--stage', 'staging'])).toContain('published')

  await type(eraseProd!)
  await type(eraseStaging!)
  const end = await everything()
  expect(end).toEqual({
    functions: [],
    roles: [],
    parameters: [],
    buckets: [kept.get('AccessLogBucket'), kept.get('IngestBucket'), kept.get('MediaBucket')],
    tables: [kept.get('AssetsTable'), kept.get('ReviewAuditTable'), kept.get('ReviewTable')],
    pools: [kept.get('UserPool')],
  })
})
