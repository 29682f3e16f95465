// A deployed Reelgate for one test file: its own local cloud, its own data, its own stack.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leaveUsage, readUsage } from '../deploy/permissions/usage.ts'
import { startLocalProcess } from './local-process.ts'
import { putPlaybackKeys } from './playback-keys.ts'
import { copyProject } from './project-copy.ts'
import { runServerless, TEST_REGION } from './serverless.ts'

export interface TestCloudOptions {
  /** Stage parameters, for instance `{ trigger: 'job-file' }`. */
  params?: Record<string, string>
  /** `scripted` sees what a file beside the film says; else the real model looks, which errs on some real films. */
  detector?: 'scripted'
}

/** As `POST /_reelgate/faults` takes it. */
export type Fault =
  | {
      kind: 'error'
      service: string
      operation?: string
      errorCode: string
      statusCode?: number
      times?: number
      after?: number
    }
  | { kind: 'duplicate' | 'delay' | 'drop' | 'reorder'; match?: object; times?: number; delayMs?: number }

export type TestCloud = Awaited<ReturnType<typeof startTestCloud>>

const STAGE = 'local'
const STACK = `reelgate-${STAGE}`

function clientsOf(endpoint: string) {
  const config = {
    endpoint,
    region: TEST_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  return {
    cloudFormation: new CloudFormationClient(config),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
    events: new EventBridgeClient(config),
    mediaConvert: new MediaConvertClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    stepFunctions: new SFNClient(config),
  }
}

async function readOutputs(client: CloudFormationClient): Promise<Record<string, string>> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: STACK }))
  return Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
  )
}

async function ask(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) })
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  return response.json()
}

// A cloud that does not answer any more, or has no stack yet, has nothing to tell.
const collectPermissions = (url: string, meant: Set<string>) =>
  readUsage(url, STACK).then(
    (usage) => leaveUsage(usage, ({ action }) => meant.has(action)),
    () => undefined,
  )

/** Starts the local cloud and deploys the project to it with `serverless deploy`. Call `stop` whatever happens. */
export async function startTestCloud({ params = {}, detector }: TestCloudOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'reelgate-test-'))
  const dataDir = join(folder, 'data')
  const environment = detector === undefined ? {} : { REELGATE_DETECTOR: detector }
  let local = await startLocalProcess(dataDir, 0, environment).catch((error: Error) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  const { url } = local
  const clients = clientsOf(url)
  const meantDenials = new Set<string>()
  const stop = async () => {
    await collectPermissions(url, meantDenials)
    Object.values(clients).forEach((client) => client.destroy())
    await local.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const project = copyProject(join(folder, 'project'))
    const deploy = (given: Record<string, string>) => {
      const options = Object.entries(given).flatMap(([name, value]) => ['--param', `${name}=${value}`])
      return runServerless(['deploy', '--stage', STAGE, ...options], { folder: project, endpointUrl: url })
    }
    await putPlaybackKeys(url, STACK)
    await deploy(params)
    const outputs = await readOutputs(clients.cloudFormation)
    return {
      url,
      dataDir,
      outputs,
      ...clients,
      /** The output of the stack by its name. */
      output(name: string): string {
        const value = outputs[name]
        if (value === undefined) throw new Error(`The stack has no output ${name}.`)
        return value
      },
      /** Moves time forward; what falls due on the way has happened when it answers. */
      advance: (ms: number) => ask(`${url}/_reelgate/clock`, 'POST', { advanceMs: ms }),
      inject: (fault: Fault) => ask(`${url}/_reelgate/faults`, 'POST', fault),
      clearFaults: () => ask(`${url}/_reelgate/faults`, 'DELETE'),
      /** Deploys once more, with these stage parameters instead of or beside those of the first time. */
      deployAgain: (changes: Record<string, string>) => deploy({ ...params, ...changes }),
      /** Ends the process without warning and starts it again on the same data and port. */
      async crashAndRestart() {
        await local.kill()
        local = await startLocalProcess(dataDir, Number(new URL(url).port), environment)
      },
      /** What roles used and were denied so far. */
      permissions: () => readUsage(url, STACK),
      /** Calls of this action are denied on purpose: the permission report does not count them as faults. */
      expectDenied: (action: string) => void meantDenials.add(action),
      log: () => local.log(),
      stop,
    }
  } catch (error) {
    const log = local.log()
    await stop()
    throw new Error(`${(error as Error).message}\nThe local cloud says:\n${log.slice(-4000)}`, {
      cause: error,
    })
  }
}
