// A local cloud with the fixture's API deployed on it, and a client that may send any header.
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud } from '../../../local/cloud.ts'
import { runServerless, TEST_REGION } from '../../support/serverless.ts'

export interface Sent {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The body read as JSON. */
  json(): unknown
}

/** As a client sends it: the path is not folded, Host and Origin are free. */
export function send(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
  const [, origin = '', path = '/'] = /^(http:\/\/[^/]+)(.*)$/.exec(url) ?? []
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: path || '/', method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const { statusCode: status = 0, headers: received } = response
        resolve({ status, headers: received, text, json: () => JSON.parse(text) as unknown })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

export async function openLab() {
  const folder = mkdtempSync(join(tmpdir(), 'reelgate-api-'))
  const lines: string[] = []
  const dataDir = join(folder, 'data')
  const start = (port: number) =>
    startCloud({ port, region: TEST_REGION, dataDir, virtualClock: true, log: (line) => lines.push(line) })
  let cloud = await start(0)
  const client = {
    endpoint: cloud.url,
    region: TEST_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  }
  const clients = {
    apis: new ApiGatewayV2Client(client),
    stacks: new CloudFormationClient(client),
    lambda: new LambdaClient(client),
    metrics: new CloudWatchClient(client),
  }
  const project = join(folder, 'project')
  cpSync(join(import.meta.dirname, 'fixture'), project, { recursive: true })

  const describe = async (StackName: string) => {
    const { Stacks } = await clients.stacks.send(new DescribeStacksCommand({ StackName }))
    return Stacks?.[0]
  }
  const settled = async (StackName: string) => {
    for (;;) {
      const { StackStatus = '' } = (await describe(StackName)) ?? {}
      if (/^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus)) return
      if (!StackStatus.endsWith('_IN_PROGRESS')) throw new Error(await reasons(StackName))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const reasons = async (StackName: string) => {
    const { StackEvents = [] } = await clients.stacks.send(new DescribeStackEventsCommand({ StackName }))
    return StackEvents.map(
      ({ LogicalResourceId: id, ResourceStatusReason: why }) => `${id}: ${why ?? ''}`,
    ).join('\n')
  }

  return {
    ...clients,
    client,
    url: cloud.url,
    dataDir,
    lines,
    /** With `issuer` as the stage parameter of the fixture. */
    sls: (command: 'deploy' | 'remove', issuer: string) =>
      runServerless([command, '--stage', 'local', '--param', `issuer=${issuer}`], {
        folder: project,
        endpointUrl: cloud.url,
      }),
    /** Makes a stack from a template; throws the reasons when it fails. */
    async createStack(StackName: string, template: object) {
      await clients.stacks.send(
        new CreateStackCommand({
          StackName,
          TemplateBody: JSON.stringify(template),
          Capabilities: ['CAPABILITY_IAM'],
        }),
      )
      await settled(StackName)
    },
    async updateStack(StackName: string, template: object) {
      const TemplateBody = JSON.stringify(template)
      await clients.stacks.send(
        new UpdateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
      )
      await settled(StackName)
    },
    async outputs(StackName: string): Promise<Record<string, string>> {
      const outputs = (await describe(StackName))?.Outputs ?? []
      return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]))
    },
    now: () => cloud.clock.now(),
    /** What CloudWatch has counted of an API in the last hour. */
    async counted(ApiId: string, MetricName: string): Promise<number> {
      const { Datapoints = [] } = await clients.metrics.send(
        new GetMetricStatisticsCommand({
          ...{ Namespace: 'AWS/ApiGateway', MetricName, Dimensions: [{ Name: 'ApiId', Value: ApiId }] },
          StartTime: new Date(cloud.clock.now() - 3_600_000),
          EndTime: new Date(cloud.clock.now() + 60_000),
          Period: 60,
          Statistics: ['Sum'],
        }),
      )
      return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)
    },
    async advance(advanceMs: number) {
      await send(`${cloud.url}/_reelgate/clock`, { method: 'POST', body: JSON.stringify({ advanceMs }) })
    },
    async restart() {
      const { port } = cloud
      await cloud.close()
      cloud = await start(port)
    },
    async close() {
      Object.values(clients).forEach((one) => one.destroy())
      await cloud.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Lab = Awaited<ReturnType<typeof openLab>>
