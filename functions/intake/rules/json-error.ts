// Where a text stops being JSON. The engine's own messages leave the place out for short texts.

const WHITE_SPACE = /[ \t\n\r]*/y
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

/** What may come next. */
type Expected = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end' | 'nothing'

/** Offset of the first character that cannot stand where it stands; undefined for valid JSON. Loops, never recurses. */
export function findJsonError(text: string): number | undefined {
  const open: string[] = []
  let expected: Expected = 'value'
  let at = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }
  const afterValue = (): Expected => (open.length > 0 ? 'comma-or-end' : 'nothing')
  for (;;) {
    take(WHITE_SPACE)
    const sign = text[at]
    if (sign === undefined) return expected === 'nothing' ? undefined : at
    const closes = sign === open.at(-1) && expected.endsWith('-or-end')
    if (closes) {
      open.pop()
      at++
      expected = afterValue()
    } else if (expected === 'value' || expected === 'value-or-end') {
      if (sign === '{' || sign === '[') {
        open.push(sign === '{' ? '}' : ']')
        at++
        expected = sign === '{' ? 'name-or-end' : 'value-or-end'
      } else if (take(STRING) || take(SCALAR)) expected = afterValue()
      else return at
    } else if (expected === 'name' || expected === 'name-or-end') {
      if (!take(STRING)) return at
      expected = 'colon'
    } else if (expected === 'colon' && sign === ':') {
      at++
      expected = 'value'
    } else if (expected === 'comma-or-end' && sign === ',') {
      at++
      expected = open.at(-1) === '}' ? 'name' : 'value'
    } else return at
  }
}

/** Line and column from 1, as editors count them. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
