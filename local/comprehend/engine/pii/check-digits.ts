// Check digits: most numbers that people write are none of theirs, and this tells.

const digitsOf = (text: string) => [...text.replace(/\D/g, '')].map(Number)

/** Of payment cards and Canadian social insurance numbers. */
export function passesLuhn(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .map((digit, place) => (place % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2))
    .reduce((total, digit) => total + digit, 0)
  return sum % 10 === 0
}

/** ISO 13616: letters count from 10, the first four characters move to the end, and the rest of 97 is 1. */
export function isIban(text: string): boolean {
  const iban = text.replace(/\s/g, '').toUpperCase()
  if (iban.length < 15 || iban.length > 34) return false
  const numbers = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  )
  return BigInt(numbers) % 97n === 1n
}

/** Of the nine digits of a US bank, three by three weighed with 3, 7 and 1. */
export function isRoutingNumber(text: string): boolean {
  const digits = digitsOf(text)
  const sum = digits.reduce((total, digit, place) => total + digit * [3, 7, 1][place % 3]!, 0)
  return digits.length === 9 && sum > 0 && sum % 10 === 0
}

/** Of the ten digits of the UK's health service, by weights from 10 down and 11 as modulus. */
export function isHealthServiceNumber(text: string): boolean {
  const digits = digitsOf(text)
  const check = 11 - (digits.slice(0, 9).reduce((sum, digit, place) => sum + digit * (10 - place), 0) % 11)
  return digits.length === 10 && (check === 11 ? 0 : check) === digits[9]
}

/** Never given out: area 000, 666 and 9xx, group 00, serial 0000. */
export const isSocialSecurityNumber = (text: string) =>
  /^(?!000|666|9)\d{3}\D?(?!00)\d{2}\D?(?!0000)\d{4}$/.test(text)

const VIN_VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ'
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/** ISO 3779 with the check digit of North America in ninth place. */
export function isVehicleNumber(text: string): boolean {
  const sum = [...text.toUpperCase()].reduce(
    (total, character, place) => total + (VIN_VALUES.indexOf(character) % 10) * (VIN_WEIGHTS[place] ?? 0),
    0,
  )
  return (
    text.length === 17 && 'X0123456789'[(sum % 11) + 1 > 10 ? 0 : (sum % 11) + 1] === text[8]?.toUpperCase()
  )
}
