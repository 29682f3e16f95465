declare module 'vader-sentiment' {
  export const SentimentIntensityAnalyzer: {
    /** `compound` is the tone of the whole, -1 to 1; the others are shares that add up to 1. */
    polarity_scores(text: string): { neg: number; neu: number; pos: number; compound: number }
  }
}
