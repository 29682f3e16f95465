// A local cloud on a free port with a fresh data folder, and what tests of functions need of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvokeCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { CreateFunctionCommandInput, FunctionConfiguration } from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { startCloud } from '../../../local/cloud.ts'
import type { LocalCloud } from '../../../local/cloud.ts'
import { makeRole } from '../../support/make-role.ts'

/** Another than the SDK's and the embedded services' own default, so that a fixed one shows. */
export const REGION = 'ap-northeast-2'

export const ROLE = 'arn:aws:iam::000000000000:role/test-role'

export interface Lab {
  cloud: LocalCloud
  lambda: LambdaClient
  client: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** What the cloud told its operator. */
  lines: string[]
  close(): Promise<void>
  /** Stops the cloud and starts another on the same data folder. */
  restart(): Promise<void>
  advance(byMs: number): Promise<void>
  /** A function from the text of its `index.mjs`. */
  deploy(
    name: string,
    source: string,
    settings?: Partial<CreateFunctionCommandInput>,
  ): Promise<FunctionConfiguration>
}

/** What the functions of these tests answer. */
export interface Result {
  errorType?: string
  errorMessage?: string
  [member: string]: unknown
}

export async function openLab(): Promise<Lab> {
  const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-lambda-'))
  const lines: string[] = []
  const start = () =>
    startCloud({ port: 0, region: REGION, dataDir, virtualClock: true, log: (line) => lines.push(line) })
  const connect = (cloud: LocalCloud) => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const client = { endpoint: cloud.url, region: REGION, credentials }
    return { cloud, client, lambda: new LambdaClient({ ...client, maxAttempts: 1 }) }
  }
  const lab: Lab = {
    ...connect(await start()),
    lines,
    async close() {
      await lab.cloud.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
    async restart() {
      await lab.cloud.close()
      Object.assign(lab, connect(await start()))
    },
    deploy: (name, source, settings = {}) =>
      lab.lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Role: ROLE,
          Handler: 'index.handler',
          Code: { ZipFile: zip({ 'index.mjs': source }) },
          ...settings,
        }),
      ),
    async advance(byMs) {
      const body = JSON.stringify({ advanceMs: byMs })
      const answer = await fetch(`${lab.cloud.url}/_reelgate/clock`, { method: 'POST', body })
      if (!answer.ok) throw new Error(await answer.text())
    },
  }
  await makeRole(lab.client, ROLE)
  return lab
}

export const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))

export async function invoke(lab: Lab, name: string, event: unknown = {}) {
  const answer = await lab.lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) }),
  )
  const text = Buffer.from(answer.Payload ?? []).toString()
  return { ...answer, result: JSON.parse(text || '{}') as Result }
}

export const readLog = (lab: Lab, name: string) =>
  readFileSync(join(lab.cloud.dataDir, 'logs', 'aws', 'lambda', `${name}.log`), 'utf8')
