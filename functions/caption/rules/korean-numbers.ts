// Numbers of Korea and of payment cards that a check digit tells from others.

const digitsOf = (text: string) => Array.from(text.replace(/\D/g, ''), Number)

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]

/** Since then the digits behind the first of the second half are drawn by lot, without a check digit. */
const FIRST_RANDOM_BIRTH = 20_201_001

/** The thirteenth digit follows from the others; those of foreigners are shifted by two. */
function hasCheckDigit(digits: number[]): boolean {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * digits[place]!, 0)
  const shift = digits[6]! >= 5 ? 13 : 11
  return (shift - (sum % 11)) % 10 === digits[12]
}

/** yyyymmdd; the seventh digit tells the century. */
function birthOf(digits: number[]): number {
  const [decade, year] = digits
  const isOldCentury = [1, 2, 5, 6].includes(digits[6]!)
  const monthAndDay = Number(digits.slice(2, 6).join(''))
  return ((isOldCentury ? 1900 : 2000) + decade! * 10 + year!) * 10_000 + monthAndDay
}

/**
 * How surely it is a resident registration number: its date exists and its check digit is right, or it is of those that have
 * none. Undefined for other numbers. Source: the rules for the Resident Registration Act, and their change of October 2020.
 */
export function readResidentNumber(text: string): number | undefined {
  const digits = digitsOf(text)
  const [month, day] = [digits.slice(2, 4), digits.slice(4, 6)].map((pair) => Number(pair.join('')))
  if (digits.length !== 13 || day! < 1 || day! > (DAYS[month! - 1] ?? 0)) return undefined
  if (hasCheckDigit(digits)) return 0.99
  if (birthOf(digits) >= FIRST_RANDOM_BIRTH) return 0.9
  return /\D/.test(text) ? 0.6 : undefined
}

function passesLuhn(digits: number[]): boolean {
  const sum = digits.toReversed().reduce((total, digit, place) => {
    const counted = place % 2 === 0 ? digit : digit * 2
    return total + (counted > 9 ? counted - 9 : counted)
  }, 0)
  return sum % 10 === 0
}

/** What numbers of cards begin with, those for use in Korea alone (9) included. */
const ISSUERS = /^(?:4|5[1-5]|2[2-7]|3[4-7]|6[0-5]|9)/

export function isCardNumber(text: string): boolean {
  const digits = digitsOf(text)
  return ISSUERS.test(digits.join('')) && new Set(digits).size > 1 && passesLuhn(digits)
}
