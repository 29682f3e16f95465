// The captions of an asset brought up to date with the files that there are. Whoever is called for a change, of one file or
// another, does the whole: so nothing is lost when many files come at once, and nothing is done twice that is done.
import type { AssetRevision, AssetStore } from '../../lib/asset-store.ts'
import type { listVersions } from '../../lib/aws/s3.ts'
import type { ReplaceCaptions } from '../../lib/caption-store.ts'
import { meterComprehend } from '../../lib/cost/meter-comprehend.ts'
import { canonicalLanguage } from '../../lib/language.ts'
import { orderTracks } from '../../lib/captions/track.ts'
import { ConflictError, NotFoundError, ThrottledError } from '../../lib/errors.ts'
import { COULD_NOT_LOOK } from '../../lib/policy/reasons.ts'
import type { Asset, CaptionTrack, Finding, Policy, Reason } from '../../schemas/generated/types.ts'
import { filmOf, findCaptions } from './find-captions.ts'
import {
  makeTrack,
  type FindObjections,
  type MadeTrack,
  type MakeServices,
  type TrackPlace,
} from './make-track.ts'
import { readAgain, readTracks, versionOf, type ReadServices, type ReadTrack } from './read-tracks.ts'
import { fitTracks } from './rules/fit-tracks.ts'
import { releaseOf } from './rules/release.ts'
import { writeManifests, type ManifestServices } from './write-manifests.ts'

export interface RefreshServices extends ReadServices, MakeServices, ManifestServices {
  listVersions: typeof listVersions
  assets: Pick<AssetStore, 'load' | 'note' | 'countUnits'>
  replaceCaptions: ReplaceCaptions
  policyOf: (asset: Asset) => Policy
  settings: { mediaBucket: string }
}

export interface Refreshed {
  asset: Asset
  changed: boolean
  findings: Finding[]
  unread: Reason[]
}

export interface RefreshOptions {
  /** Whether tracks of the record are taken as they are while their files are the same. */
  keepKnown: boolean
  /** Judges each track that is made now. */
  objectionsTo: (asset: Asset) => FindObjections
}

const ATTEMPTS = 5

/** The language of the film: what its owner says, else that of its first sound. */
function languageOf({ captionWishes, inspection }: Asset): string {
  const heard = inspection?.audioTracks.flatMap(({ languageCode }) => languageCode ?? [])
  return canonicalLanguage(captionWishes?.language ?? heard?.[0] ?? 'und') ?? 'und'
}

async function makeAll(
  tracks: ReadTrack[],
  { asset, findObjections }: Pick<TrackPlace, 'findObjections'> & { asset: Asset },
  services: RefreshServices,
): Promise<MadeTrack[]> {
  const durationMs = asset.inspection?.durationMs ?? 0
  const place = { asset, durationMs, policy: services.policyOf(asset), findObjections }
  const made: MadeTrack[] = []
  // One after the other: the services that understand them count requests a second.
  for (const track of tracks) made.push(await makeTrack(await readAgain(track, services), place, services))
  return made
}

/**
 * A track that is held because a service failed is read again by whoever comes next: it may do better now. One that
 * somebody lets pass is read again to be published.
 */
const isSettled = ({ state, reasons = [], released }: CaptionTrack): boolean =>
  state !== 'held' || !(released !== undefined || reasons.some(({ code }) => code === COULD_NOT_LOOK))

function withReleaseOf(track: ReadTrack, before: CaptionTrack[]): ReadTrack {
  const released = releaseOf(versionOf(track.candidate), before)
  return released ? { ...track, released } : track
}

const isSame = (before: CaptionTrack[], after: CaptionTrack[]): boolean =>
  JSON.stringify(before) === JSON.stringify(after)

async function refreshOnce(
  asset: Asset,
  { keepKnown, objectionsTo }: RefreshOptions,
  services: RefreshServices,
): Promise<Refreshed> {
  const { listVersions, settings } = services
  const candidates = await findCaptions(filmOf(asset), { listVersions, mediaBucket: settings.mediaBucket })
  const before = keepKnown ? asset.captions : []
  const tracks = await readTracks(candidates, before.filter(isSettled), services)
  const unknown = tracks.filter(({ known }) => known === undefined)
  const made = await makeAll(
    unknown.map((track) => withReleaseOf(track, before)),
    { asset, findObjections: objectionsTo(asset) },
    services,
  )
  const kept = tracks.flatMap((track) => track.known ?? [])
  const captions = fitTracks(orderTracks([...kept, ...made.map(({ track }) => track)], languageOf(asset)))
  const heard = {
    findings: made.flatMap(({ findings }) => findings),
    unread: made.flatMap(({ unread }) => unread),
  }
  if (isSame(asset.captions, captions)) return { asset, changed: false, ...heard }
  return { asset: await services.replaceCaptions(asset, captions), changed: true, ...heard }
}

/** What Comprehend was asked is counted whatever became of it: it is paid for. */
export async function refreshCaptions(
  asset: AssetRevision,
  options: RefreshOptions,
  services: RefreshServices,
): Promise<Refreshed> {
  const meter = meterComprehend(services)
  try {
    return await refresh(asset, options, { ...services, ...meter.services })
  } finally {
    await services.assets.countUnits(asset, meter.used)
  }
}

/**
 * @throws ThrottledError when the captions keep changing meanwhile
 * @throws ConflictError when a newer revision has taken over, which reads its captions itself
 */
async function refresh(
  { assetId, revision }: AssetRevision,
  options: RefreshOptions,
  services: RefreshServices,
): Promise<Refreshed> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const asset = await services.assets.load(assetId)
    if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
    if (asset.revision !== revision)
      throw new ConflictError(`Asset ${assetId} is at revision ${asset.revision}, no more at ${revision}.`)
    try {
      const refreshed = await refreshOnce(asset, options, services)
      // Also where nothing changed: whoever changed it may have been stopped before the manifests were written.
      await writeManifests(refreshed.asset, services)
      return refreshed
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  }
  throw new ThrottledError(`The captions of asset ${assetId} change faster than they can be read.`)
}
