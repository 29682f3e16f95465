// How sure a detector is, as it is written down.

const within = (score: number) => Math.min(1, Math.max(0, score))

/** From 0 to 1, in four decimals. */
export const roundScore = (score: number): number => Math.round(within(score) * 10_000) / 10_000

/** From 0 to 100, in two decimals, of a score from 0 to 1. */
export const toPercent = (score: number): number => Math.round(within(score) * 10_000) / 100
