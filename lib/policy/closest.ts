/** How many letters must be put in, taken out or changed to make one word of the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1]
    for (const [column, candidate] of [...other].entries()) {
      const replaced = previous[column]! + (letter === candidate ? 0 : 1)
      current.push(Math.min(replaced, previous[column + 1]! + 1, current[column]! + 1))
    }
    previous = current
  }
  return previous[other.length]!
}

/** Longer texts are no misspelt names. */
const LONGEST_NAME = 100

/** The name that was probably meant: the nearest one, unless more than a third of it is wrong. Case is no difference. */
export function findClosest(text: string, names: string[]): string | undefined {
  const lower = text.slice(0, LONGEST_NAME).toLowerCase()
  const ranked = names
    .map((name) => ({ name, distance: editDistance(lower, name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)
  const [best] = ranked
  return best && best.distance <= Math.ceil(best.name.length / 3) ? best.name : undefined
}

/** The end of a sentence: `; did you mean "violence"?`, or nothing but a full stop. */
export function suggest(text: string, names: string[]): string {
  const closest = findClosest(text, names)
  return closest === undefined ? '.' : `; did you mean "${closest}"?`
}
