/** Two, so that keys can be changed without a gap (docs/delivery.md). */
export const KEY_SLOTS = ['a', 'b'] as const
export type KeySlot = (typeof KEY_SLOTS)[number]
