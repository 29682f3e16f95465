// What an asset will probably use, from its inspection alone. What is not known before is assumed, and the assumptions
// have names here and a section in docs/cost.md.
import { planLadder } from '../ladder.ts'
import { planThumbnails } from '../thumbnails.ts'
import { planMediaUnits, type FilmPlan } from './plan-media.ts'
import {
  addUnits,
  transcribedUnits,
  comprehendUnit,
  COMPREHEND_QUESTIONS,
  comprehendUnits,
  type BillableUnits,
} from './units.ts'

export interface EstimatedFilm extends FilmPlan {
  isTranscribed: boolean
  /** Whether captions are expected: beside the film, in it, or made of what is said. */
  hasCaptions: boolean
}

/** Of fast speech: 150 words of six letters. */
const CAPTION_CHARACTERS_A_MINUTE = 900

/** A run without any detour; memory and time of its functions are generous. */
export const ONE_RUN: BillableUnits = {
  'stepfunctions-transition': 20,
  'lambda-request': 20,
  'lambda-gb-second': 20,
  'dynamodb-write-unit': 60,
  'dynamodb-read-unit': 40,
  'sqs-fifo-request': 4,
  'eventbridge-event': 2,
}

const MANIFESTS = 4

const SECONDS_A_MINUTE = 60

function estimateCaptions({ hasCaptions, inspection }: EstimatedFilm): BillableUnits {
  if (!hasCaptions) return {}
  const characters = (inspection.durationMs / 60_000) * CAPTION_CHARACTERS_A_MINUTE
  const units = comprehendUnits(Math.ceil(characters))
  return Object.fromEntries(COMPREHEND_QUESTIONS.map((question) => [comprehendUnit(question), units]))
}

/** Each rung as large as it may become, and the source kept beside it; for one month. */
function estimateStorage({ inspection, profile, options }: EstimatedFilm): BillableUnits {
  const seconds = inspection.durationMs / 1000
  const ladder = planLadder(inspection, profile, options)
  const soundBps = inspection.audioTracks.length * profile.audio.bitrateBps
  const bps = ladder.reduce((sum, rung) => sum + rung.maxBitrateBps, soundBps)
  const streams = ladder.length + inspection.audioTracks.length
  const segments = Math.ceil(seconds / profile.segmentDurationSeconds) * streams
  const { count } = planThumbnails(inspection, profile.thumbnails)
  return {
    's3-gb-month': (inspection.sizeBytes + (bps / 8) * seconds) / 1e9,
    's3-put-request': segments + count + MANIFESTS,
  }
}

export function estimateUnits(film: EstimatedFilm): BillableUnits {
  const seconds = film.inspection.durationMs / 1000
  return addUnits(
    planMediaUnits(film),
    { 'rekognition-moderation-minute': seconds / SECONDS_A_MINUTE },
    film.isTranscribed ? transcribedUnits(film.inspection.durationMs) : {},
    estimateCaptions(film),
    estimateStorage(film),
    ONE_RUN,
  )
}

/** Gigabytes of playing for so many seconds at so many bits a second. */
export const egressGigabytes = (bitrateBps: number, seconds: number): number =>
  ((bitrateBps / 8) * seconds) / 1e9

/** What `views` of `minutes` each take from the edge, all in the best rung. */
export function estimateEgress(
  { inspection, profile, options }: FilmPlan,
  { views, minutes }: { views: number; minutes: number },
): BillableUnits {
  const best = planLadder(inspection, profile, options).at(-1)!
  const seconds = Math.min(minutes * SECONDS_A_MINUTE, inspection.durationMs / 1000)
  const bps = best.maxBitrateBps + (inspection.audioTracks.length > 0 ? profile.audio.bitrateBps : 0)
  const segments =
    Math.ceil(seconds / profile.segmentDurationSeconds) * (inspection.audioTracks.length > 0 ? 2 : 1)
  return {
    'cloudfront-gb': egressGigabytes(bps, seconds) * views,
    'cloudfront-request': (segments + MANIFESTS) * views,
  }
}
