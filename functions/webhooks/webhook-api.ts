// Called by the HTTP API for the routes of webhooks. A secret leaves it once, in the answer to its registration.
import { randomBytes, randomUUID } from 'node:crypto'
import { setting } from '../../lib/environment.ts'
import { apiHandler, problem, type ApiAnswer, type ApiRequest, type Responder } from '../../lib/http.ts'
import { parseInput } from '../../lib/validation.ts'
import type {
  RegisteredWebhook,
  WebhookEndpoint,
  WebhookEvent,
  WebhookList,
  WebhookTrial,
} from '../../schemas/generated/types.ts'
import { validateWebhookRegistration } from '../../schemas/generated/validators.mjs'
import { postTo } from './post.ts'
import { whyUrlIsRefused, type Targets } from './rules/url.ts'
import { viewOf } from './rules/views.ts'
import { webhookSecrets, type WebhookSecrets } from './secrets.ts'
import { sendEvent, type SendServices } from './send-event.ts'
import { newSecret } from './sign.ts'
import { SLOTS, webhookStore, type WebhookStore } from './webhook-store.ts'

export interface WebhookApiServices extends SendServices {
  webhooks: Pick<WebhookStore, 'list' | 'load' | 'add' | 'remove' | 'enable'>
  secrets: Pick<WebhookSecrets, 'save' | 'remove'>
  targets: Targets
}

/** Each hears of every event by a message of its own. */
const MOST_WEBHOOKS = 50

const noSuchWebhook = () => problem(404, 'no-such-webhook', 'There is no such endpoint.')

async function register({ body, by }: ApiRequest, services: WebhookApiServices): Promise<ApiAnswer> {
  const { url, eventTypes = ['asset.*'] } = parseInput(validateWebhookRegistration, body)
  const refusal = whyUrlIsRefused(url, services.targets)
  if (refusal !== undefined) return problem(400, 'url-refused', refusal)
  if ((await services.webhooks.list()).length >= MOST_WEBHOOKS)
    return problem(409, 'too-many-webhooks', `There are ${MOST_WEBHOOKS} endpoints already.`)
  const endpoint: WebhookEndpoint = {
    ...{ endpointId: randomBytes(12).toString('hex'), url: new URL(url).href, eventTypes, state: 'enabled' },
    ...{ createdBy: by.name, createdAt: new Date(services.now()).toISOString() },
    ...{ failuresInRow: 0, pausedUntilMs: 0, slots: Array.from({ length: SLOTS }, () => 0) },
  }
  const secret = newSecret()
  // First the secret: an endpoint without one would be sent nothing but failures.
  await services.secrets.save(endpoint.endpointId, secret)
  try {
    await services.webhooks.add(endpoint)
  } catch (error) {
    await services.secrets.remove(endpoint.endpointId)
    throw error
  }
  const registered: RegisteredWebhook = { webhook: viewOf(endpoint), secret }
  return { status: 201, body: registered }
}

async function list(_request: ApiRequest, { webhooks }: WebhookApiServices): Promise<ApiAnswer> {
  const body: WebhookList = { webhooks: (await webhooks.list()).map(viewOf) }
  return { status: 200, body }
}

/** First the secret: whoever is interrupted between the two finds the endpoint still there, and removes it again. */
async function remove({ path }: ApiRequest, services: WebhookApiServices): Promise<ApiAnswer> {
  const endpoint = await services.webhooks.load(path['endpointId'] ?? '')
  if (endpoint === undefined) return noSuchWebhook()
  await services.secrets.remove(endpoint.endpointId)
  await services.webhooks.remove(endpoint.endpointId)
  return { status: 204 }
}

async function enable({ path }: ApiRequest, { webhooks }: WebhookApiServices): Promise<ApiAnswer> {
  const endpoint = await webhooks.enable(path['endpointId'] ?? '')
  return endpoint === undefined ? noSuchWebhook() : { status: 200, body: viewOf(endpoint) }
}

/** Sent at once and once, also to an endpoint that is disabled or paused; nothing of it is noted. */
async function tryOut({ path, by }: ApiRequest, services: WebhookApiServices): Promise<ApiAnswer> {
  const endpoint = await services.webhooks.load(path['endpointId'] ?? '')
  if (endpoint === undefined) return noSuchWebhook()
  const event: WebhookEvent = {
    ...{ id: `webhook.test:${randomUUID()}`, type: 'webhook.test' },
    occurredAt: new Date(services.now()).toISOString(),
    data: { endpointId: endpoint.endpointId, requestedBy: by.name },
  }
  const { reception, answer, durationMs } = await sendEvent(
    endpoint,
    { eventId: event.id, eventType: event.type, body: JSON.stringify(event) },
    services,
  )
  const trial: WebhookTrial = {
    ...{ delivered: reception.kind === 'delivered', eventId: event.id, durationMs },
    ...('status' in answer && { status: answer.status }),
    ...(reception.kind !== 'delivered' && { problem: reception.reason }),
  }
  return { status: 200, body: trial }
}

export const responders = {
  'POST /webhooks': register,
  'GET /webhooks': list,
  'DELETE /webhooks/{endpointId}': remove,
  'POST /webhooks/{endpointId}/enable': enable,
  'POST /webhooks/{endpointId}/test': tryOut,
} as const satisfies Record<string, Responder<WebhookApiServices>>

export const handler = apiHandler(responders, () => {
  const secrets = webhookSecrets(setting('WEBHOOK_PARAMETERS'))
  const targets = setting('WEBHOOK_TARGETS') as Targets
  return {
    ...{ webhooks: webhookStore(setting('WEBHOOKS_TABLE')), secrets, secretOf: secrets.load },
    ...{ post: postTo(targets), targets, now: Date.now },
  }
})
