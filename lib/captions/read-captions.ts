// A caption file as cues, whatever it was written in. It never throws: a damaged file yields its good cues, and a
// hopeless one says why nothing of it can be used.
import type { CaptionWarning, Cue } from '../../schemas/generated/types.ts'
import { formatOfName, type CaptionFormat } from './caption-format.ts'
import { decodeText } from './decode.ts'
import { readBlocks, type RawCue } from './read/blocks.ts'
import { readTtml } from './read/ttml.ts'
import { tidyCues } from './tidy.ts'
import { warningLog, type WarningLog } from './warnings.ts'

export interface CaptionFile {
  /** In order, each with words and a length. */
  cues: Cue[]
  /** What was put right or left out. */
  warnings: CaptionWarning[]
  format: CaptionFormat
  /** As TextDecoder names it, or `cp949`. */
  encoding: string
  /** What the file itself says, where its format can say it. */
  language?: string
  /** Why nothing of it can be used; there are no cues then. */
  hopeless?: CaptionWarning
}

export interface CaptionHint {
  fileName: string
  /** What the file name or the job file says. */
  language?: string | undefined
}

/** A film of a day and a night with a cue every five seconds has fewer; all of them are held in memory. */
export const MOST_BYTES = 10 * 1024 * 1024
const MOST_CUES = 20_000

/** What a file says of itself counts more than its name. */
function chooseFormat(text: string, fileName: string, log: WarningLog): CaptionFormat {
  const named = formatOfName(fileName) ?? 'webvtt'
  const start = text.slice(0, 4096).trimStart()
  const isXml = start.startsWith('<') && /<(?:\w+:)?tt[\s>]/.test(start)
  const found = isXml ? 'ttml' : /^WEBVTT(?:\s|$)/.test(start) ? 'webvtt' : undefined
  if (found !== undefined && found !== named) {
    log.warn('other-format', `The file is named as ${named} and is ${found}; it was read as that.`)
  }
  if (named === 'webvtt' && found === undefined) {
    log.warn('no-signature', 'The first line is not WEBVTT.', 1)
  }
  return found ?? named
}

function readRaw(text: string, format: CaptionFormat, log: WarningLog): { raw: RawCue[]; language?: string } {
  return format === 'ttml' ? readTtml(text, log) : { raw: readBlocks(text, format, log) }
}

/** Films, archives and pictures with a changed name are full of what no text has. */
function isText(text: string): boolean {
  let odd = 0
  for (const _ of text.matchAll(/(?![\t\n\f\r])\p{Cc}|\ufffd/gu)) odd++
  return odd < 100 || odd < text.length / 20
}

interface Start {
  log: WarningLog
  format: CaptionFormat
  encoding: string
}

const giveUp = ({ log, format, encoding }: Start, code: string, message: string): CaptionFile => ({
  cues: [],
  warnings: log.list(),
  format,
  encoding,
  hopeless: { code, message },
})

function dropNuls(text: string, log: WarningLog): string {
  if (!text.includes('\0')) return text
  log.warn('nul-characters', 'The file has NUL characters, which were left out.')
  return text.replaceAll('\0', '')
}

/** Takes time in proportion to the size of the file. */
export function readCaptions(bytes: Uint8Array, { fileName, language }: CaptionHint): CaptionFile {
  const log = warningLog()
  const unread: Start = { log, format: formatOfName(fileName) ?? 'webvtt', encoding: 'utf-8' }
  if (bytes.length === 0) return giveUp(unread, 'empty-file', 'The file is empty.')
  if (bytes.length > MOST_BYTES) return giveUp(unread, 'file-too-large', 'The file is larger than 10 MB.')
  const { text: decoded, encoding } = decodeText(bytes, language, log)
  if (!isText(decoded)) return giveUp({ ...unread, encoding }, 'not-text', 'The file is no text.')
  const text = dropNuls(decoded, log)
  const start = { log, format: chooseFormat(text, fileName, log), encoding }
  const { raw, language: stated } = readRaw(text, start.format, log)
  if (raw.length > MOST_CUES) return giveUp(start, 'too-many-cues', `There are more than ${MOST_CUES} cues.`)
  const cues = tidyCues(raw, log)
  if (cues.length === 0) return giveUp(start, 'no-cues', 'No cue in the file can be used.')
  return {
    cues,
    warnings: log.list(),
    format: start.format,
    encoding,
    ...(stated !== undefined && { language: stated }),
  }
}
