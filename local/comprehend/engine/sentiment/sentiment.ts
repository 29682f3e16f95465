// From how good and how bad a text's clauses sound to the four scores of the service.

export type SentimentName = 'POSITIVE' | 'NEGATIVE' | 'NEUTRAL' | 'MIXED'

export interface Sentiment {
  name: SentimentName
  /** Add up to 1. */
  positive: number
  negative: number
  neutral: number
  mixed: number
}

/** What the service reads of a text in real time, in characters (guidelines-and-limits of its developer guide). */
export const READ_CHARACTERS = 500

/** A tone nearer to zero than this says nothing. */
const FAINT = 0.15
/** How strongly both sides must speak before a text is mixed. */
const PLAIN = 0.3
const SLOPE = 6

export interface Tones {
  /** The tone of the whole, -1 to 1. */
  whole: number
  /** Those of its clauses. */
  clauses: number[]
}

export const firstCharacters = (text: string) => Array.from(text).slice(0, READ_CHARACTERS).join('')

export function sentimentOf({ whole, clauses }: Tones): Sentiment {
  const best = Math.max(0, ...clauses)
  const worst = Math.max(0, ...clauses.map((tone) => -tone))
  const weights = {
    positive: Math.exp(SLOPE * (whole - FAINT)),
    negative: Math.exp(SLOPE * (-whole - FAINT)),
    neutral: 1,
    mixed: mixedWeight(Math.min(best, worst), whole),
  }
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  const scores = {
    positive: weights.positive / total,
    negative: weights.negative / total,
    neutral: weights.neutral / total,
    mixed: weights.mixed / total,
  }
  return { name: strongest(scores), ...scores }
}

/** Mixed outweighs the tone of the whole as soon as both sides are plain. */
function mixedWeight(weakerSide: number, whole: number): number {
  if (weakerSide < PLAIN) return 0.02
  return 2 * Math.exp(SLOPE * (Math.abs(whole) - FAINT)) + 2
}

function strongest(scores: Record<'positive' | 'negative' | 'neutral' | 'mixed', number>): SentimentName {
  const [first] = Object.entries(scores).sort(([, a], [, b]) => b - a)
  return first![0].toUpperCase() as SentimentName
}
