// CP949 (also “Unified Hangul Code”), in which most old Korean files are. The runtime's decoder for it knows only the 2350
// syllables of KS X 1001; CP949 has the other 8822 in the order of Unicode, in the pairs of bytes that were left free.

const FIRST_SYLLABLE = 0xac00
const LAST_SYLLABLE = 0xd7a3

/** Second bytes that are free in every row, in order; from the row 0xA1 on those from 0xA1 up are taken. */
const TRAILS = [
  ...Array.from({ length: 26 }, (_, index) => 0x41 + index),
  ...Array.from({ length: 26 }, (_, index) => 0x61 + index),
  ...Array.from({ length: 0xfe - 0x80 }, (_, index) => 0x81 + index),
]

const isStandard = (lead: number, trail: number) => lead >= 0xa1 && trail >= 0xa1

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

let known: Map<number, string> | undefined

/** By both bytes as one number. */
function extendedSyllables(): Map<number, string> {
  if (known !== undefined) return known
  const pairs = range(0xb0, 0xc8).flatMap((lead) => range(0xa1, 0xfe).flatMap((trail) => [lead, trail]))
  const standard = new Set(new TextDecoder('euc-kr').decode(Uint8Array.from(pairs)))
  const others = range(FIRST_SYLLABLE, LAST_SYLLABLE)
    .map((code) => String.fromCharCode(code))
    .filter((syllable) => !standard.has(syllable))
  const places = range(0x81, 0xc6).flatMap((lead) =>
    TRAILS.filter((trail) => !isStandard(lead, trail)).map((trail) => (lead << 8) | trail),
  )
  known = new Map(others.map((syllable, index) => [places[index]!, syllable]))
  return known
}

/** What cannot be decoded becomes U+FFFD. */
export function decodeCp949(bytes: Uint8Array): string {
  const decoder = new TextDecoder('euc-kr')
  const syllables = extendedSyllables()
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    const [lead, trail] = [bytes[at]!, bytes[at + 1] ?? 0]
    if (lead < 0x81) continue
    const syllable = isStandard(lead, trail) ? undefined : syllables.get((lead << 8) | trail)
    if (syllable !== undefined) {
      parts.push(decoder.decode(bytes.subarray(start, at)), syllable)
      start = at + 2
    }
    if (syllable !== undefined || isStandard(lead, trail)) at++
  }
  parts.push(decoder.decode(bytes.subarray(start)))
  return parts.join('')
}
