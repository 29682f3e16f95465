// Caption tracks in the index of an ISO BMFF or QuickTime film.
// Sources of the layouts: ISO/IEC 14496-12, clauses 8.3.3 and 8.4; 3GPP TS 26.245, clause 5.16; QuickTime File Format.
import { canonicalLanguage } from '../../../lib/language.ts'
import { descend, handlerOf, has, isLongForm, sampleEntriesOf, type Box } from './iso-box-tree.ts'

export interface CaptionFacts {
  /** Type of the first sample entry, for instance `tx3g`; empty where there is none. */
  entry: string
  /** Position among all tracks, from 1; absent where the numbers of the tracks say something else. */
  position?: number
  /** Canonical BCP 47 tag; absent where the film says nothing that is a language. */
  language?: string
  /** Every cue is to be shown without being asked for. */
  isForced: boolean
}

/** Handlers of tracks that people read: subtitles, text, closed captions, subtitle pictures. */
const CAPTION_HANDLERS = new Set(['sbtl', 'subt', 'text', 'clcp', 'subp'])

/** Tracks that other tracks name as their chapters: text, but not what is spoken. */
const readChapterTracks = (traks: Box[]): Set<number> =>
  new Set(
    traks.flatMap((trak) => {
      const chap = descend(trak, 'tref', 'chap')
      const count = Math.floor((chap?.view.byteLength ?? 0) / 4)
      return Array.from({ length: count }, (_, index) => chap!.view.getUint32(index * 4))
    }),
  )

/** Macintosh language codes, from 1; 0 is English and what stands where nobody chose, so it says nothing. */
const MACINTOSH_LANGUAGES =
  'fr de it nl sv es da pt no he ja ar fi el is mt tr hr zh-Hant ur hi th ko lt pl hu et lv se fo fa ru zh-Hans'.split(
    ' ',
  )

/** Lower codes are Macintosh ones, higher ones three letters of five bits each. */
const LEAST_ISO_CODE = 0x400

function languageCodeOf(mdhd: Box | undefined): string | undefined {
  const at = mdhd && isLongForm(mdhd) ? 32 : 20
  if (mdhd === undefined || !has(mdhd, at + 2)) return undefined
  const code = mdhd.view.getUint16(at)
  if (code < LEAST_ISO_CODE) return MACINTOSH_LANGUAGES[code - 1]
  return String.fromCharCode(...[10, 5, 0].map((shift) => 0x60 + ((code >> shift) & 31)))
}

const LONGEST_TAG_BYTES = 80

/** `elng` holds a whole tag after its version, ended by a zero. */
function extendedLanguageOf(elng: Box | undefined): string | undefined {
  const bytes = elng?.bytes.subarray(4, 4 + LONGEST_TAG_BYTES) ?? new Uint8Array()
  const end = bytes.indexOf(0)
  return end > 0 ? String.fromCharCode(...bytes.subarray(0, end)) : undefined
}

function languageOf(trak: Box): string | undefined {
  const codes = [
    extendedLanguageOf(descend(trak, 'mdia', 'elng')),
    languageCodeOf(descend(trak, 'mdia', 'mdhd')),
  ]
  return codes.flatMap((code) => (code === undefined ? [] : (canonicalLanguage(code) ?? [])))[0]
}

/** The display flags that follow the fixed fields of a `tx3g` entry begin with two bits: some forced, all forced. */
const hasForcedFlag = (entry: Box) => has(entry, 12) && entry.view.getUint8(8) >> 6 === 3

function trackIdOf(trak: Box): number | undefined {
  const tkhd = descend(trak, 'tkhd')
  const at = tkhd && isLongForm(tkhd) ? 20 : 12
  return tkhd && has(tkhd, at + 4) ? tkhd.view.getUint32(at) : undefined
}

function readFacts(trak: Box, position: number | undefined): CaptionFacts {
  const [entry] = sampleEntriesOf(trak)
  const language = languageOf(trak)
  return {
    entry: entry?.type ?? '',
    isForced: entry?.type === 'tx3g' && hasForcedFlag(entry),
    ...(position !== undefined && { position }),
    ...(language !== undefined && { language }),
  }
}

/** The caption tracks of a film in its order; chapters are none. */
export function readCaptionTracks(traks: Box[]): CaptionFacts[] {
  const trackIds = traks.map(trackIdOf)
  const isCounted = trackIds.every((trackId, index) => trackId === index + 1)
  const chapters = readChapterTracks(traks)
  return traks.flatMap((trak, index) => {
    const isCaptions = CAPTION_HANDLERS.has(handlerOf(trak) ?? '') && !chapters.has(trackIds[index] ?? 0)
    return isCaptions ? [readFacts(trak, isCounted ? index + 1 : undefined)] : []
  })
}
