// Called by the state "Read late captions": a caption file has come, changed or gone after its film was read, or somebody
// lets a held track pass. What a file says is judged by itself: what the policy would not let pass stays out of the
// manifests and is told.
import { headObject } from '../../lib/aws/s3.ts'
import { OUTPUT, outputPrefix } from '../../lib/output-layout.ts'
import { evaluatePolicy } from '../../lib/policy/evaluate.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import { unlessOvertaken } from '../../lib/unless-overtaken.ts'
import type { Asset, ReadLateCaptionsInput, ReadLateCaptionsOutput } from '../../schemas/generated/types.ts'
import {
  validateReadLateCaptionsInput,
  validateReadLateCaptionsOutput,
} from '../../schemas/generated/validators.mjs'
import { captionServices } from './caption-services.ts'
import { findFilm, type FindFilmServices } from './find-film.ts'
import type { FindObjections } from './make-track.ts'
import { refreshCaptions, type RefreshServices } from './refresh-captions.ts'
import { reportCaptions } from './rules/report.ts'

export interface LateCaptionServices extends RefreshServices {
  assets: RefreshServices['assets'] & FindFilmServices['assets']
  headObject: typeof headObject
}

/** The film whose captions are to be looked at; undefined where there is none, or where it is processed anew meanwhile. */
async function findAsset(
  asked: ReadLateCaptionsInput,
  services: LateCaptionServices,
): Promise<Asset | undefined> {
  if ('key' in asked) return findFilm(asked, services)
  const asset = await services.assets.load(asked.assetId)
  return asset?.revision === asked.revision ? asset : undefined
}

const BY_POLICY = 'The policy does not let these captions be shown without a person.'

/** The pictures were judged before: only the captions are looked at. */
const objectionsBy =
  ({ policyOf }: LateCaptionServices) =>
  (asset: Asset): FindObjections =>
  (findings, unread) => {
    const pictures = { looked: true, detector: 'visual' as const, findings: [] }
    const reports = [pictures, reportCaptions(findings, unread)]
    const { decision, reasons } = evaluatePolicy(policyOf(asset), { reports })
    if (decision === 'approve') return []
    return reasons.length > 0 ? reasons : [{ code: `policy-${decision}`, message: BY_POLICY }]
  }

/** A film that is not transcoded yet reads its captions itself; one that is refused or has failed shows none. */
async function hasManifests(
  { assetId, revision, outcome }: Asset,
  { headObject, settings }: LateCaptionServices,
): Promise<boolean> {
  if (outcome === 'rejected' || outcome === 'failed') return false
  const key = outputPrefix(assetId, revision) + OUTPUT.hls
  return (await headObject({ bucket: settings.mediaBucket, key })) !== undefined
}

/** Undefined where a newer processing has begun since the file came: it reads the file itself. */
function refreshUnlessOvertaken(film: Asset, services: LateCaptionServices) {
  const options = { keepKnown: true, objectionsTo: objectionsBy(services) }
  return unlessOvertaken(() => refreshCaptions(film, options, services))
}

export const readLateCaptions = defineStep({
  input: validateReadLateCaptionsInput,
  output: validateReadLateCaptionsOutput,
  async run(asked: ReadLateCaptionsInput, services: LateCaptionServices): Promise<ReadLateCaptionsOutput> {
    const film = await findAsset(asked, services)
    if (film === undefined || !(await hasManifests(film, services))) return { change: 'none' }
    const refreshed = await refreshUnlessOvertaken(film, services)
    if (refreshed === undefined) return { change: 'none' }
    const { asset, changed } = refreshed
    if (!changed) return { change: 'unchanged' }
    const { assetId, revision, sourceUri } = asset
    const captions = asset.captions.map(({ trackId, state }) => ({ trackId, state }))
    return { change: 'changed', announcement: { assetId, revision, sourceUri, captions } }
  },
})

export const handler = lambda(readLateCaptions, () => ({ ...captionServices(), headObject }))
