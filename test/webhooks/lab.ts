// Webhooks as they are deployed, with people, receivers and a clock that a test holds in its hands.
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { RegisteredWebhook, Webhook, WebhookList } from '../../schemas/generated/types.ts'
import { startTestCloud } from '../support/cloud.ts'
import { openOffice } from '../support/people.ts'
import { TEST_REGION } from '../support/serverless.ts'
import { openReceiver } from '../support/webhooks.ts'
import { eventually } from '../workflow/scene.ts'

type Receiver = Awaited<ReturnType<typeof openReceiver>>

export type WebhookLab = Awaited<ReturnType<typeof openWebhookLab>>

let films = 0

/** The detail of an outcome as the workflow announces it, of another asset each time. */
export const outcome = (title: string) => ({
  assetId: (films += 1).toString(16).padStart(32, '0'),
  ...{ revision: 0, sourceUri: 's3://ingest/films/film.mp4', outcome: 'published', reasons: [], title },
  closedAt: '2026-11-21T09:00:00.000Z',
})

/** As many requests as there must come at least. */
export const receivedBy = ({ received }: Pick<Receiver, 'received'>, count: number) =>
  eventually(`${count} requests`, async () => (received.length >= count ? received : undefined))

export async function openWebhookLab() {
  const cloud = await startTestCloud()
  const office = openOffice(cloud)
  const operator = await office.hire('olga', 'operator')
  const reviewer = await office.hire('rita', 'reviewer')
  const receivers: Receiver[] = []
  const secrets: string[] = []

  const list = async () => (await operator.ask<WebhookList>('GET /webhooks')).body.webhooks

  return {
    cloud,
    operator,
    reviewer,
    /** Of all endpoints that were ever registered. */
    secrets,
    clientSettings: {
      endpoint: cloud.url,
      region: TEST_REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },

    /** A receiver of its own that is registered. */
    async register(eventTypes?: string[]) {
      const receiver = await openReceiver()
      receivers.push(receiver)
      const { status, body } = await operator.ask<RegisteredWebhook>('POST /webhooks', {
        url: receiver.url,
        ...(eventTypes && { eventTypes }),
      })
      if (status !== 201) throw new Error(JSON.stringify(body))
      secrets.push(body.secret)
      return { ...receiver, ...body.webhook, secret: body.secret }
    },

    announce: (type: string, detail: object) =>
      cloud.events.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: cloud.output('EventBusName'),
              Source: 'reelgate',
              DetailType: type,
              Detail: JSON.stringify(detail),
            },
          ],
        }),
      ),

    /** Moves the clock; a sign-in is good for an hour. */
    async advance(ms: number) {
      await cloud.advance(ms)
      await operator.signInAgain()
    },

    /** As the API tells it. */
    async endpointOf({ endpointId }: { endpointId: string }): Promise<Webhook> {
      return (await list()).find((one) => one.endpointId === endpointId)!
    },

    /** Messages of a queue of the stack, those that are out of sight too. */
    async countOf(output: 'WebhookQueueUrl' | 'WebhookDeadLettersUrl'): Promise<number> {
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
      const { Attributes = {} } = await cloud.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: cloud.output(output), AttributeNames: [...names] }),
      )
      return names.reduce((sum, name) => sum + Number(Attributes[name]), 0)
    },

    async tidyUp() {
      for (const receiver of receivers.splice(0)) await receiver.close()
      for (const { endpointId } of await list()) await operator.ask(`DELETE /webhooks/${endpointId}`)
    },
    async close() {
      office.close()
      await cloud.stop()
    },
  }
}
