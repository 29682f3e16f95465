// The review room on real tables and queues of the local cloud, with a clock, a workflow and pictures that a test holds
// in its hands.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { OpenReviewServices } from '../../functions/review/open-review.ts'
import type { ReviewServices } from '../../functions/review/review-services.ts'
import type { SettleReviewServices } from '../../functions/review/settle-review.ts'
import type { RouteKey } from '../../lib/http.ts'
import type { Role } from '../../lib/roles.ts'
import { ProviderUnavailableError } from '../../lib/errors.ts'
import type { Asset, OpenReviewInput, ReviewTask, SettleReviewInput } from '../../schemas/generated/types.ts'
import { anAsset, aReviewTask } from '../support/records.ts'
import { openRoomCloud } from '../support/room-cloud.ts'
import { tableSettings } from '../support/room-tables.ts'
import { requestEvent } from './request-event.ts'

const MINUTE = 60_000
const NINE = Date.parse('2026-11-21T09:00:00.000Z')

const TABLES = { reviews: 'review', audit: 'review', assets: 'intake' } as const
const IDS = { reviews: 'ReviewTable', audit: 'ReviewAuditTable', assets: 'AssetsTable' } as const
type Names = Record<keyof typeof TABLES, string> & { first: string; second: string }

/** What surrounds the room. */
const newWorld = () => ({
  nowMs: NINE,
  /** What the workflow was told. */
  answers: [] as { token: string; output: unknown }[],
  /** Whether it can be told. */
  isReachable: true,
  /** Executions of the review workflow, and whether they run. */
  executions: new Map<string, { runs: boolean; input: Record<string, unknown> }>(),
  frames: new Set<string>(),
  announced: [] as Asset[],
  told: [] as string[],
})

// Only once the environment says where the cloud is: the clients of lib/aws read it when they are made.
const importRoom = async () => ({
  ...(await import('../../lib/aws/dynamodb.ts')),
  ...(await import('../../lib/review-audit.ts')),
  ...(await import('../../lib/asset-store.ts')),
  ...(await import('../../lib/settle-asset.ts')),
  ...(await import('../../lib/http.ts')),
  ...(await import('../../functions/review/announcements.ts')),
  ...(await import('../../functions/review/review-store.ts')),
  ...(await import('../../functions/review/open-review.ts')),
  ...(await import('../../functions/review/settle-review.ts')),
  byHand: (await import('../../functions/publish/publish-api.ts')).responders,
  inReview: (await import('../../functions/review/review-api.ts')).responders,
})

type RoomCode = Awaited<ReturnType<typeof importRoom>>
type Services = ReviewServices & OpenReviewServices & SettleReviewServices

function makeServices(room: RoomCode, names: Names, world: ReturnType<typeof newWorld>): Services {
  return {
    reviews: room.reviewStore({ reviews: names.reviews, audit: names.audit }),
    audit: room.reviewAudit(names.audit),
    queues: room.announcements(names),
    assets: room.assetStore(names.assets),
    settle: room.settleAsset(names.assets),
    async answerTask(token, answer) {
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
    now: () => world.nowMs,
  }
}

export interface Asking {
  by: string
  role: Role
  /** Of the task or the asset. */
  id?: string
  body?: unknown
  query?: Record<string, string>
}

export interface Answer<Body> {
  status: number
  body: Body
}

/** What most answers have, and what refusals have. */
type Usual = Partial<
  Record<'taskId' | 'state' | 'line' | 'claimedBy' | 'leaseUntil' | 'code' | 'detail', string>
>

export type ReviewLab = Awaited<ReturnType<typeof openReviewLab>>

export async function openReviewLab() {
  const lab = await openRoomCloud()
  const dynamo = new DynamoDBClient(lab.config)
  const sqs = new SQSClient(lab.config)
  const room = await importRoom()
  let count = 0

  const makeNames = async (): Promise<Names> => {
    const suffix = ++count
    for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[])
      await dynamo.send(
        new CreateTableCommand({
          ...tableSettings(TABLES[table], IDS[table]),
          TableName: `${table}-${suffix}`,
        }),
      )
    const queue = async (line: string) =>
      (await sqs.send(new CreateQueueCommand({ QueueName: `${line}-${suffix}` }))).QueueUrl!
    return {
      ...{ reviews: `reviews-${suffix}`, audit: `audit-${suffix}`, assets: `assets-${suffix}` },
      ...{ first: await queue('first'), second: await queue('second') },
    }
  }

  const begin = async () => {
    const names = await makeNames()
    const world = newWorld()
    return { names, world, services: makeServices(room, names, world) }
  }
  let stage = await begin()

  const put = (TableName: string, Item: object) =>
    room.documents.send(new room.PutCommand({ TableName, Item }))

  return {
    sqs,
    get world() {
      return stage.world
    },
    get services() {
      return stage.services
    },
    get urls() {
      return stage.names
    },
    /** Empty tables and queues, and nine o'clock again. */
    async beginAnew() {
      stage = await begin()
    },
    wait: (minutes: number) => void (stage.world.nowMs += minutes * MINUTE),

    /** As API Gateway hands a request over. */
    async request<Body = Usual>(route: RouteKey, asking: Asking): Promise<Answer<Body>> {
      const { services, names } = stage
      const policyOf = () => ({ policyId: 'default', version: '1' })
      const handler =
        route in room.byHand
          ? room.apiHandler(room.byHand, () => ({ ...services, auditTable: names.audit, policyOf }))
          : room.apiHandler(room.inReview, () => services)
      const { statusCode = 0, body } = await handler(requestEvent(route, asking))
      return { status: statusCode, body: (body === undefined ? undefined : JSON.parse(body)) as Body }
    },

    async putAsset(changes: Partial<Asset> = {}): Promise<Asset> {
      const asset = anAsset(changes)
      await put(stage.names.assets, asset)
      return asset
    },
    loadAsset: (assetId: string) => stage.services.assets.load(assetId),

    /** A task that is open, and announced unless said otherwise. */
    async openTask(changes: Partial<ReviewTask> = {}, isAnnounced = true): Promise<ReviewTask> {
      const task = aReviewTask(changes)
      await put(stage.names.reviews, task)
      if (isAnnounced) await stage.services.queues.announce(task)
      return task
    },
    load: (taskId: string) => stage.services.reviews.load(taskId),
    openLine: (input: OpenReviewInput) => room.openReview.run(input, stage.services),
    settle: (input: SettleReviewInput) => room.settleReview.run(input, stage.services),

    async close() {
      dynamo.destroy()
      sqs.destroy()
      await lab.close()
    },
  }
}
