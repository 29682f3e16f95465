import type { Kind } from '../engine/kind.ts'

/** Ends its group of states well, with its input or what Output makes of it. */
export const runSucceed: Kind<'Succeed'> = async () => ({ kind: 'done' })
