// Who may play what. The gate is the record: what is not published is played by nobody but those who decide on it, and
// by them only while it is theirs to decide.
import { mayActAs, type Role } from '../../../lib/roles.ts'
import type { Asset } from '../../../schemas/generated/types.ts'

export const PLAYBACK_REFUSALS = {
  'not-published': 'Only a published asset can be played.',
  'nothing-to-play': 'The asset has no streams.',
  'preview-later':
    'The asset was taken back a short while ago; it can be previewed when all cookies from before have ended.',
} as const

export type PlaybackRefusal = keyof typeof PLAYBACK_REFUSALS

export type PlaybackRight = { right: 'published' | 'preview' } | { refusal: PlaybackRefusal }

/** A preview needs a reviewer; whether the review is open is asked only then. */
export const wantsPreview = ({ outcome }: Asset, role: Role): boolean =>
  outcome !== 'published' && mayActAs(role, 'reviewer')

export function decideRight(asset: Asset, isUnderReview: boolean): PlaybackRight {
  if (asset.playback === undefined) return { refusal: 'nothing-to-play' }
  if (asset.outcome === 'published') return { right: 'published' }
  return isUnderReview ? { right: 'preview' } : { refusal: 'not-published' }
}

/** The cookies that were given last may be read from a record that was changed a moment later. */
const MARGIN_MS = 60_000

interface Block {
  /** When the asset was taken back, ISO 8601. */
  blockedAt: string
  right: 'published' | 'preview'
  nowMs: number
  /** How long cookies live at the most. */
  cookieLifeMs: number
}

/**
 * Whether the edge may let the asset pass again. Who publishes it lifts the block. For a preview it is lifted when no
 * cookie from before the block is left: it would let viewers in again, too.
 */
export function mayLift({ verdict }: Asset, { blockedAt, right, nowMs, cookieLifeMs }: Block): boolean {
  const sinceMs = Date.parse(blockedAt)
  if (right === 'published')
    return verdict !== null && verdict !== undefined && Date.parse(verdict.decidedAt) > sinceMs
  return nowMs > sinceMs + cookieLifeMs + MARGIN_MS
}
