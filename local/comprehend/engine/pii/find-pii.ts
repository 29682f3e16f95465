// Personal data in English: shapes and words of our own, phone numbers by libphonenumber, names by the entities' engine.
import { findPhoneNumbersInText } from 'libphonenumber-js/max'
import { englishEntities } from '../entities/english-entities.ts'
import { findMeasures } from '../entities/english-measures.ts'
import { withoutOverlaps } from '../finding.ts'
import type { TypedSpan } from '../finding.ts'
import { PII_RULES } from './pii-patterns.ts'

const SAYS_PHONE =
  /\b(?:phone|call|cell|mobile|tel|text|reach|fax|number|dial|pager|whatsapp|contact)\b[^.!?\n]{0,40}$/i

export function findPii(text: string): TypedSpan[] {
  return withoutOverlaps([...shapes(text), ...phones(text), ...dates(text), ...names(text)])
}

function shapes(text: string): TypedSpan[] {
  return PII_RULES.flatMap(({ type, pattern, score, check }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const [begin, end] = match.indices?.groups?.['span'] ?? [match.index, match.index + match[0].length]
      return !check || check(text.slice(begin, end)) ? [{ begin, end, type, score }] : []
    }),
  )
}

/** A number of Korea's or with a country's code anywhere; one of the United States; a local one where words say so. */
function phones(text: string): TypedSpan[] {
  const international = (['US', 'KR', 'GB'] as const).flatMap((country) =>
    findPhoneNumbersInText(text, country).filter(
      ({ startsAt, number }) =>
        country === 'US' || text[startsAt] === '+' || (/^0\d/.test(text.slice(startsAt)) && number.isValid()),
    ),
  )
  const found = international.map(({ startsAt, endsAt }) => ({
    begin: startsAt,
    end: endsAt,
    type: 'PHONE',
    // A run of digits alone may as well be an account.
    score: /\D/.test(text.slice(startsAt, endsAt)) ? 0.97 : 0.8,
  }))
  // Numbers that nobody has are not valid to the library, and are what films and examples say: 555-0142.
  const fictional = [...text.matchAll(/(?<![\d-])(?:\(?\d{3}\)?[-. ]\s?)?\d{3}[-. ]\d{4}(?![\d-])/g)]
    .filter(
      ({ index, 0: said }) => /555/.test(said) || SAYS_PHONE.test(text.slice(Math.max(0, index - 60), index)),
    )
    .map(({ index, 0: said }) => ({ begin: index, end: index + said.length, type: 'PHONE', score: 0.9 }))
  return [...found, ...fictional]
}

const dates = (text: string): TypedSpan[] =>
  findMeasures(text)
    .filter(({ type }) => type === 'DATE')
    .map((span) => ({ ...span, type: 'DATE_TIME', score: span.score - 0.1 }))

const names = (text: string): TypedSpan[] =>
  englishEntities(text)
    .filter(({ type }) => type === 'PERSON')
    .map((span) => ({ ...span, type: 'NAME' }))
