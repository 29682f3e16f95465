// What goes to a terminal. Titles, keys and reasons come from strangers: an escape sequence in a file name must not
// move the cursor, recolour the screen or turn the reading direction round.
import { stripVTControlCharacters, styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

// C0, DEL and C1 controls, and the marks that change the direction of text.
const CONTROLS = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]+/gu

/** Untrusted text on one line: no escape sequences, and one space for other controls. */
export const plain = (text: string) => stripVTControlCharacters(text).replace(CONTROLS, ' ').trim()

/** Coloured when standard output is a terminal and NO_COLOR is not set. */
export const styled = (format: Format, text: string) =>
  styleText(format, text, { stream: process.stdout, validateStream: true })

export const print = (line = '') => void process.stdout.write(`${line}\n`)

/** For what is not the answer: notes and errors. */
export const note = (line: string) => void process.stderr.write(`${line}\n`)
