// English entities: people, places and organisations by compromise, corrected by lists and shapes of our own; dates,
// quantities, titles, events and products by patterns.
import nlp from 'compromise'
import { withoutOverlaps } from '../finding.ts'
import type { TypedSpan } from '../finding.ts'
import { findMeasures } from './english-measures.ts'
import { findNamed } from './english-names.ts'

interface Phrase {
  offset: { start: number; length: number }
}

interface Group {
  json(options: object): Phrase[]
}

/** In honorifics and the like compromise includes what the service leaves out. */
const TITLE_OF_PERSON =
  /^(?:(?:mr|mrs|ms|dr|prof|sir|madam|professor|doctor|captain|president|senator|detective|officer|king|queen|director)\.?\s+)+/i
const EDGE = /^[\s"'“”‘’([{<*♪#-]+|(?:['’]s)?[\s"'“”‘’)\]}>.,;:!?*♪…-]+$|['’]s$/g

export function englishEntities(text: string): TypedSpan[] {
  const document = nlp(text)
  const group = (found: Group, type: string, score: number) =>
    found
      .json({ offset: true, text: false, terms: false })
      .map(({ offset }) =>
        trim(text, { begin: offset.start, end: offset.start + offset.length, type, score }),
      )
      .filter((span) => isName(text, span))
  const people = group(document.people(), 'PERSON', 0.86).map((span) => withoutTitle(text, span))
  return withoutOverlaps([
    ...findNamed(text),
    ...findMeasures(text),
    ...people,
    ...findAddressed(text),
    ...group(document.places(), 'LOCATION', 0.88),
    ...group(document.organizations(), 'ORGANIZATION', 0.84),
  ]).filter(({ begin, end }) => end > begin)
}

const ADDRESSED = /,\s(?<span>[A-Z][a-z]{2,})(?=[.!?…])/dg

/** Who is spoken to, "Thank you, Emo.", is a person, and so is the same word wherever it stands. */
function findAddressed(text: string): TypedSpan[] {
  const names = [...text.matchAll(ADDRESSED)].map((match) => match.groups!['span']!)
  const isNew = (name: string) =>
    !PLAIN_WORDS.has(name.toLowerCase()) && !text.includes(` ${name.toLowerCase()}`)
  return [...new Set(names)].filter(isNew).flatMap((name) =>
    [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].map(({ index }) => ({
      begin: index,
      end: index + name.length,
      type: 'PERSON',
      score: 0.6,
    })),
  )
}

function trim(text: string, span: TypedSpan): TypedSpan {
  const said = text.slice(span.begin, span.end)
  const ahead = said.match(/^[\s"'“”‘’([{<*♪#-]+/)?.[0].length ?? 0
  const kept = said.slice(ahead).replace(EDGE, '')
  return { ...span, begin: span.begin + ahead, end: span.begin + ahead + kept.length }
}

/** A name begins with a capital letter; a text all in capitals, or with none, tells nothing by them. */
function isName(text: string, { begin, end }: TypedSpan): boolean {
  const said = text.slice(begin, end)
  return /^(?:the\s+)?[\p{Lu}\d]/u.test(said) && !PLAIN_WORDS.has(said.toLowerCase())
}

/** Capitalised at the beginning of a sentence and taken for names. */
const PLAIN_WORDS = new Set(
  (
    'i he she it we you they his her our your their my me him us them god lord mom dad mum mother father son sir ' +
    'madam baby boy girl guys everyone hey hello hi oh okay yes no well good thanks hope will bill may mark rose art ' +
    'grace faith joy chance rich frank ward doctor captain president officer police government company team ' +
    'school church court police sorry please welcome north south east west'
  ).split(' '),
)

function withoutTitle(text: string, span: TypedSpan): TypedSpan {
  const title = text.slice(span.begin, span.end).match(TITLE_OF_PERSON)?.[0].length ?? 0
  return title < span.end - span.begin ? { ...span, begin: span.begin + title } : span
}
