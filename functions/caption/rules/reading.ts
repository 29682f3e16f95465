// A caption track as whoever decides on it reads it: its cues, each with what was found in it, as many as an answer has
// room for.
import { voicesIn } from '../../../lib/captions/voices.ts'
import { fileNameOf } from '../../../lib/object-key.ts'
import type {
  CaptionInsights,
  CaptionTrack,
  Cue,
  FoundInCue,
  ReadCaptionTrack,
  ReadCue,
} from '../../../schemas/generated/types.ts'

/** A Lambda answers 6 MB at most. A cue has 10,000 characters at most, and one character 6 bytes as JSON. */
const MOST_CUES = 500
const MOST_CHARACTERS = 200_000

interface Place {
  startMs: number
  endMs: number
  found: FoundInCue
}

type Spoken = Pick<CaptionInsights, 'pii' | 'toxicity' | 'profanity'>

function placesOf({ pii, toxicity, profanity }: Spoken): Place[] {
  const found = (category: FoundInCue['category'], label: string, score: number) => ({
    category,
    label,
    score,
  })
  return [
    ...pii.flatMap(({ type, mentions }) =>
      mentions.map(({ score, ...range }) => ({ ...range, found: found('pii', type, score) })),
    ),
    ...toxicity.flatMap(({ labels, ...range }) =>
      labels.map(({ name, score }) => ({ ...range, found: found('toxicity', name, score) })),
    ),
    ...profanity.flatMap(({ label, mentions }) =>
      mentions.map(({ score, ...range }) => ({ ...range, found: found('profanity', label, score) })),
    ),
  ]
}

/** The surest of each kind; what spans several cues stands in each of them. */
function foundIn({ startMs, endMs }: Cue, places: Place[]): FoundInCue[] {
  const within = places
    .filter((place) => startMs >= place.startMs && endMs <= place.endMs)
    .map(({ found }) => found)
    .sort((a, b) => b.score - a.score)
  const isFirst = ({ category, label }: FoundInCue, index: number) =>
    within.findIndex((one) => one.category === category && one.label === label) === index
  return within.filter(isFirst)
}

/** How many from there on fit; one at least. */
function countFitting(cues: Cue[], from: number): number {
  let characters = 0
  let count = 0
  while (count < MOST_CUES && from + count < cues.length) {
    const cue = cues[from + count]!
    characters += voicesIn(cue).join('').length + cue.text.length
    if (characters > MOST_CHARACTERS && count > 0) break
    count++
  }
  return count
}

export interface CuePage {
  cues: ReadCue[]
  truncated: boolean
  next?: number
}

/** @param insights what was understood of them, where anything was */
export function readPage(cues: Cue[], insights: Spoken | undefined, from = 0): CuePage {
  const places = insights ? placesOf(insights) : []
  const next = from + countFitting(cues, from)
  const page = cues.slice(from, next).map((cue): ReadCue => {
    const { startMs, endMs, text } = cue
    const voices = voicesIn(cue)
    return { startMs, endMs, ...(voices.length > 0 && { voices }), text, found: foundIn(cue, places) }
  })
  return next < cues.length ? { cues: page, truncated: true, next } : { cues: page, truncated: false }
}

export function readTrack({
  vttKey: _vtt,
  playlistKey: _playlist,
  insightsKey: _insights,
  insights: _summary,
  isDefault: _default,
  source: { origin, key, etag },
  ...track
}: CaptionTrack): ReadCaptionTrack {
  return {
    ...track,
    origin,
    ...(origin === 'sidecar' && key !== undefined && { fileName: fileNameOf(key) }),
    ...(etag !== undefined && { etag }),
  }
}
