// An endpoint that answers the few calls the CLI makes, with an invented workflow behind it: each time an asset is
// read, it is one step further. The real local cloud is tested with the CLI in test/e2e.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Asset } from '../../schemas/generated/types.ts'

export interface FakeCloud {
  url: string
  /** Bodies by object key, in the order in which they came. */
  objects: Map<string, string>
  assets: Map<string, Asset>
  /** Every DynamoDB request, as it was sent. */
  tableCalls: Record<string, unknown>[]
  close(): Promise<void>
}

export interface FakePlan {
  /** Outcome by object key; `published` when absent, `null` for an asset that never ends. */
  outcomes?: Record<string, Asset['outcome'] | null>
  title?: string
}

type Json = Record<string, unknown>

/** The members of DynamoDB and Step Functions requests that are looked at. */
interface Input {
  TableName?: string
  IndexName?: string
  Key?: { assetId: { S: string } }
  ExpressionAttributeValues?: Record<string, { S: string }>
  executionArn?: string
}

const STEPS = ['Register asset', 'Inspect source', 'Transcode', 'Publish asset']
const OUTPUTS = {
  IngestBucketName: 'ingest',
  MediaBucketName: 'media',
  AssetsTableName: 'assets',
  JobsTableName: 'jobs',
  MediaWorkflowArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:media',
  EventBusName: 'bus',
}

const stackXml = () => {
  const members = Object.entries(OUTPUTS).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  )
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>reelgate-local</StackName>
    <StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks>
    </DescribeStacksResult></DescribeStacksResponse>`
}

function marshal(value: unknown): Json {
  if (value === null) return { NULL: true }
  if (Array.isArray(value)) return { L: value.map(marshal) }
  if (typeof value === 'object') return { M: marshalMembers(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  return typeof value === 'number' ? { N: String(value) } : { S: String(value) }
}

const marshalMembers = (value: object) =>
  Object.fromEntries(Object.entries(value).map(([k, v]) => [k, marshal(v)]))

export function makeAsset(fields: Partial<Asset> & { key?: string }): Asset {
  const { key = 'clip.mp4', ...rest } = fields
  const assetId = createHash('md5').update(key).digest('hex')
  return {
    assetId,
    revision: 0,
    registeredAt: new Date().toISOString(),
    registeredMonth: new Date().toISOString().slice(0, 7),
    executionArn: `arn:aws:states:us-east-1:000000000000:execution:media:${assetId}`,
    sourceUri: `s3://ingest/${key}`,
    source: { bucket: 'ingest', key, etag: 'e', sizeBytes: 3 },
    reasons: [],
    renditions: [],
    verdict: null,
    findings: [],
    captions: [],
    timings: {},
    billableUnits: {},
    ...rest,
  }
}

export async function startFakeCloud(plan: FakePlan = {}): Promise<FakeCloud> {
  const objects = new Map<string, string>()
  const assets = new Map<string, Asset>()
  const readings = new Map<string, number>()
  const tableCalls: Json[] = []

  const put = (key: string, body: string) => {
    objects.set(key, body)
    const etag = createHash('md5').update(body).digest('hex')
    if (key.endsWith('.job.json')) return etag
    const asset = makeAsset({ key, source: { bucket: 'ingest', key, etag, sizeBytes: body.length } })
    assets.set(asset.assetId, plan.title ? { ...asset, title: plan.title } : asset)
    return etag
  }
  const stepOf = (assetId: string) => STEPS[Math.min(readings.get(assetId) ?? 0, STEPS.length - 1)] ?? ''
  const load = (assetId: string) => {
    const asset = assets.get(assetId)
    const count = (readings.get(assetId) ?? 0) + 1
    readings.set(assetId, count)
    const outcome = plan.outcomes?.[asset?.source.key ?? ''] ?? 'published'
    const neverEnds = asset && plan.outcomes?.[asset.source.key] === null
    if (!asset || asset.outcome || count < STEPS.length || neverEnds) return asset
    const ended = { ...asset, outcome, timings: { totalMs: 1234 } } as Asset
    assets.set(assetId, ended)
    return ended
  }
  const dynamo: Record<string, (input: Input) => Json> = {
    GetItem: ({ Key }) => {
      const asset = load(Key?.assetId.S ?? '')
      // A table may keep more than the schema tells, and none of it may be shown.
      return asset ? { Item: { ...marshalMembers(asset), secretField: { S: 'hidden' } } } : {}
    },
    Query: ({ TableName, IndexName, ExpressionAttributeValues: values }) => {
      if (TableName === 'jobs') return { Items: [{ percentComplete: { N: '42' } }], Count: 1 }
      const field = IndexName === 'bySource' ? 'sourceUri' : 'registeredMonth'
      const found = [...assets.values()].filter((asset) => asset[field] === values?.[':value']?.S)
      return { Items: found.reverse().map(marshalMembers), Count: found.length }
    },
    Scan: ({ ExpressionAttributeValues: values }) => ({
      Items: [...assets.keys()]
        .filter((id) => id.startsWith(values?.[':prefix']?.S ?? ''))
        .map((id) => ({ assetId: { S: id } })),
    }),
  }
  const history = ({ executionArn = '' }: Input) => ({
    events: [
      {
        id: 2,
        timestamp: 1,
        type: 'TaskStateEntered',
        stateEnteredEventDetails: { name: stepOf(executionArn.split(':').at(-1) ?? '') },
      },
      { id: 1, timestamp: 1, type: 'ExecutionStarted' },
    ],
  })
  const answerJson = (target: string, input: Input): Json => {
    if (target === 'AWSStepFunctions.GetExecutionHistory') return history(input)
    tableCalls.push({ ...input })
    return dynamo[target.split('.')[1] ?? '']?.(input) ?? {}
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const target = request.headers['x-amz-target']
      const key = decodeURIComponent((request.url ?? '').split('?')[0]?.replace('/ingest/', '') ?? '')
      if (request.method === 'HEAD') response.writeHead(objects.has(key) ? 200 : 404).end()
      else if (request.method === 'PUT') response.writeHead(200, { etag: `"${put(key, body)}"` }).end()
      else if (target) {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
        response.end(JSON.stringify(answerJson(String(target), JSON.parse(body) as Input)))
      } else response.writeHead(200, { 'content-type': 'text/xml' }).end(stackXml())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    assets,
    tableCalls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
