/** Turns an index in UTF-16 units into one in characters, as the service counts them: an emoji is one. */
export function codePointIndex(text: string): (utf16Index: number) => number {
  const pairs = [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map(({ index }) => index)
  if (pairs.length === 0) return (index) => index
  return (index) => index - countBelow(pairs, index)
}

/** How many of the ascending numbers are below the limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}
