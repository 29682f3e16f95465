// Dates, times and quantities in English, by their shapes.
import type { TypedSpan } from '../finding.ts'
import { findByPatterns } from './patterns.ts'
import type { PatternRule } from './patterns.ts'

const MONTH =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?'
const DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day'
const DAY_NUMBER = '\\d{1,2}(?:st|nd|rd|th)?'
const YEAR = '(?:1[5-9]|20|21)\\d{2}'
const CLOCK = '\\d{1,2}(?::\\d{2}){0,2}\\s?(?:[ap]\\.?m\\b\\.?)|\\d{1,2}:\\d{2}(?=\\s|[.,!?]|$)|midnight|noon'
const SPELLED =
  '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|a hundred|a thousand|a million|half a)'
const SCALE = '(?:\\s(?:hundred|thousand|million|billion|trillion))*'
const NUMBER = `(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?${SCALE}`
const AMOUNT = `(?:(?:almost|about|nearly|over|more than|less than|at least|up to|around)\\s)?(?:${NUMBER}|${SPELLED}(?:[-\\s]${SPELLED})?${SCALE})`
const UNITS =
  '(?:percent|per cent|dollars?|euros?|pounds?|won|yen|cents?|bucks|years?(?:[ -]old)?|months?|weeks?|days?|hours?|minutes?|seconds?|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|feet|foot|inch(?:es)?|km|cm|mm|kg|kilos?|kilograms?|grams?|tons?|lit(?:er|re)s?|gallons?|acres?|degrees?|people|students|employees|members|men|women|children|soldiers|times|bytes|[KMGT]B|megabytes?|gigabytes?|mph|kph|horsepower|watts?|shares|copies|votes|seats|goals|points|pages|episodes|cars|houses|tickets|bottles)'

const rule = (type: string, score: number, source: string): PatternRule => ({
  type,
  score,
  pattern: new RegExp(source, 'dgi'),
})

const RULES: PatternRule[] = [
  rule(
    'DATE',
    0.97,
    `\\b(?:${DAY},?\\s)?${MONTH}\\s${DAY_NUMBER}(?:,?\\s${YEAR})?\\b(?!\\s?(?:people|percent))`,
  ),
  rule('DATE', 0.97, `\\b${DAY_NUMBER}\\s(?:of\\s)?${MONTH}(?:,?\\s${YEAR})?\\b`),
  rule('DATE', 0.96, `\\b${MONTH}\\s(?:of\\s)?${YEAR}\\b`),
  rule('DATE', 0.97, `\\b\\d{1,4}[-/]\\d{1,2}[-/]\\d{2,4}\\b`),
  rule(
    'DATE',
    0.9,
    `\\b(?:the\\s)?(?:early\\s|late\\s|mid-)?${YEAR}s\\b|\\bthe\\s(?:\\d0|twent(?:ies)|thirties|forties|fifties|sixties|seventies|eighties|nineties)s?\\b`,
  ),
  rule(
    'DATE',
    0.85,
    `\\b(?:in|since|until|from|by|of|before|after|around|during|year)\\s(?<span>${YEAR})\\b`,
  ),
  rule(
    'DATE',
    0.93,
    `\\b(?:(?:last|next|this|every|early|late)\\s)?${DAY}s?(?:\\s(?:morning|afternoon|evening|night))?\\b`,
  ),
  rule(
    'DATE',
    0.9,
    `\\b(?:last|next|this|every)\\s(?:year|month|week|weekend|summer|winter|spring|autumn|fall|morning|evening|night|century|decade)\\b`,
  ),
  rule('DATE', 0.85, `\\b(?:today|tonight|tomorrow(?:\\s(?:morning|night|evening))?|yesterday|nowadays)\\b`),
  rule(
    'DATE',
    0.9,
    `\\b(?:${NUMBER}|${SPELLED}|a few|a couple of|an?)\\s(?:years?|months?|weeks?|days?|hours?|minutes?)\\s(?:ago|later|earlier)\\b`,
  ),
  // A month alone: those that are words or names as well only behind a preposition.
  rule('DATE', 0.88, `\\b(?:January|February|April|July|August|September|October|November|December)\\b`),
  {
    type: 'DATE',
    score: 0.87,
    pattern: /\b(?:in|since|until|by|of|last|next|late|early) (?<span>March|May|June)\b/dg,
  },
  rule('DATE', 0.9, `\\b(?:at\\s)?(?<span>${CLOCK})`),
  rule('QUANTITY', 0.98, `(?:US|C|A)?[$€£₩¥]\\s?${NUMBER}(?:\\s?[kmb]n?\\b)?`),
  rule('QUANTITY', 0.98, `\\b${NUMBER}\\s?%`),
  rule('QUANTITY', 0.92, `\\b${AMOUNT}[\\s-](?:[a-z]+\\s)?${UNITS}\\b`),
  rule('QUANTITY', 0.8, `\\b(?:hundreds|thousands|millions|billions|dozens)\\sof\\s[a-z]+\\b`),
  rule(
    'QUANTITY',
    0.75,
    `\\b(?:\\d{1,3}(?:,\\d{3})+|\\d{1,3}|\\d+\\s(?:hundred|thousand|million|billion))\\s[a-z]{3,}s\\b`,
  ),
  rule('QUANTITY', 0.7, `\\b\\d{1,3}(?:,\\d{3})+\\b`),
]

export const findMeasures = (text: string): TypedSpan[] => findByPatterns(text, RULES)
