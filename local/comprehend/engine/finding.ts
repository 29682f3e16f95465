/** A stretch of the text. `begin` and `end` count UTF-16 units, as JavaScript does; `end` is behind the last one. */
export interface Span {
  begin: number
  end: number
  /** How sure the rule that found it is, 0 to 1. Not calibrated. */
  score: number
}

export interface TypedSpan extends Span {
  type: string
}

const lengthOf = ({ begin, end }: Span) => end - begin

/** Of spans that overlap the surer one stays, of equally sure ones the longer; in the order of the text. */
export function withoutOverlaps<T extends Span>(spans: readonly T[]): T[] {
  const best = spans.toSorted((a, b) => b.score - a.score || lengthOf(b) - lengthOf(a) || a.begin - b.begin)
  const kept: T[] = []
  for (const span of best) {
    if (kept.every((other) => span.end <= other.begin || other.end <= span.begin)) kept.push(span)
  }
  return kept.sort((a, b) => a.begin - b.begin)
}
