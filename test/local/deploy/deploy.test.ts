import { afterAll, beforeAll, expect, it } from '@jest/globals'
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation'
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  DeleteObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import { openLab, type Lab } from './lab.ts'

const STACK = 'deploy-fixture-local'
const LONGEST_TEST_MS = 900_000

let lab: Lab
let stacks: CloudFormationClient
let lambda: LambdaClient
let s3: S3Client

beforeAll(async () => {
  lab = await openLab()
  stacks = new CloudFormationClient(lab.client)
  lambda = new LambdaClient(lab.client)
  s3 = new S3Client({ ...lab.client, forcePathStyle: true })
}, LONGEST_TEST_MS)
afterAll(() => lab.close(), LONGEST_TEST_MS)

async function stack() {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: STACK }))
  const outputs = Stacks![0]!.Outputs!.map((output) => [output.OutputKey, output.OutputValue!])
  return { status: Stacks![0]!.StackStatus, outputs: Object.fromEntries(outputs) as Record<string, string> }
}
async function logicalIds() {
  const { StackResourceSummaries = [] } = await stacks.send(
    new ListStackResourcesCommand({ StackName: STACK }),
  )
  return StackResourceSummaries.map((one) => one.LogicalResourceId)
}
async function greeting() {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: `${STACK}-greet`, Payload: '{}' }))
  return JSON.parse(Buffer.from(Payload!).toString()) as unknown
}
const deploy = (settings?: Record<string, string>) => lab.sls(['deploy', '--stage', 'local'], settings)

/** What a person would call noise. */
const NOISE = /warn|deprecat|error|trace|undefined|ExperimentalWarning/i

// One story: each step stands on the one before.
it(
  'deploys what the framework compiles, without noise',
  async () => {
    const { exitCode, output } = await deploy()
    expect(output).toContain(`Service deployed to stack ${STACK}`)
    expect(output).not.toMatch(NOISE)
    expect(exitCode).toBe(0)
    const { status, outputs } = await stack()
    expect(status).toBe('UPDATE_COMPLETE')
    expect(await greeting()).toEqual({ greeting: 'hello', table: outputs['OrdersTable'], event: {} })
  },
  LONGEST_TEST_MS,
)

it(
  'wires the bucket over its rule to the machine and the function',
  async () => {
    const { outputs } = await stack()
    const states = new SFNClient(lab.client)
    const film = { Bucket: outputs['UploadsBucket']!, Key: '영상 1+2.mp4' }
    await s3.send(new PutObjectCommand({ ...film, Body: 'x' }))
    const finished = async () => {
      const { executions = [] } = await states.send(
        new ListExecutionsCommand({ stateMachineArn: outputs['MachineArn']! }),
      )
      return executions.filter((execution) => execution.status !== 'RUNNING')
    }
    while ((await finished()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await finished()).map((execution) => execution.status)).toEqual(['SUCCEEDED'])
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: film.Bucket }))
    for (const { VersionId } of Versions) await s3.send(new DeleteObjectCommand({ ...film, VersionId }))
  },
  LONGEST_TEST_MS,
)

it(
  'leaves everything alone when nothing has changed',
  async () => {
    const before = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: `${STACK}-greet` }))
    const { exitCode, output } = await deploy()
    expect(output).toContain('No changes to deploy')
    expect(exitCode).toBe(0)
    const after = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: `${STACK}-greet` }))
    expect(after.LastModified).toBe(before.LastModified)
  },
  LONGEST_TEST_MS,
)

it(
  'adds a function and changes the environment',
  async () => {
    const { exitCode, output } = await deploy({
      FIXTURE_GREETING: 'bonjour',
      FIXTURE_EXTRA: 'extra/change.yml',
    })
    expect(output).not.toMatch(NOISE)
    expect(exitCode).toBe(0)
    expect(await greeting()).toMatchObject({ greeting: 'bonjour' })
    expect(await logicalIds()).toEqual(expect.arrayContaining(['FarewellLambdaFunction', 'Notices']))
  },
  LONGEST_TEST_MS,
)

it(
  'refuses a type it does not know before anything changes, and says where to look',
  async () => {
    const { exitCode, output } = await deploy({ FIXTURE_EXTRA: 'extra/unknown-type.yml' })
    expect(exitCode).toBe(1)
    expect(output).toContain('The CloudFormation template is invalid')
    expect(output).toContain('Unrecognized resource types: [AWS::ECS::Cluster]')
    expect(output).toContain('local/cloudformation/SUPPORT.md')
    expect(await logicalIds()).toContain('FarewellLambdaFunction')
  },
  LONGEST_TEST_MS,
)

it(
  'names the resource that fails and returns to what was deployed',
  async () => {
    const { exitCode, output } = await deploy({
      FIXTURE_GREETING: 'hola',
      FIXTURE_EXTRA: 'extra/failing.yml',
    })
    expect(exitCode).toBe(1)
    expect(output).toContain('CREATE_FAILED: BadRole (AWS::IAM::Role)')
    expect(output).toContain('Effect must be Allow or Deny')
    while ((await stack()).status !== 'UPDATE_ROLLBACK_COMPLETE')
      await new Promise((done) => setTimeout(done, 20))
    expect(await greeting()).toMatchObject({ greeting: 'bonjour' })
    expect(await logicalIds()).toContain('FarewellLambdaFunction')
  },
  LONGEST_TEST_MS,
)

it(
  'removes everything it has made',
  async () => {
    const { exitCode, output } = await lab.sls(['remove', '--stage', 'local'])
    expect(output).toContain('has been successfully removed')
    expect(output).not.toMatch(NOISE)
    expect(exitCode).toBe(0)
    await expect(stack()).rejects.toThrow('does not exist')
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([])
    expect((await new IAMClient(lab.client).send(new ListRolesCommand({}))).Roles).toEqual([])
    expect(lab.lines).toEqual([])
  },
  LONGEST_TEST_MS,
)
