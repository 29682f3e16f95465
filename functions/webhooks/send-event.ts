// One attempt: signed for this moment, posted, and judged.
import { logger } from '../../lib/step.ts'
import type { WebhookDelivery, WebhookEndpoint } from '../../schemas/generated/types.ts'
import type { PostEvent } from './post.ts'
import { judgeAnswer, type Answer, type Reception } from './rules/reception.ts'
import { sign } from './sign.ts'

export interface SendServices {
  secretOf: (endpointId: string) => Promise<string>
  post: PostEvent
  now: () => number
}

export type Attempt = { reception: Reception; answer: Answer; durationMs: number }

async function postSigned(
  { endpointId, url }: Pick<WebhookEndpoint, 'endpointId' | 'url'>,
  { eventId, eventType, body }: Pick<WebhookDelivery, 'eventId' | 'eventType' | 'body'>,
  { secretOf, post, now }: SendServices,
): Promise<Answer> {
  let secret
  try {
    secret = await secretOf(endpointId)
  } catch (error) {
    logger.error('The secret of an endpoint cannot be read', error as Error)
    return { problem: 'Its secret cannot be read.' }
  }
  const timestamp = Math.floor(now() / 1000)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'reelgate-webhooks/1',
    'reelgate-event-id': eventId,
    'reelgate-event-type': eventType,
    'reelgate-timestamp': String(timestamp),
    'reelgate-signature': sign(secret, timestamp, body),
  }
  return post({ url, headers, body })
}

export async function sendEvent(
  endpoint: Pick<WebhookEndpoint, 'endpointId' | 'url'>,
  event: Pick<WebhookDelivery, 'eventId' | 'eventType' | 'body'>,
  services: SendServices,
): Promise<Attempt> {
  const begunAtMs = services.now()
  const answer = await postSigned(endpoint, event, services)
  const durationMs = Math.max(0, services.now() - begunAtMs)
  return { reception: judgeAnswer(answer), answer, durationMs }
}
