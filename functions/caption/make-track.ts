// A caption file that was read, made into a track of the record: understood, written for players, judged.
import type { writeObject } from '../../lib/aws/s3.ts'
import type { ComprehendServices } from '../../lib/aws/comprehend.ts'
import { fitToFilm } from '../../lib/captions/tidy.ts'
import { trackNameOf } from '../../lib/captions/track.ts'
import { insightsKey } from '../../lib/output-layout.ts'
import type { Asset, CaptionTrack, Cue, Finding, Policy, Reason } from '../../schemas/generated/types.ts'
import { putTrack } from './put-track.ts'
import type { TrackFacts } from './rules/insights.ts'
import type { ReadTrack } from './read-tracks.ts'
import { understand } from './understand.ts'

export interface MakeServices extends ComprehendServices {
  writeObject: typeof writeObject
  now: () => number
  settings: { mediaBucket: string }
}

export interface MadeTrack {
  track: CaptionTrack
  findings: Finding[]
  /** Why parts of it could not be looked at. */
  unread: Reason[]
}

export type FindObjections = (findings: Finding[], unread: Reason[]) => Reason[]

/** What the track stands for in its asset. */
export interface TrackPlace {
  asset: Pick<Asset, 'assetId' | 'revision'>
  /** Of the film. */
  durationMs: number
  policy: Pick<Policy, 'captions'>
  /** Why people must not see it, by what it says; nothing where they may. */
  findObjections: FindObjections
}

/** Two more may be said of its words. */
const MOST_WARNINGS = 98

function describe({ trackId, candidate, language, format, warnings }: ReadTrack, updatedAt: string) {
  const { object, etag, origin, kind, name } = candidate
  return {
    trackId,
    language,
    name: name ?? trackNameOf(language, kind),
    kind,
    source: { origin, format, key: object.key, ...(etag !== undefined && { etag }) },
    warnings: warnings.slice(0, MOST_WARNINGS),
    updatedAt,
  }
}

/** The language that the file name, the container or the job file says counts before what the file says of itself. */
const saidOf = ({ candidate: { language, name }, file }: ReadTrack) => ({
  ...{ named: language, stated: file?.language },
  name,
})

/** Only what people may see lies below the prefix that is played. */
async function publish(facts: TrackFacts, shown: Cue[], services: MakeServices) {
  const keys = await putTrack({ ...facts, cues: shown }, services)
  return { ...keys, state: 'published' as const }
}

async function makeReadable(read: ReadTrack, place: TrackPlace, services: MakeServices) {
  const { asset, durationMs, policy, findObjections } = place
  const { trackId, released } = read
  const { cues, warnings } = fitToFilm(read.file?.cues ?? [], durationMs)
  const facts = { assetId: asset.assetId, revision: asset.revision, trackId, durationMs, cues }
  const understood = await understand(facts, saidOf(read), services)
  const { insights, maskedCues, maskedName, findings, unread, ...heard } = understood
  const key = insightsKey(asset.assetId, asset.revision, trackId)
  const body = JSON.stringify(insights)
  await services.writeObject({ bucket: services.settings.mediaBucket, key }, body, 'application/json')
  const masks = policy.captions?.maskPii === true
  const isMasked = masks && insights.pii.length > 0
  // Nobody knows what is to be masked in words that could not be read.
  const mayPass = released !== undefined && !(masks && unread.length > 0)
  const reasons = mayPass ? [] : findObjections(findings, unread)
  const shown =
    reasons.length > 0
      ? { state: 'held' as const, reasons }
      : await publish(facts, isMasked ? maskedCues : cues, services)
  const made = {
    ...shown,
    ...{ insightsKey: key, insights: insights.summary },
    ...(isMasked && { masked: true, ...(maskedName !== undefined && { name: maskedName }) }),
    ...(released && { released }),
  }
  return { findings, unread, made, cueCount: cues.length, warnings: [...heard.warnings, ...warnings] }
}

/** A file of which nothing can be used becomes a track that says so; nobody sees it. */
export async function makeTrack(
  read: ReadTrack,
  place: TrackPlace,
  services: MakeServices,
): Promise<MadeTrack> {
  const described = describe(read, new Date(services.now()).toISOString())
  if (read.isHopeless) {
    const { code, message } = read.file?.hopeless ?? { code: 'no-cues', message: 'There are no cues in it.' }
    const reasons = [{ code, message }]
    return { track: { ...described, state: 'unreadable', reasons, cueCount: 0 }, findings: [], unread: [] }
  }
  const { made, cueCount, warnings, findings, unread } = await makeReadable(read, place, services)
  const track: CaptionTrack = { ...described, ...made, cueCount }
  return { track: { ...track, warnings: [...warnings, ...track.warnings] }, findings, unread }
}
