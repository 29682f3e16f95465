// The registered endpoints: one item a piece, in the shape of schemas/entities/webhook-endpoint.schema.json.
import {
  DeleteCommand,
  documents,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '../../lib/aws/dynamodb.ts'
import { calling } from '../../lib/aws/translate.ts'
import { ConflictError } from '../../lib/errors.ts'
import type { WebhookEndpoint } from '../../schemas/generated/types.ts'

/** So many deliveries to one endpoint at once: a slow one keeps the others' places free. */
export const SLOTS = 4

/** Longer than a delivery may run (30 seconds): a place is given up by force only when its holder is dead. */
const LEASE_MS = 35_000

export interface Slot {
  index: number
  untilMs: number
}

interface Update {
  UpdateExpression: string
  ConditionExpression: string
  names?: Record<string, string>
  values?: Record<string, unknown>
}

export type WebhookStore = ReturnType<typeof webhookStore>

export function webhookStore(tableName: string) {
  /** @returns the endpoint afterwards, or undefined where the condition did not hold */
  async function update(endpointId: string, { names, values, ...rest }: Update) {
    const command = {
      ...{ TableName: tableName, Key: { endpointId }, ReturnValues: 'ALL_NEW' as const, ...rest },
      ...(names && { ExpressionAttributeNames: names }),
      ...(values && { ExpressionAttributeValues: values }),
    }
    try {
      const { Attributes } = await calling('writing an endpoint', () =>
        documents.send(new UpdateCommand(command)),
      )
      return Attributes as WebhookEndpoint
    } catch (error) {
      if (error instanceof ConflictError) return undefined
      throw error
    }
  }

  return {
    /** All of them; there are few. */
    async list(): Promise<WebhookEndpoint[]> {
      const { Items = [] } = await calling('reading the endpoints', () =>
        documents.send(new ScanCommand({ TableName: tableName, ConsistentRead: true })),
      )
      const endpoints = Items as WebhookEndpoint[]
      return endpoints.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    },

    async load(endpointId: string): Promise<WebhookEndpoint | undefined> {
      const { Item } = await calling('reading an endpoint', () =>
        documents.send(new GetCommand({ TableName: tableName, Key: { endpointId }, ConsistentRead: true })),
      )
      return Item as WebhookEndpoint | undefined
    },

    /** @throws ConflictError when there is one of that id */
    async add(endpoint: WebhookEndpoint): Promise<void> {
      const ConditionExpression = 'attribute_not_exists(endpointId)'
      await calling('adding an endpoint', () =>
        documents.send(new PutCommand({ TableName: tableName, Item: endpoint, ConditionExpression })),
      )
    },

    async remove(endpointId: string): Promise<void> {
      await calling('removing an endpoint', () =>
        documents.send(new DeleteCommand({ TableName: tableName, Key: { endpointId } })),
      )
    },

    /** Undefined when there is no such endpoint. */
    enable: (endpointId: string) =>
      update(endpointId, {
        UpdateExpression:
          'SET #state = :enabled, failuresInRow = :zero, pausedUntilMs = :zero REMOVE disabledAt',
        ConditionExpression: 'attribute_exists(endpointId)',
        names: { '#state': 'state' },
        values: { ':enabled': 'enabled', ':zero': 0 },
      }),

    /** A place for one delivery, begun at any of the free ones; undefined when none is free. */
    async takeSlot({ endpointId, slots }: WebhookEndpoint, nowMs: number): Promise<Slot | undefined> {
      const untilMs = nowMs + LEASE_MS
      const from = Math.floor(Math.random() * slots.length)
      for (let step = 0; step < slots.length; step++) {
        const index = (from + step) % slots.length
        const seen = slots[index]!
        if (seen > nowMs) continue
        const taken = await update(endpointId, {
          UpdateExpression: `SET slots[${index}] = :until`,
          ConditionExpression: `slots[${index}] = :seen`,
          values: { ':until': untilMs, ':seen': seen },
        })
        if (taken !== undefined) return { index, untilMs }
      }
      return undefined
    },

    /** Notes how a delivery went and gives its place back. An endpoint that was removed meanwhile stays removed. */
    async settle(
      endpointId: string,
      slot: Slot,
      changes: Partial<Omit<WebhookEndpoint, 'endpointId' | 'slots'>>,
    ): Promise<void> {
      const entries = Object.entries(changes)
      await update(endpointId, {
        UpdateExpression: `SET ${[
          `slots[${slot.index}] = :free`,
          ...entries.map((_, index) => `#n${index} = :v${index}`),
        ].join(', ')}`,
        ConditionExpression: `slots[${slot.index}] = :mine`,
        ...(entries.length > 0 && {
          names: Object.fromEntries(entries.map(([name], index) => [`#n${index}`, name])),
        }),
        values: {
          ':free': 0,
          ':mine': slot.untilMs,
          ...Object.fromEntries(entries.map(([, value], index) => [`:v${index}`, value])),
        },
      })
    },
  }
}
