// Which captions inside a source can be had, and what its owner is told of the others.
import type { ProbeResult } from '@aws-sdk/client-mediaconvert'
import type { EmbeddedCaptionTrack, Inspection, Reason } from '../../../schemas/generated/types.ts'
import type { Container } from './container.ts'
import type { CaptionFacts } from './iso-captions.ts'
import type { MovieFacts } from './iso-movie.ts'

export type FoundCaptions = Pick<Inspection, 'captionTracks' | 'warnings'>

/** MediaConvert takes so many caption selectors for an input (API reference, `CaptionSelector`). */
const MOST_TRACKS = 100

/** Formats that people know, by their sample entries in a film and by their names in Probe. */
const FORMAT_NAMES: Record<string, string> = {
  c608: 'CEA-608',
  c708: 'CEA-708',
  mp4s: 'pictures',
  stpp: 'TTML',
  text: 'QuickTime text',
  webvtt: 'WebVTT',
  wvtt: 'WebVTT',
}

function unreadable(formats: string[]): Reason[] {
  if (formats.length === 0) return []
  const names = [...new Set(formats.map((format) => FORMAT_NAMES[format]))].filter(Boolean)
  const tracks = formats.length === 1 ? 'a caption track' : `${formats.length} caption tracks`
  const form = names.length > 0 ? ` (${names.join(', ')})` : ''
  return [
    {
      code: 'embedded-captions-unreadable',
      message: `The film contains ${tracks}${form} that cannot be read. Upload captions as files beside it.`,
    },
  ]
}

const tooMany = (count: number): Reason[] =>
  count <= MOST_TRACKS
    ? []
    : [
        {
          code: 'too-many-embedded-captions',
          message: `The film contains ${count} caption tracks; the first ${MOST_TRACKS} are read.`,
        },
      ]

const found = (captionTracks: EmbeddedCaptionTrack[], warnings: Reason[]): FoundCaptions => ({
  ...(captionTracks.length > 0 && { captionTracks: captionTracks.slice(0, MOST_TRACKS) }),
  ...(warnings.length > 0 && { warnings }),
})

const listed = ({ position, language, isForced }: CaptionFacts, index: number): EmbeddedCaptionTrack => ({
  trackNumber: index + 1,
  ...(position !== undefined && { streamNumber: position }),
  format: 'tx3g',
  ...(language !== undefined && { language }),
  ...(isForced && { isForced }),
})

/** Probe has no name for timed text (API reference, `Codec`), so the index of the film tells. */
function findInMovie({ captions = [] }: MovieFacts): FoundCaptions {
  const readable = captions.filter(({ entry }) => entry === 'tx3g')
  const others = captions.filter(({ entry }) => entry !== 'tx3g')
  return found(readable.map(listed), [
    ...unreadable(others.map(({ entry }) => entry)),
    ...tooMany(readable.length),
  ])
}

/** Data tracks of these are captions, whatever they are called; a transport stream has many other kinds. */
const ONLY_CAPTIONS_AS_DATA: Container[] = ['matroska', 'webm']

/** MediaConvert's caption sources name no text track of any other container (API reference, `CaptionSourceType`). */
function findInProbe(probe: ProbeResult, container: Container): FoundCaptions {
  const data = (probe.Container?.Tracks ?? []).filter(({ TrackType }) => TrackType === 'data')
  const formats = data.map(({ Codec }) => (Codec ?? '').toLowerCase())
  const isCaption = (format: string) => ONLY_CAPTIONS_AS_DATA.includes(container) || format in FORMAT_NAMES
  return found([], unreadable(formats.filter(isCaption)))
}

export const findEmbeddedCaptions = (
  probe: ProbeResult,
  container: Container,
  movie: MovieFacts | undefined,
): FoundCaptions => (movie ? findInMovie(movie) : findInProbe(probe, container))
