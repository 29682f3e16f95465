// `webhook add`, `list`, `test`, `enable`, `remove`: asked in the name of who is signed in.
import type { Webhook, WebhookEndpoint } from '../../schemas/generated/types.ts'
import { CommandError } from '../errors.ts'
import { withApi } from '../people/api-session.ts'
import type { Api } from '../review/api.ts'
import { plain, print } from '../terminal.ts'
import type { TargetOptions } from '../target.ts'
import { trialText, webhookTable } from '../show/webhooks.ts'

export type AddWebhookOptions = TargetOptions & { events?: WebhookEndpoint['eventTypes'] }

export const addWebhook = (url: string, { events, ...options }: AddWebhookOptions): Promise<number> =>
  withApi(options, async ({ api }) => {
    const added = await api.webhooks.add({ url, ...(events && { eventTypes: events }) })
    if (options.json) {
      print(JSON.stringify(added))
      return 0
    }
    const { endpointId, eventTypes } = added.webhook
    print(`${endpointId} hears of ${eventTypes.join(', ')}.`)
    print(`Its secret, shown this once: ${plain(added.secret)}`)
    print(`Try it: reelgate webhook test ${endpointId.slice(0, 8)}`)
    return 0
  })

export const listWebhooks = (options: TargetOptions): Promise<number> =>
  withApi(options, async ({ api }) => {
    const webhooks = await api.webhooks.list()
    if (options.json) webhooks.forEach((webhook) => print(JSON.stringify(webhook)))
    else print(webhooks.length > 0 ? webhookTable(webhooks) : 'No address is registered.')
    return 0
  })

async function findWebhook(api: Api, id: string): Promise<Webhook> {
  const found = (await api.webhooks.list()).filter(({ endpointId }) => endpointId.startsWith(id))
  if (found.length === 1) return found[0]!
  throw new CommandError(
    found.length === 0 ? `No endpoint begins with ${id}.` : `${found.length} endpoints begin with ${id}.`,
    '`reelgate webhook list` shows those that there are.',
  )
}

type Act = 'test' | 'enable' | 'remove'

const ACTS: Record<
  Act,
  (api: Api, endpointId: string) => Promise<{ json: object; text: string; code: number }>
> = {
  async test(api, endpointId) {
    const trial = await api.webhooks.test(endpointId)
    return { json: trial, text: trialText(trial), code: trial.delivered ? 0 : 1 }
  },
  async enable(api, endpointId) {
    const webhook = await api.webhooks.enable(endpointId)
    return { json: webhook, text: `${endpointId} is sent events again.`, code: 0 }
  },
  async remove(api, endpointId) {
    await api.webhooks.remove(endpointId)
    return {
      json: { removed: endpointId },
      text: `${endpointId} is removed, and its secret with it.`,
      code: 0,
    }
  },
}

/** Answers 1 for a test event that was not taken. */
export const actOnWebhook = (id: string, act: Act, options: TargetOptions): Promise<number> =>
  withApi(options, async ({ api }) => {
    const { endpointId } = await findWebhook(api, id)
    const { json, text, code } = await ACTS[act](api, endpointId)
    print(options.json ? JSON.stringify(json) : text)
    return code
  })
