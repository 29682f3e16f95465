import type { Webhook, WebhookEndpoint } from '../../../schemas/generated/types.ts'

/** An endpoint without what is only for those who deliver. */
export function viewOf({ pausedUntilMs, slots, ...seen }: WebhookEndpoint): Webhook {
  void [pausedUntilMs, slots]
  return seen
}
