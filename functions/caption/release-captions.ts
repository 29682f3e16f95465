// POST /assets/{assetId}/captions/{trackId}/release
import { problem, type ApiAnswer, type ApiRequest } from '../../lib/http.ts'
import { auditPut, entryKeyAt } from '../../lib/review-audit.ts'
import { ThrottledError } from '../../lib/errors.ts'
import { unlessOvertaken } from '../../lib/unless-overtaken.ts'
import { parseInput } from '../../lib/validation.ts'
import type {
  Asset,
  CaptionRelease,
  CaptionTrack,
  ReleasedCaptions,
  ReviewAuditEntry,
} from '../../schemas/generated/types.ts'
import { validateCaptionReleaseRequest } from '../../schemas/generated/validators.mjs'
import { findFile, loadTrack, type CaptionApiServices } from './caption-api-services.ts'
import {
  checkRelease,
  isFileOf,
  RELEASE_REFUSALS,
  withRelease,
  type ReleaseRefusal,
} from './rules/release.ts'

interface Held {
  asset: Asset
  track: CaptionTrack
}

const ATTEMPTS = 5

const isSameWords = (one: Held, other: Held): boolean =>
  one.asset.revision === other.asset.revision && isFileOf(one.track.source, other.track)

const refuse = (code: ReleaseRefusal) => problem(409, code, RELEASE_REFUSALS[code])

/** Undefined where others have changed the tracks meanwhile. */
function note({ asset, track: { trackId } }: Held, released: CaptionRelease, services: CaptionApiServices) {
  const { at, by, reason } = released
  const entry: ReviewAuditEntry = {
    subjectId: asset.assetId,
    entryKey: entryKeyAt(at),
    ...{ at, by, act: 'captions-released', reason },
    ...{ from: `captions:${trackId}:held`, to: `captions:${trackId}:released` },
  }
  const captions = withRelease(asset.captions, trackId, released)
  return unlessOvertaken(async () => {
    await services.decideCaptions(asset, captions, auditPut(services.auditTable, entry))
    return released
  })
}

/** The workflow does the rest. It is started again for who asks again: an earlier start may have failed. */
async function answer(
  { asset: { assetId, revision }, track: { trackId, state } }: Held,
  released: CaptionRelease,
  services: CaptionApiServices,
): Promise<ApiAnswer> {
  const isPublished = state === 'published'
  if (!isPublished) await services.startRefresh({ assetId, revision })
  const shown = isPublished ? 'published' : 'held'
  const body: ReleasedCaptions = { assetId, revision, trackId, state: shown, released }
  return { status: 202, body }
}

export async function releaseCaptions(
  { path, by, body }: ApiRequest,
  services: CaptionApiServices,
): Promise<ApiAnswer> {
  const { reason, ...read } = parseInput(validateCaptionReleaseRequest, body)
  let first: Held | undefined
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const held = await loadTrack(path, services)
    first ??= held
    // Another track may have changed: that is no reason to refuse. Another file of this one is.
    if (!isSameWords(first, held)) return refuse('caption-file-changed')
    const refusal = checkRelease(held.asset, held.track, read)
    if (refusal !== undefined) return refuse(refusal)
    if (held.track.released) return answer(held, held.track.released, services)
    // Nobody lets words pass that are no more there. What comes after this look is judged anew all the same.
    const file = await findFile(held.asset, held.track, services)
    if (file === undefined) return refuse('caption-file-changed')
    const at = new Date(services.now()).toISOString()
    const released = await note(held, { by: by.name, at, reason }, services)
    if (released !== undefined) return answer(held, released, services)
  }
  throw new ThrottledError('The captions of the asset change faster than one of them can be released.')
}
