// Cues of TTML (also IMSC and DFXP): paragraphs, or the spans within them, that have times.
// Source: www.w3.org/TR/ttml2, sections 8 and 12. Foreign entities are never fetched nor expanded: the parser knows none.
import { parseXml, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml'
import { escapeCueText } from '../cue-text.ts'
import { meantLanguage } from '../language.ts'
import type { WarningLog } from '../warnings.ts'
import type { RawCue } from './blocks.ts'
import {
  attributesOf,
  childElements,
  localName,
  readStylesheet,
  tagsOf,
  type Stylesheet,
} from './ttml-style.ts'
import { readClock, readTtmlTime, type TtmlClock } from './ttml-time.ts'

interface Reader {
  clock: TtmlClock
  sheet: Stylesheet
  log: WarningLog
  cues: RawCue[]
  /** Line of an element in the file, from 1. */
  lineOf: (element: XmlElement) => number
}

/** What an element has from those around it. */
interface Around {
  startMs: number
  endMs: number | undefined
  /** Tags that are open around its words. */
  tags: string[]
  region: string | undefined
  /** Whether it, or something around it, says times. */
  isTimed: boolean
}

const PARSING = { includeOffsets: true, ignoreUndefinedEntities: true }

const hasTimes = (element: XmlElement): boolean => {
  const attributes = attributesOf(element)
  return ['begin', 'end', 'dur'].some((name) => attributes.has(name))
}

/** Times count from where the element around it begins; undefined where one of them cannot be read. */
function enter(element: XmlElement, around: Around, { clock, sheet }: Reader): Around | undefined {
  const attributes = attributesOf(element)
  const [begin, end, duration] = ['begin', 'end', 'dur'].map((name) => {
    const text = attributes.get(name)
    return text === undefined ? undefined : (readTtmlTime(text, clock) ?? Number.NaN)
  })
  if ([begin, end, duration].some((ms) => Number.isNaN(ms))) return undefined
  const startMs = around.startMs + (begin ?? 0)
  const ends = [
    around.endMs,
    end === undefined ? undefined : around.startMs + end,
    duration === undefined ? undefined : startMs + duration,
  ].filter((ms) => ms !== undefined)
  return {
    startMs,
    endMs: ends.length === 0 ? undefined : Math.min(...ends),
    tags: [...around.tags, ...tagsOf(element, sheet).filter((tag) => !around.tags.includes(tag))],
    region: attributes.get('region') ?? around.region,
    isTimed: around.isTimed || hasTimes(element),
  }
}

const wrap = (words: string, tags: string[]): string =>
  tags.reduceRight((inner, tag) => `<${tag}>${inner}</${tag}>`, words)

const writtenText = (node: XmlText, parent: XmlElement): string =>
  escapeCueText(parent.preserveWhitespace ? node.text : node.text.replace(/\s+/g, ' '))

/** The words of an element with its markup, without those of spans that have times of their own. */
function wordsOf(element: XmlElement, { sheet }: Pick<Reader, 'sheet'>): string {
  return element.children
    .map((child) => {
      if (child instanceof XmlText) return writtenText(child, element)
      if (!(child instanceof XmlElement)) return ''
      const name = localName(child.name)
      if (name === 'br') return '\n'
      if (name !== 'span' || hasTimes(child)) return ''
      return wrap(wordsOf(child, { sheet }), tagsOf(child, sheet))
    })
    .join('')
}

function addCue(element: XmlElement, inside: Around, reader: Reader) {
  const payload = wordsOf(element, reader)
  if (payload.replace(/<\/?[biu]>/g, '').trim() === '') return
  const line = reader.lineOf(element)
  const { startMs, endMs, tags, region = '' } = inside
  if (endMs === undefined || !inside.isTimed) {
    reader.log.warn('words-without-times', 'Words without times were left out.', line)
    return
  }
  const settings = reader.sheet.topRegions.has(region) ? 'line:0' : undefined
  reader.cues.push({ startMs, endMs, payload: wrap(payload, tags), settings, line })
}

/** In a sequence each element begins when the one before it has ended. */
function readChildren(element: XmlElement, inside: Around, reader: Reader) {
  const isSequence = attributesOf(element).get('timeContainer') === 'seq'
  let startMs = inside.startMs
  for (const child of childElements(element)) {
    const around = isSequence ? { ...inside, startMs } : inside
    startMs = readElement(child, around, reader) ?? startMs
  }
}

/** @returns when it ends, as far as that is known */
function readElement(element: XmlElement, around: Around, reader: Reader): number | undefined {
  const name = localName(element.name)
  if (!['body', 'div', 'p', 'span'].includes(name)) return undefined
  const inside = enter(element, around, reader)
  if (inside === undefined) {
    const line = reader.lineOf(element)
    reader.log.warn('unreadable-times', 'The times of a cue cannot be read, so it was left out.', line)
    return undefined
  }
  if (name === 'p' || (name === 'span' && hasTimes(element))) addCue(element, inside, reader)
  readChildren(element, inside, reader)
  return inside.endMs
}

const START: Around = { startMs: 0, endMs: undefined, tags: [], region: undefined, isTimed: false }

/** Paragraphs that are whole although the document around them is not. */
function salvage(text: string): { fragment: string; start: number }[] {
  const found: { fragment: string; start: number }[] = []
  let open: number | undefined
  for (const { 0: tag, 1: slash, index } of text.matchAll(/<(\/?)(?:\w+:)?p(?=[\s>])[^<>]*>/g)) {
    if (slash === '') open = index
    else if (open !== undefined) {
      found.push({ fragment: text.slice(open, index + tag.length), start: open })
      open = undefined
    }
  }
  return found
}

function parseElement(text: string): XmlElement | undefined {
  try {
    return parseXml(text, PARSING).root ?? undefined
  } catch {
    return undefined
  }
}

/** Line numbers by offset, counted on as offsets grow. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1
  let at = 0
  return (offset) => {
    if (offset < at) [line, at] = [1, 0]
    for (; at < offset; at++) if (text.charCodeAt(at) === 10) line++
    return line
  }
}

const languageOf = (root: XmlElement | undefined): { language?: string } => {
  const language = meantLanguage(root?.attributes['xml:lang'] ?? '')
  return language === undefined ? {} : { language }
}

function readDamaged(text: string, log: WarningLog): { raw: RawCue[]; language?: string } {
  const tag = /<(?:\w+:)?tt\s[^<>]*>/.exec(text)?.[0]
  const root = tag === undefined ? undefined : parseElement(tag.replace(/\/?>$/, '/>'))
  const clock = readClock(root ? attributesOf(root) : new Map<string, string>())
  const sheet: Stylesheet = { styles: new Map(), topRegions: new Set() }
  const lineAt = lineCounter(text)
  const cues: RawCue[] = []
  for (const { fragment, start } of salvage(text)) {
    const paragraph = parseElement(fragment)
    const reader: Reader = { clock, sheet, log, cues, lineOf: () => lineAt(start) }
    if (paragraph) readElement(paragraph, START, reader)
    else log.warn('ill-formed-cue', 'A paragraph is no well-formed XML and was left out.', lineAt(start))
  }
  return { raw: cues, ...languageOf(root) }
}

function readWhole(text: string, log: WarningLog): { raw: RawCue[]; language?: string } {
  const { root } = parseXml(text, PARSING)
  if (root === null || localName(root.name) !== 'tt') return { raw: [] }
  const lineAt = lineCounter(text)
  const cues: RawCue[] = []
  const clock = readClock(attributesOf(root))
  const lineOf = (element: XmlElement) => lineAt(element.start)
  const reader: Reader = { clock, sheet: readStylesheet(root), log, cues, lineOf }
  for (const child of childElements(root)) readElement(child, START, reader)
  return { raw: cues, ...languageOf(root) }
}

/** `language` is what the document says of itself. Of a document that is no well-formed XML the whole paragraphs count. */
export function readTtml(source: string, log: WarningLog): { raw: RawCue[]; language?: string } {
  const text = source.replace(/\r\n?/g, '\n')
  try {
    return readWhole(text, log)
  } catch (error) {
    // Also where elements are nested deeper than the parser can follow.
    const line = error instanceof XmlError ? error.line : undefined
    log.warn('ill-formed-xml', 'The file is no well-formed XML; what is whole in it was read.', line)
    return readDamaged(text, log)
  }
}
