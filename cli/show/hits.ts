import { mediaTime } from '../../lib/policy/reasons.ts'
import type { SearchHit, SearchPlace } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'
import { shorten } from './measures.ts'

const LONGEST_TEXT = 160
const ID_LENGTH = 10

/** A cue by its time and language, anything else by its field. */
function placeText({ field, text, startMs, language }: SearchPlace): string {
  const when = startMs === undefined ? '' : mediaTime(startMs)
  const where = field === 'caption' ? `${when.padStart(8)} ${plain(language ?? '')}` : field
  return `  ${styled('dim', where.padEnd(12))}  ${shorten(plain(text), LONGEST_TEXT)}`
}

/** The asset, then where in it; everything in it comes from strangers. */
export function hitText({ assetId, title, outcome, places }: SearchHit): string {
  const mark = outcome === 'published' ? '' : `  ${styled('yellow', outcome)}`
  const head = `${assetId.slice(0, ID_LENGTH)}  ${styled('bold', shorten(plain(title), LONGEST_TEXT))}${mark}`
  return [head, ...places.map(placeText)].join('\n')
}
