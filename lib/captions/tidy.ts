// From cues as they were found to cues that can be shown: in order, with a length, with words.
import type { CaptionWarning, Cue } from '../../schemas/generated/types.ts'
import { escapeCueText } from './cue-text.ts'
import { cleanMarkup, MOST_CUE_CHARACTERS, type CleanText } from './markup.ts'
import type { RawCue } from './read/blocks.ts'
import type { WarningLog } from './warnings.ts'

/** Top of the picture, as the SubStation codes of many SubRip files say it. */
const AT_TOP = /\{\\an[789]\}/
const SUBSTATION_CODES = /\{\\[^{}]*\}/g

function tellProblem({ startMs, endMs, payload, line }: RawCue, log: WarningLog): boolean {
  if (startMs < 0 || endMs < 0) log.warn('negative-time', 'A cue is before the film and was left out.', line)
  else if (endMs <= startMs) log.warn('cue-without-length', 'A cue ends before it has begun.', line)
  else {
    if (payload.length > MOST_CUE_CHARACTERS) {
      log.warn('cue-too-long', `A cue was cut after ${MOST_CUE_CHARACTERS} characters.`, line)
    }
    return false
  }
  return true
}

/** Never words that would be taken for codes once they are written: a tag between brace and backslash has hidden them. */
function cleanWords(payload: string): CleanText {
  const cleaned = cleanMarkup(payload.replace(SUBSTATION_CODES, ''))
  const written = cleaned.markup ?? escapeCueText(cleaned.text)
  const hasCodes = written.search(SUBSTATION_CODES) !== -1
  return hasCodes ? cleanMarkup(written.replace(/\{\\+/g, '{')) : cleaned
}

function cleanCue({ startMs, endMs, payload, settings, id }: RawCue): Cue[] {
  const { text, markup } = cleanWords(payload)
  if (text.trim() === '') return []
  const placed = settings ?? (AT_TOP.test(payload) ? 'line:0' : undefined)
  return [
    {
      startMs,
      endMs,
      text,
      ...(markup !== undefined && { markup }),
      ...(placed !== undefined && { settings: placed }),
      ...(id !== undefined && { id }),
    },
  ]
}

/** Players take cues with one identifier for one cue. */
function dropSharedIds(cues: Cue[]): Cue[] {
  const seen = new Set<string>()
  return cues.map((cue) => {
    if (cue.id === undefined) return cue
    if (!seen.has(cue.id)) {
      seen.add(cue.id)
      return cue
    }
    const { id: _shared, ...rest } = cue
    return rest
  })
}

function dropRepeated(cues: Cue[], log: WarningLog): Cue[] {
  const seen = new Set<string>()
  const kept = cues.filter(({ startMs, endMs, text, markup = '' }) => {
    const all = `${startMs} ${endMs} ${text} ${markup}`
    return !seen.has(all) && seen.add(all)
  })
  const repeated = cues.length - kept.length
  if (repeated > 0) log.warn('repeated-cues', `Cues that say the same at the same time: ${repeated}.`)
  return kept
}

function tellOrder(cues: Cue[], log: WarningLog) {
  const unordered = cues.filter(({ startMs }, index) => startMs < (cues[index - 1]?.startMs ?? 0)).length
  if (unordered > 0)
    log.warn('unordered-cues', `Cues that come too late in the file: ${unordered}. All were put in order.`)
}

function tellOverlaps(cues: Cue[], log: WarningLog) {
  let latestMs = 0
  let overlapping = 0
  for (const { startMs, endMs } of cues) {
    if (startMs < latestMs) overlapping++
    latestMs = Math.max(latestMs, endMs)
  }
  if (overlapping > 0) {
    log.warn(
      'overlapping-cues',
      `Cues that begin while another is shown: ${overlapping}. Players show them together.`,
    )
  }
}

/** Never a cue without words or without length, and none before the one that begins earlier. */
export function tidyCues(raw: RawCue[], log: WarningLog): Cue[] {
  const found = raw.filter((cue) => !tellProblem(cue, log)).flatMap(cleanCue)
  tellOrder(found, log)
  const cues = dropRepeated(found, log).sort((a, b) => a.startMs - b.startMs)
  tellOverlaps(cues, log)
  return dropSharedIds(cues)
}

/** Cues that begin after the film has ended are left out, and none lasts longer than the film. */
export function fitToFilm(cues: Cue[], durationMs: number): { cues: Cue[]; warnings: CaptionWarning[] } {
  const fitting = cues.filter(({ startMs }) => startMs < durationMs)
  const after = cues.length - fitting.length
  const message = `Cues that begin after the film has ended: ${after}. Is it for another cut of the film?`
  return {
    cues: fitting.map((cue) => (cue.endMs > durationMs ? { ...cue, endMs: durationMs } : cue)),
    warnings: after === 0 ? [] : [{ code: 'cues-after-film', message }],
  }
}
