// Cues of WebVTT and SubRip, which differ little once a reader forgives: blocks of lines, each with a line of times.
// Source: www.w3.org/TR/webvtt1, section 6; SubRip has no specification.
import type { WarningLog } from '../warnings.ts'
import { cleanSettings, looksLikeTiming, readTiming } from './timing.ts'

/** A cue as it was found: nothing is judged yet. */
export interface RawCue {
  startMs: number
  endMs: number
  /** With whatever markup it has. */
  payload: string
  settings?: string | undefined
  id?: string | undefined
  /** Of its times, from 1. */
  line: number
}

/** Blocks of WebVTT that are not shown. */
const SILENT = /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/

interface Reader {
  isSubRip: boolean
  log: WarningLog
  cues: RawCue[]
  /** Lines of the cue that is being read; undefined between cues. */
  payload: string[] | undefined
  /** What came before the times in this block. */
  ahead: string[]
  /** A block whose lines mean nothing, until its end. */
  skipping: boolean
}

function closeCue(reader: Reader) {
  const cue = reader.cues.at(-1)
  if (reader.payload !== undefined && cue) cue.payload = reader.payload.join('\n')
  reader.payload = undefined
}

/** Numbers alone: a name would be published with its cue, and nobody reads it before. */
function readId(line = ''): string | undefined {
  const id = line.trim()
  return /^\d{1,6}$/.test(id) ? id : undefined
}

/** A number on its own line before the times belongs to them, even where no empty line parts the cues. */
function takeId(reader: Reader): string | undefined {
  const inside = reader.payload
  if (inside === undefined) return reader.ahead.at(-1)
  const isNumber = /^\s*\d{1,6}\s*$/.test(inside.at(-1) ?? '')
  return isNumber ? inside.pop() : undefined
}

function openCue(reader: Reader, line: string, lineNumber: number) {
  const timing = readTiming(line)
  const id = takeId(reader)
  closeCue(reader)
  reader.ahead = []
  if (timing === undefined) {
    reader.log.warn('unreadable-times', 'The times of a cue cannot be read, so it was left out.', lineNumber)
    reader.skipping = true
    return
  }
  reader.skipping = false
  const { startMs, endMs, rest } = timing
  const named = reader.isSubRip ? undefined : readId(id)
  const settings = reader.isSubRip ? undefined : cleanSettings(rest)
  reader.cues.push({ startMs, endMs, payload: '', settings, id: named, line: lineNumber })
  reader.payload = []
}

/** SubRip has no comments: words after an empty line belong to the cue before. */
function endBlock(reader: Reader, lineNumber: number) {
  const stray = reader.ahead.filter((line) => !/^\s*\d*\s*$/.test(line))
  const cue = reader.cues.at(-1)
  if (stray.length > 0 && reader.isSubRip && cue) {
    cue.payload += `\n${stray.join('\n')}`
    reader.log.warn('empty-line-in-cue', 'A cue has an empty line within it.', lineNumber - stray.length)
  } else if (stray.length > 0) {
    reader.log.warn('words-without-times', 'Words without times were left out.', lineNumber - stray.length)
  }
  closeCue(reader)
  reader.ahead = []
  reader.skipping = false
}

function readLine(reader: Reader, line: string, lineNumber: number) {
  if (line === '' || (reader.isSubRip && line.trim() === '')) return endBlock(reader, lineNumber)
  if (line.includes('-->') && looksLikeTiming(line)) return openCue(reader, line, lineNumber)
  if (reader.skipping) return
  if (reader.payload !== undefined) reader.payload.push(line)
  else if (!reader.isSubRip && reader.ahead.length === 0 && SILENT.test(line)) reader.skipping = true
  else reader.ahead.push(line)
}

/** The line after the signature and what belongs to it. */
function skipHeader(lines: string[]): number {
  const first = lines[0]!.trim()
  if (!/^WEBVTT(?:\s|$)/.test(first)) return 0
  const end = lines.findIndex((line) => line === '' || line.includes('-->'))
  return end === -1 ? lines.length : end
}

/** All cues in the order of the file, whatever their times. */
export function readBlocks(text: string, format: 'webvtt' | 'srt', log: WarningLog): RawCue[] {
  const lines = text.split(/\r\n|\n|\r/)
  const isSubRip = format === 'srt'
  const reader: Reader = { isSubRip, log, cues: [], payload: undefined, ahead: [], skipping: false }
  for (let index = isSubRip ? 0 : skipHeader(lines); index < lines.length; index++) {
    readLine(reader, lines[index]!, index + 1)
  }
  endBlock(reader, lines.length + 1)
  return reader.cues
}
