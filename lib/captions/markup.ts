// Cue text made safe: of all markup only that of WebVTT itself survives, balanced and written anew; HTML and scripts
// never do. Source: www.w3.org/TR/webvtt1, sections 4.2.2 and 6.4.
import { decodeReferences, dropControls, escapeCueText, tidyLines } from './cue-text.ts'
import { meantLanguage } from './language.ts'

export interface CleanText {
  text: string
  /** Absent where no tag is left: then the escaped text says it all. */
  markup?: string
}

/** Elements of HTML whose content is no speech. */
const MUTE = new Set(['script', 'style', 'iframe', 'object', 'template', 'noscript', 'xmp'])
const PLAIN = new Set(['b', 'i', 'u', 'ruby'])

const DEEPEST = 32

/** A cue is read by people within seconds. What is longer is no speech, and is cut here. */
export const MOST_CUE_CHARACTERS = 10_000

interface Cleaner {
  source: string
  at: number
  text: string[]
  markup: string[]
  open: string[]
  hasTags: boolean
}

interface Tag {
  isEnd: boolean
  name: string
  annotation: string
  /** Place behind it. */
  end: number
}

const TAG = /^(\/?)([a-z]*[0-9]?)(?:[.][^\s>]*)?(?:[\s/]+([^]*))?$/i
const TIMESTAMP = /^(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}$/

/** A sign that opens nothing (`a < b`, `<3`) is a word like others. */
function readTag(source: string, at: number): Tag | undefined {
  const close = source.indexOf('>', at)
  const content = source.slice(at + 1, close)
  if (close === -1 || content.includes('<') || !/^[/!?a-z0-9]/i.test(content)) return undefined
  const end = close + 1
  if (TIMESTAMP.test(content)) return { isEnd: false, name: 'time', annotation: '', end }
  if (/^\d/.test(content)) return undefined
  const match = TAG.exec(content)
  return {
    isEnd: match?.[1] === '/',
    name: match?.[2]?.toLowerCase() ?? '',
    annotation: decodeReferences(match?.[3] ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    end,
  }
}

/** The place behind the end tag of an element; behind its start tag where there is none. */
function skipMute({ source }: Cleaner, { name, end }: Tag): number {
  const close = source.toLowerCase().indexOf(`</${name}`, end)
  const behind = close === -1 ? -1 : source.indexOf('>', close)
  return close === -1 ? end : behind === -1 ? source.length : behind + 1
}

/** The tag as it may be written again; undefined for what is dropped. */
function cleanStart({ open }: Cleaner, { name, annotation }: Tag): string | undefined {
  if (open.length >= DEEPEST) return undefined
  if (PLAIN.has(name)) return `<${name}>`
  if (name === 'rt') return open.at(-1) === 'ruby' ? '<rt>' : undefined
  if (name === 'v') return annotation === '' ? undefined : `<v ${escapeCueText(annotation)}>`
  const language = name === 'lang' ? meantLanguage(annotation) : undefined
  return language && `<lang ${language}>`
}

function closeUpTo(cleaner: Cleaner, depth: number) {
  while (cleaner.open.length > depth) cleaner.markup.push(`</${cleaner.open.pop()}>`)
}

function takeTag(cleaner: Cleaner, tag: Tag) {
  cleaner.at = tag.end
  if (tag.isEnd) {
    const depth = cleaner.open.lastIndexOf(tag.name)
    if (depth !== -1) closeUpTo(cleaner, depth)
    return
  }
  if (MUTE.has(tag.name)) {
    cleaner.at = skipMute(cleaner, tag)
    return
  }
  const clean = cleanStart(cleaner, tag)
  if (clean === undefined) return
  // Most files never say that somebody has ended: another voice says it.
  if (tag.name === 'v' && cleaner.open.includes('v')) closeUpTo(cleaner, cleaner.open.indexOf('v'))
  cleaner.markup.push(clean)
  cleaner.open.push(tag.name)
  cleaner.hasTags = true
}

function takeWords(cleaner: Cleaner) {
  const { source, at } = cleaner
  const next = source.indexOf('<', at + 1)
  cleaner.at = next === -1 ? source.length : next
  const words = decodeReferences(source.slice(at, cleaner.at))
  cleaner.text.push(words)
  cleaner.markup.push(escapeCueText(words))
}

function clean(source: string): CleanText {
  const cleaner: Cleaner = { source, at: 0, text: [], markup: [], open: [], hasTags: false }
  while (cleaner.at < source.length) {
    const tag = source[cleaner.at] === '<' ? readTag(source, cleaner.at) : undefined
    if (tag === undefined) takeWords(cleaner)
    else takeTag(cleaner, tag)
  }
  closeUpTo(cleaner, 0)
  const text = cleaner.text.join('')
  if (!cleaner.hasTags) return { text: tidyLines(text) }
  const markup = cleaner.markup.join('')
  const tidy = tidyLines(markup)
  // A line of nothing but a dropped tag has become empty: words and markup must go on saying the same.
  return tidy === markup ? { text, markup } : clean(tidy)
}

/** @param payload of a cue, with the markup of WebVTT, of HTML, or none */
export const cleanMarkup = (payload: string): CleanText =>
  clean(tidyLines(dropControls(payload.slice(0, MOST_CUE_CHARACTERS).toWellFormed())))
