// Caption files as tracks: read, their language known, one for each language and kind.
import type { detectLanguages } from '../../lib/aws/comprehend.ts'
import { chunkCues, inBatches } from '../../lib/captions/chunk.ts'
import type { CaptionFormat } from '../../lib/captions/caption-format.ts'
import { isSameLanguage } from '../../lib/captions/language.ts'
import type { CaptionFile } from '../../lib/captions/read-captions.ts'
import { chooseSidecars } from '../../lib/captions/sidecar.ts'
import { trackIdOf } from '../../lib/captions/track.ts'
import type { CaptionRelease, CaptionTrack, CaptionWarning } from '../../schemas/generated/types.ts'
import type { CaptionCandidate } from './find-captions.ts'
import { readFile, readFiles, type FileServices, type ReadFile } from './read-files.ts'
import { isFileOf } from './rules/release.ts'

export interface ReadServices extends FileServices {
  detectLanguages: typeof detectLanguages
}

/** A caption file that somebody has read: now, or when the track was made that the record has. */
export interface ReadTrack {
  trackId: string
  candidate: CaptionCandidate
  /** Of the track, as players name it: what people say counts, then what is heard. */
  language: string
  format: CaptionFormat
  isHopeless: boolean
  warnings: CaptionWarning[]
  /** What was read now. */
  file?: CaptionFile
  /** There is more of the file than `file` has. */
  isShortened?: boolean
  /** The track of the record; its file is the same as then. */
  known?: CaptionTrack
  /** Somebody lets its words pass. */
  released?: CaptionRelease
}

/** The track with its whole file. One that has gone meanwhile has no cues: its removal is an event of its own. */
export async function readAgain(track: ReadTrack, services: FileServices): Promise<ReadTrack> {
  if (!track.isShortened) return track
  const found = await readFile(track.candidate, services)
  return {
    ...track,
    isHopeless: found?.file.hopeless !== undefined || !found,
    ...(found && { file: found.file }),
  }
}

const LANGUAGE_SAMPLE = { maxBytes: 5000 }
const DOCUMENTS_A_REQUEST = 25

/** Surer than a coin: two languages in a sample, or one that only resembles another, say nothing. */
const SURE_OF_LANGUAGE = 0.7

const statedLanguage = ({ candidate, file }: ReadFile) => candidate.language ?? file.language

/** For those whose language nobody states: the begin of every file, in one request. */
async function hear(files: ReadFile[], { detectLanguages }: ReadServices): Promise<ReadFile[]> {
  const heard = new Map<ReadFile, string>()
  const asked = files.flatMap((one) => {
    const sample = chunkCues(one.file.cues, LANGUAGE_SAMPLE)[0]
    return statedLanguage(one) === undefined && sample ? [{ one, text: sample.text }] : []
  })
  for (const batch of inBatches(asked, DOCUMENTS_A_REQUEST)) {
    const answers = await detectLanguages(batch.map(({ text }) => text))
    for (const [at, said] of answers.entries()) {
      const surest = 'answer' in said ? said.answer[0] : undefined
      if (surest && surest.score >= SURE_OF_LANGUAGE) heard.set(batch[at]!.one, surest.language)
    }
  }
  return files.map((one) => {
    const language = heard.get(one)
    return language === undefined ? one : { ...one, heard: language }
  })
}

function identify({ candidate, file, heard, isShortened = false }: ReadFile): ReadTrack {
  const language = candidate.language ?? file.language ?? heard ?? 'und'
  return {
    trackId: trackIdOf(language, candidate.kind),
    candidate,
    file,
    isShortened,
    language,
    format: file.format,
    isHopeless: file.hopeless !== undefined,
    warnings: [...candidate.warnings, ...file.warnings],
  }
}

/** A track of the record has said so already. */
const withWarnings = (track: ReadTrack, warnings: CaptionWarning[]): ReadTrack =>
  track.known ? track : { ...track, warnings: [...track.warnings, ...warnings] }

/** A machine names the country too: what it heard is in the language of a track that is named without. */
const isWrittenDown = ({ candidate, language }: ReadTrack, chosen: Iterable<ReadTrack>): boolean =>
  candidate.origin === 'transcribed' &&
  [...chosen].some(
    (one) =>
      !one.isHopeless && one.candidate.kind === candidate.kind && isSameLanguage(one.language, language),
  )

const ORIGINS = ['sidecar', 'embedded', 'transcribed'] as const

function chooseOf(tracks: ReadTrack[]): [trackId: string, track: ReadTrack][] {
  const files = tracks.map((track) => ({
    track,
    key: track.candidate.object.key,
    lastModifiedAt: track.candidate.lastModifiedAt,
    format: track.format,
    language: track.language,
    kind: track.candidate.kind,
    isHopeless: track.isHopeless,
  }))
  return chooseSidecars(files).map(({ trackId, chosen, warnings }) => [
    trackId,
    withWarnings(chosen.track, warnings),
  ])
}

/**
 * Files that people put beside the film win over tracks inside it, and those over a machine's ear; what nobody can read wins
 * over nothing.
 */
function choose(tracks: ReadTrack[]): ReadTrack[] {
  const chosen = new Map<string, ReadTrack>()
  const ranked = ORIGINS.flatMap((origin) =>
    chooseOf(tracks.filter(({ candidate }) => candidate.origin === origin)),
  )
  for (const [trackId, track] of ranked) {
    const isFree = chosen.get(trackId)?.isHopeless ?? true
    if (isFree && !isWrittenDown(track, chosen.values())) chosen.set(trackId, track)
  }
  return [...chosen.values()]
}

/** A candidate in the version in which it was listed. */
export const versionOf = ({ object, etag }: CaptionCandidate) => ({ key: object.key, etag })

const recall = (candidate: CaptionCandidate, known: CaptionTrack): ReadTrack => ({
  trackId: known.trackId,
  candidate,
  language: known.language,
  format: known.source.format ?? 'webvtt',
  isHopeless: known.state === 'unreadable',
  warnings: known.warnings,
  known,
})

/**
 * One track for each language and kind, from the best of its files. A damaged file is no fault.
 * @param known tracks whose files need not be read again while they are the same
 */
export async function readTracks(
  candidates: CaptionCandidate[],
  known: CaptionTrack[],
  services: ReadServices,
): Promise<ReadTrack[]> {
  const recalled = candidates.flatMap((candidate) => {
    const track = known.find((one) => isFileOf(versionOf(candidate), one))
    return track ? [recall(candidate, track)] : []
  })
  const others = candidates.filter((candidate) => !recalled.some((track) => track.candidate === candidate))
  const files = await readFiles(others, services)
  return choose([...recalled, ...(await hear(files, services)).map(identify)])
}
