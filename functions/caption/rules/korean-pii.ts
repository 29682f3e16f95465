// Personal data in what is said in Korean, which Comprehend reads in English and Spanish only. Numbers of Korea are looked for
// in every language: no service knows them.
import type { DetectedPii } from '../../../lib/aws/comprehend.ts'
import { toOffsets } from '../../../lib/captions/code-points.ts'
import { isCardNumber, readResidentNumber } from './korean-numbers.ts'
import { TOLD_SHAPES } from './korean-told-pii.ts'

export interface PiiShape {
  type: string
  pattern: RegExp
  /** From 0 to 1; undefined for what only looks like it. @param around what is said shortly before and after */
  score: (found: string, around: string) => number | undefined
}

/** Not within a longer number. Two signs may part its groups: a cue may end between them. */
const number = (source: string) => new RegExp(String.raw`(?<![\d-])(?:${source})(?![-.]?\d)`, 'gu')

const isRun = (found: string) => /^\d+$/.test(found)

const ACCOUNT_WORDS =
  /은행|농협|수협|신협|카카오\s?뱅크|토스\s?뱅크|케이\s?뱅크|새마을\s?금고|우체국|계좌|입금|송금|이체|예금주|account/iu

const digitCount = (found: string) => found.replace(/\D/g, '').length

/** Known by themselves. Where two match, the one that is surer counts, else the one that stands first here. */
const NUMBERS: PiiShape[] = [
  {
    type: 'KR_RESIDENT_REGISTRATION_NUMBER',
    pattern: number(String.raw`\d{6}[-–\s]{0,3}[1-8]\d{6}`),
    score: readResidentNumber,
  },
  {
    type: 'CREDIT_DEBIT_NUMBER',
    pattern: number(
      String.raw`\d{4}[- ]{0,2}\d{4}[- ]{0,2}\d{4}[- ]{0,2}\d{4}|\d{4}[- ]{0,2}\d{6}[- ]{0,2}\d{5}`,
    ),
    score: (found) => (isCardNumber(found) ? (isRun(found) ? 0.95 : 0.99) : undefined),
  },
  {
    type: 'PHONE',
    pattern: number(String.raw`(?:\+?82[-. ]?(?:\(0\))?|0)1[016789][-. )]{0,2}\d{3,4}[-. ]{0,2}\d{4}`),
    score: (found) => (isRun(found) ? 0.92 : 0.98),
  },
  {
    type: 'PHONE',
    pattern: number(
      String.raw`(?:\(?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d)\)?)[-. ]{0,2}\d{3,4}[-. ]{1,2}\d{4}`,
    ),
    score: () => 0.95,
  },
  {
    type: 'PHONE',
    // Read out sign by sign: “공일공 일이삼사 오육칠팔”.
    pattern: /공일[공영일육륙칠팔구](?:[\s,.에의-]{0,2}[공영일이삼사오육륙칠팔구]){7,8}/gu,
    score: () => 0.9,
  },
  {
    type: 'DRIVER_ID',
    pattern: number(String.raw`(?:1[1-9]|2[0-8])-\d{2}-\d{6}-\d{2}`),
    score: () => 0.95,
  },
  {
    type: 'PASSPORT_NUMBER',
    pattern: /(?<![A-Z0-9])[MSRGDO]\d{3}[A-Z0-9]\d{4}(?![A-Z0-9])/gu,
    score: (_found, around) => (/여권|passport/iu.test(around) ? 0.95 : undefined),
  },
  {
    type: 'BANK_ACCOUNT_NUMBER',
    pattern: number(String.raw`\d{2,6}(?:-\d{2,8}){1,3}|\d{10,14}`),
    score: (found, around) =>
      ACCOUNT_WORDS.test(around) && digitCount(found) >= 10 && digitCount(found) <= 14 ? 0.93 : undefined,
  },
  {
    type: 'EMAIL',
    pattern: /(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}(?![\w-])/giu,
    score: () => 0.99,
  },
]

const SHAPES = [...NUMBERS, ...TOLD_SHAPES]

const AROUND_CHARACTERS = 30

/** A place in UTF-16 units. */
interface Found {
  type: string
  begin: number
  end: number
  score: number
}

const overlaps = (a: { begin: number; end: number }, b: { begin: number; end: number }) =>
  a.begin < b.end && b.begin < a.end

const findShape =
  (text: string) =>
  ({ type, pattern, score }: PiiShape): Found[] =>
    [...text.matchAll(pattern)].flatMap(({ 0: found, index: begin }) => {
      const end = begin + found.length
      const around = text.slice(Math.max(0, begin - AROUND_CHARACTERS), end + AROUND_CHARACTERS)
      const sure = score(found, around)
      return sure === undefined ? [] : [{ type, begin, end, score: sure }]
    })

/** Nothing is two things at once. In the order of the text, offsets in code points as Comprehend has them. */
export function findKoreanPii(text: string): DetectedPii[] {
  const kept: Found[] = []
  for (const found of SHAPES.flatMap(findShape(text)).sort((a, b) => b.score - a.score)) {
    if (!kept.some((other) => overlaps(other, found))) kept.push(found)
  }
  kept.sort((a, b) => a.begin - b.begin)
  const offsets = toOffsets(
    text,
    kept.flatMap(({ begin, end }) => [begin, end]),
  )
  return kept.map((found, index) => ({ ...found, begin: offsets[2 * index]!, end: offsets[2 * index + 1]! }))
}

/** What the service found counts; our own rules add what it does not know. */
export const mergePii = (detected: DetectedPii[], own: DetectedPii[]): DetectedPii[] =>
  [...detected, ...own.filter((span) => !detected.some((other) => overlaps(other, span)))].sort(
    (a, b) => a.begin - b.begin,
  )
