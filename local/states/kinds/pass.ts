import type { Kind } from '../engine/kind.ts'

/** Hands on its input, or what Output makes of it. */
export const runPass: Kind<'Pass'> = async () => ({ kind: 'done' })
