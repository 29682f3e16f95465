// The review room on real tables and queues of the local cloud, with a clock, a workflow and pictures that a test holds
// in its hands.
import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { OpenReviewServices } from '../../functions/review/open-review.ts'
import type { ReviewServices } from '../../functions/review/review-services.ts'
import type { SettleReviewServices } from '../../functions/review/settle-review.ts'
import type { RouteKey } from '../../lib/http.ts'
import type { Role } from '../../lib/roles.ts'
import type { Asset, OpenReviewInput, ReviewTask } from '../../schemas/generated/types.ts'
import { openLab } from '../local/gateway/lab.ts'
import { anAsset, aReviewTask } from '../support/records.ts'
import { readServerlessYaml } from '../support/serverless-files.ts'

interface Room {
  resources: { Resources: Record<string, { Properties: CreateTableCommandInput }> }
}

const MINUTE = 60_000
export const NINE = Date.parse('2026-11-21T09:00:00.000Z')

const tableIn = (room: string, id: string) => {
  const { Properties } = (readServerlessYaml(`functions/${room}/room.yml`) as Room).resources.Resources[id]!
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = Properties
  return { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode, TableName: id }
}

export interface Answer {
  status: number
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each route has its own shape
  body: any
}

export type ReviewLab = Awaited<ReturnType<typeof openReviewLab>>

export async function openReviewLab() {
  const lab = await openLab()
  const { endpoint, region, credentials } = lab.config
  const dynamo = new DynamoDBClient(lab.config)
  for (const [room, id] of [
    ['review', 'ReviewTable'],
    ['review', 'ReviewAuditTable'],
    ['intake', 'AssetsTable'],
  ] as const)
    await dynamo.send(new CreateTableCommand(tableIn(room, id)))
  const sqs = new SQSClient(lab.config)
  const makeQueue = async (QueueName: string) =>
    (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl!
  const urls = { first: await makeQueue('first'), second: await makeQueue('second') }
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
  // Only now: the clients of lib/aws read the environment when they are made.
  const { documents, PutCommand } = await import('../../lib/aws/dynamodb.ts')
  const { announcements } = await import('../../functions/review/announcements.ts')
  const { reviewStore } = await import('../../functions/review/review-store.ts')
  const { reviewAudit } = await import('../../lib/review-audit.ts')
  const { assetStore } = await import('../../lib/asset-store.ts')
  const { settleAsset } = await import('../../lib/settle-asset.ts')
  const { apiHandler } = await import('../../lib/http.ts')
  const api = await import('../../functions/review/review-api.ts')
  const hand = await import('../../functions/publish/publish-api.ts')
  const { openReview } = await import('../../functions/review/open-review.ts')
  const { settleReview } = await import('../../functions/review/settle-review.ts')

  const reviews = reviewStore({ reviews: 'ReviewTable', audit: 'ReviewAuditTable' })
  const world = {
    nowMs: NINE,
    answers: [] as { token: string; output: unknown }[],
    /** Executions of the review workflow: whether they run. */
    executions: new Map<string, { runs: boolean; input: Record<string, unknown> }>(),
    frames: new Set<string>(),
    announced: [] as Asset[],
    told: [] as string[],
    /** Whether the workflow can be told. */
    isReachable: true,
  }
  const now = () => world.nowMs
  const services: ReviewServices & OpenReviewServices & SettleReviewServices = {
    reviews,
    audit: reviewAudit('ReviewAuditTable'),
    queues: announcements(urls),
    assets: assetStore('AssetsTable'),
    settle: settleAsset('AssetsTable'),
    async answerTask(token, answer) {
      const { ProviderUnavailableError } = await import('../../lib/errors.ts')
      if (!world.isReachable) throw new ProviderUnavailableError('Step Functions does not answer.')
      world.answers.push({ token, output: 'output' in answer ? answer.output : answer })
      return true
    },
    async startReview(name, input) {
      if (world.executions.has(name)) return 'exists'
      world.executions.set(name, { runs: true, input })
      return 'started'
    },
    isUnderReview: async (name) => world.executions.get(name)?.runs ?? false,
    frames: {
      exists: async (key) => world.frames.has(key),
      url: async (key) => `https://media.example/${key}?X-Amz-Expires=300`,
    },
    announce: async (asset) => void world.announced.push(asset),
    tell: async (happened) => void world.told.push(happened),
    now,
  }
  const publishing = {
    ...services,
    auditTable: 'ReviewAuditTable',
    policyOf: () => ({ policyId: 'default', version: '1' }),
  }
  const handlers = [apiHandler(api.responders, () => services), apiHandler(hand.responders, () => publishing)]

  const put = (TableName: string, Item: object) => documents.send(new PutCommand({ TableName, Item }))

  /** As API Gateway hands a request over. */
  async function request(
    route: RouteKey,
    {
      by,
      role,
      id = '',
      body,
      query,
    }: { by: string; role: Role; id?: string | undefined; body?: unknown; query?: Record<string, string> },
  ): Promise<Answer> {
    const event = {
      routeKey: route,
      pathParameters: { taskId: id, assetId: id },
      queryStringParameters: query,
      body: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
      isBase64Encoded: false,
      requestContext: {
        requestId: 'request-1',
        authorizer: { jwt: { claims: { username: by, 'cognito:groups': `[${role}]` }, scopes: [] } },
      },
    } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer
    const isByHand = route in hand.responders
    const answer: APIGatewayProxyStructuredResultV2 = await handlers[isByHand ? 1 : 0]!(event)
    return {
      status: answer.statusCode ?? 0,
      body: answer.body === undefined ? undefined : JSON.parse(answer.body),
    }
  }

  return {
    world,
    services,
    request,
    urls,
    sqs,
    wait: (minutes: number) => void (world.nowMs += minutes * MINUTE),

    async putAsset(changes: Partial<Asset> = {}): Promise<Asset> {
      const asset = anAsset(changes)
      await put('AssetsTable', asset)
      return asset
    },
    loadAsset: (assetId: string) => services.assets.load(assetId),

    /** A task that is open, and announced unless said otherwise. */
    async openTask(changes: Partial<ReviewTask> = {}, isAnnounced = true): Promise<ReviewTask> {
      const task = aReviewTask(changes)
      await put('ReviewTable', task)
      if (isAnnounced) await services.queues.announce(task)
      return task
    },
    load: (taskId: string) => reviews.load(taskId),
    openLine: (input: OpenReviewInput) => openReview.run(input, services),
    settle: (input: Parameters<typeof settleReview.run>[0]) => settleReview.run(input, services),

    async close() {
      dynamo.destroy()
      sqs.destroy()
      await lab.close()
    },
  }
}
