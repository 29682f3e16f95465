// GET /assets/{assetId}/captions/{trackId}
import { fitToFilm } from '../../lib/captions/tidy.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { problem, type ApiAnswer, type ApiRequest } from '../../lib/http.ts'
import { unlessOvertaken } from '../../lib/unless-overtaken.ts'
import { parseInput } from '../../lib/validation.ts'
import type {
  Asset,
  CaptionInsights,
  CaptionReading,
  CaptionTrack,
  Cue,
} from '../../schemas/generated/types.ts'
import { validateCaptionQuery } from '../../schemas/generated/validators.mjs'
import { findFile, loadTrack, type CaptionApiServices } from './caption-api-services.ts'
import { readFile } from './read-files.ts'
import { readPage, readTrack } from './rules/reading.ts'
import { RELEASE_REFUSALS } from './rules/release.ts'

/** The cues that were judged; undefined where their file is another one now, or gone. */
async function readCues(
  asset: Asset,
  track: CaptionTrack,
  services: CaptionApiServices,
): Promise<Cue[] | undefined> {
  const candidate = await findFile(asset, track, services)
  if (candidate === undefined) return undefined
  const found = await unlessOvertaken(() => readFile(candidate, services))
  return found && fitToFilm(found.file.cues, asset.inspection?.durationMs ?? 0).cues
}

/** Words are worth reading also without what was found in them. */
async function readInsights(
  { insightsKey }: CaptionTrack,
  { readText, settings }: CaptionApiServices,
): Promise<CaptionInsights | undefined> {
  if (insightsKey === undefined) return undefined
  try {
    return JSON.parse(await readText({ bucket: settings.mediaBucket, key: insightsKey })) as CaptionInsights
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

export async function showCaptions(
  { path, query }: ApiRequest,
  services: CaptionApiServices,
): Promise<ApiAnswer> {
  const { from = '0' } = parseInput(validateCaptionQuery, query)
  const { asset, track } = await loadTrack(path, services)
  const cues = await readCues(asset, track, services)
  if (cues === undefined)
    return problem(409, 'caption-file-changed', RELEASE_REFUSALS['caption-file-changed'])
  const { assetId, revision } = asset
  const page = readPage(cues, await readInsights(track, services), Number(from))
  const body: CaptionReading = { assetId, revision, track: readTrack(track), ...page }
  return { status: 200, body }
}
