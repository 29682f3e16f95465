// Where a text stops being JSON (RFC 8259). The engine's own messages leave the place out for short texts.

const WHITE_SPACE = /[ \t\n\r]*/y
/** Between the quotes: anything from the space on but a quote or a backslash, and escapes. */
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

/** What may stand at the place that was reached. */
type Expected = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end' | 'nothing'

/** A reader's place in the text: what is open, by the sign that closes it, and what may come. */
interface Place {
  text: string
  at: number
  open: string[]
  expected: Expected
}

function take(place: Place, pattern: RegExp): boolean {
  pattern.lastIndex = place.at
  const isThere = pattern.test(place.text)
  if (isThere) place.at = pattern.lastIndex
  return isThere
}

function takeSign(place: Place, next: Expected): boolean {
  place.at++
  place.expected = next
  return true
}

const afterValue = ({ open }: Place): Expected => (open.length > 0 ? 'comma-or-end' : 'nothing')

function takeValue(place: Place): boolean {
  const sign = place.text[place.at]
  if (sign === '{' || sign === '[') {
    place.open.push(sign === '{' ? '}' : ']')
    return takeSign(place, sign === '{' ? 'name-or-end' : 'value-or-end')
  }
  if (!take(place, STRING) && !take(place, SCALAR)) return false
  place.expected = afterValue(place)
  return true
}

function takeName(place: Place): boolean {
  if (!take(place, STRING)) return false
  place.expected = 'colon'
  return true
}

/** Goes one step on; false where nothing that is expected stands. */
function step(place: Place): boolean {
  const sign = place.text[place.at]
  if (sign === place.open.at(-1) && place.expected.endsWith('-or-end')) {
    place.open.pop()
    return takeSign(place, afterValue(place))
  }
  switch (place.expected) {
    case 'value':
    case 'value-or-end':
      return takeValue(place)
    case 'name':
    case 'name-or-end':
      return takeName(place)
    case 'colon':
      return sign === ':' && takeSign(place, 'value')
    case 'comma-or-end':
      return sign === ',' && takeSign(place, place.open.at(-1) === '}' ? 'name' : 'value')
    case 'nothing':
      return false
  }
}

/** Offset of the first sign that cannot stand where it stands; undefined for valid JSON. It loops and never recurses. */
export function findJsonError(text: string): number | undefined {
  const place: Place = { text, at: 0, open: [], expected: 'value' }
  do take(place, WHITE_SPACE)
  while (place.at < text.length && step(place))
  return place.at === text.length && place.expected === 'nothing' ? undefined : place.at
}

/** Line and column from 1, as editors count them. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
