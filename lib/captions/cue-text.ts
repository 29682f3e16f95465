// Plain words as WebVTT cue text, and character references back to the signs they mean.

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Of `-->` nothing is left that a reader could take for times. */
export const escapeCueText = (text: string): string => text.replace(/[&<>]/g, (sign) => ESCAPES[sign]!)

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
}

/** Control characters say nothing in a caption; white space that was written as a number is meant to stay. */
function fromNumber(code: number): string {
  if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) return '\u00a0'
  const isSign = code >= 0x20 && !(code >= 0x7f && code < 0xa0)
  const isWhole = code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
  return isSign && isWhole ? String.fromCodePoint(code) : ''
}

const REFERENCES = /&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,8}|\w{2,4});/g

function decodeReference(reference: string): string {
  const name = reference.slice(1, -1)
  if (!name.startsWith('#')) return NAMED[name] ?? reference
  return fromNumber(Number(/^#x/i.test(name) ? `0${name.slice(1)}` : name.slice(1)))
}

/** What is no known reference stays as it is written. */
export const decodeReferences = (text: string): string => text.replace(REFERENCES, decodeReference)

/** Lines without white space at their ends, none of them empty: an empty line ends a cue. */
export const tidyLines = (text: string): string =>
  text
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^[ \t\f]+|[ \t\f]+$/g, ''))
    .filter((line) => line !== '')
    .join('\n')

/** Control characters but the ones that lay out lines, and the mark that may stand before a text. */
export const dropControls = (text: string): string => text.replace(/(?![\t\n\f\r])\p{Cc}|\ufeff/gu, '')
