// Least privilege, proven on the deployed stack: what a role lacks fails here as on AWS, what it has too much is found.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  InvokeCommand,
  LambdaClient,
  ListFunctionEventInvokeConfigsCommand,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFaults } from '../deploy/permissions/compare.ts'
import { permissionsOf } from '../deploy/permissions/template-permissions.ts'
import { startTestCloud } from '../support/cloud.ts'
import { packagedProject, readTemplate } from '../support/packaged-project.ts'
import { TEST_REGION } from '../support/serverless.ts'
import type { Statement } from '../support/template.ts'
import { openReviewScene } from './review-scene.ts'
import { eventually, openScene, sampleBytes } from './scene.ts'
import type { Scene } from './scene.ts'

jest.setTimeout(900_000)

const INSPECTOR = 'InspectSourceIamRoleLambdaExecution'
const TEN_MINUTES_MS = 600_000

let scene: Scene
let folder: string
let film: Buffer
let iam: IAMClient
let lambda: LambdaClient

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const config = { endpoint: scene.cloud.url, region: TEST_REGION, credentials }
  iam = new IAMClient(config)
  lambda = new LambdaClient(config)
})
afterAll(async () => {
  iam?.destroy()
  lambda?.destroy()
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function policyOf(logicalId: string) {
  const list = new ListStackResourcesCommand({ StackName: 'reelgate-local' })
  const { StackResourceSummaries = [] } = await scene.cloud.cloudFormation.send(list)
  const RoleName = StackResourceSummaries.find(
    ({ LogicalResourceId }) => LogicalResourceId === logicalId,
  )?.PhysicalResourceId
  const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
  const name = { RoleName, PolicyName: PolicyNames?.[0] }
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(name))
  const document = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: Statement[] }
  return {
    statements: document.Statement,
    put: (Statement: Statement[]) =>
      iam.send(
        new PutRolePolicyCommand({ ...name, PolicyDocument: JSON.stringify({ ...document, Statement }) }),
      ),
  }
}

describe('given a role that lacks a permission', () => {
  test('when a film comes, then it fails with what was denied; given it back, the next one is published', async () => {
    scene.cloud.expectDenied('mediaconvert:Probe')
    const { statements, put } = await policyOf(INSPECTOR)
    await put(statements.filter(({ Action }) => ![Action].flat().includes('mediaconvert:Probe')))
    await scene.drop('denied.mp4', film)
    await eventually('The denied call', async () =>
      (await scene.cloud.permissions()).denied.find(({ action }) => action === 'mediaconvert:Probe'),
    )
    await scene.cloud.advance(TEN_MINUTES_MS)
    expect(await scene.outcomeOf('denied.mp4')).toMatchObject({ outcome: 'failed' })
    const { denied } = await scene.cloud.permissions()
    expect(findFaults({ given: [], used: [], denied, listed: [] })).toEqual([
      expect.stringMatching(
        new RegExp(
          `^denied \\d+ times: ${INSPECTOR} mediaconvert:Probe on \\* ` +
            'because no identity-based policy allows the mediaconvert:Probe action$',
        ),
      ),
    ])
    await put(statements)
    await scene.drop('allowed.mp4', film)
    expect(await scene.outcomeOf('allowed.mp4')).toMatchObject({ outcome: 'published' })
  })
})

describe('given a permission that nobody needs', () => {
  test('when the template has it, then the report names it and nothing that was used', async () => {
    const given = permissionsOf(readTemplate(await packagedProject('local')))
    const { used } = await scene.cloud.permissions()
    const isOfInspector = ({ role }: { role: string }) => role === INSPECTOR
    const before = findFaults({ given: given.filter(isOfInspector), used, denied: [], listed: [] })
    expect(before.join()).not.toContain('mediaconvert:Probe')
    const needless = {
      ...{ role: INSPECTOR, statementIndex: 99, action: 's3:DeleteObject', resource: 'IngestBucket.Arn' },
      resourceIndex: 0,
    }
    const after = findFaults({
      given: [...given.filter(isOfInspector), needless],
      used,
      denied: [],
      listed: [],
    })
    expect(after.filter((fault) => !before.includes(fault))).toEqual([
      expect.stringMatching(/^unused: InspectSource\w+ may s3:DeleteObject on IngestBucket\.Arn/),
    ])
  })
})

describe('given a film that people decide on', () => {
  test('when its execution is stopped, then the review stops with it, and nobody is asked any more', async () => {
    const review = await openReviewScene(scene)
    const { asset, taskId } = await review.doubtful('stopped.mp4', film)
    await scene.cloud.stepFunctions.send(new StopExecutionCommand({ executionArn: asset.executionArn }))
    const ended = await eventually('The end of the task', async () => {
      const { body } = await review.show(taskId)
      return body.review.state === 'open' ? undefined : body.review
    })
    expect(ended.state).toBe('expired')
    expect(await scene.outcomeOf('stopped.mp4')).toMatchObject({ outcome: 'failed' })
  })
})

describe('given a function that cannot handle what comes', () => {
  async function keepers(): Promise<{ name: string; queueUrl: string }[]> {
    const found = []
    for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
      for (const { FunctionName = '' } of Functions) {
        const list = new ListFunctionEventInvokeConfigsCommand({ FunctionName })
        const { FunctionEventInvokeConfigs = [] } = await lambda.send(list)
        const arn = FunctionEventInvokeConfigs[0]?.DestinationConfig?.OnFailure?.Destination
        if (arn)
          found.push({ name: FunctionName, queueUrl: `${scene.cloud.url}/000000000000/${arn.split(':')[5]}` })
      }
    return found
  }

  /** The names of functions whose failed events wait in the queue. */
  async function keptIn(queueUrl: string): Promise<string[]> {
    const receive = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 })
    const { Messages = [] } = await scene.cloud.sqs.send(receive)
    return Messages.flatMap(({ Body = '' }) => {
      const { requestContext } = JSON.parse(Body) as { requestContext?: Record<string, string> }
      const isFailure = requestContext?.['condition'] === 'RetriesExhausted'
      return isFailure ? (requestContext['functionArn']?.split(':')[6] ?? []) : []
    })
  }

  test('when it has tried three times, then the event is kept, by every function that keeps events', async () => {
    const functions = await keepers()
    expect(functions.length).toBeGreaterThanOrEqual(8)
    for (const { name: FunctionName } of functions) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: 'nothing.handler' }))
      await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{}' }))
    }
    const kept = new Set<string>()
    await eventually(`An event of each of ${functions.map(({ name }) => name).join()}`, async () => {
      await scene.cloud.advance(TEN_MINUTES_MS)
      for (const { queueUrl } of functions) for (const name of await keptIn(queueUrl)) kept.add(name)
      return functions.every(({ name }) => kept.has(name)) || undefined
    })
  })
})
