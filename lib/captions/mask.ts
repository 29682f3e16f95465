// Words made unreadable in cues, sign by sign, so that times, lines and what is emphasised stay as they are.
import type { Cue } from '../../schemas/generated/types.ts'
import type { CuePart } from './chunk.ts'
import { widthAt } from './code-points.ts'

type Range = Pick<CuePart, 'begin' | 'end'>

const MASK = '*'

const isWithin = (ranges: Range[], offset: number) =>
  ranges.some(({ begin, end }) => offset >= begin && offset < end)

/** Spaces and line breaks stay: a masked line is as long as it was, and breaks where it did. */
const maskOf = (sign: string, isSecret: boolean): string => (isSecret && sign.trim() !== '' ? MASK : sign)

function maskText(text: string, ranges: Range[]): string {
  return Array.from(text, (sign, offset) => maskOf(sign, isWithin(ranges, offset))).join('')
}

const REFERENCES = /^&(?:amp|lt|gt);/

/** Tags are no words; a character reference is one sign. */
function maskMarkup(markup: string, ranges: Range[]): string {
  const masked: string[] = []
  for (let at = 0, offset = 0; at < markup.length;) {
    if (markup[at] === '<') {
      const end = markup.indexOf('>', at) + 1
      masked.push(markup.slice(at, end))
      at = end
      continue
    }
    const sign = REFERENCES.exec(markup.slice(at, at + 5))?.[0] ?? markup.slice(at, at + widthAt(markup, at))
    masked.push(maskOf(sign, isWithin(ranges, offset)))
    at += sign.length
    offset++
  }
  return masked.join('')
}

/** Cues without these parts of their words; the others stay the same objects. */
export function maskCues(cues: Cue[], parts: Pick<CuePart, 'cueIndex' | 'begin' | 'end'>[]): Cue[] {
  const byCue = Map.groupBy(parts, ({ cueIndex }) => cueIndex)
  return cues.map((cue, index) => {
    const ranges = byCue.get(index)
    if (ranges === undefined) return cue
    const { text, markup } = cue
    return {
      ...cue,
      text: maskText(text, ranges),
      ...(markup !== undefined && { markup: maskMarkup(markup, ranges) }),
    }
  })
}
