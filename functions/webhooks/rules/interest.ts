import type { WebhookEndpoint } from '../../../schemas/generated/types.ts'

const EVERYTHING = 'asset.*'

/** An endpoint hears of the types it has named; a disabled one of nothing. */
export const wantsEvent = ({ state, eventTypes }: WebhookEndpoint, type: string): boolean =>
  state === 'enabled' && eventTypes.some((wanted) => wanted === type || wanted === EVERYTHING)
