// English sentiment by VADER, read clause by clause so that "lovely, but too slow" is heard as both.
import vader from 'vader-sentiment'
import { firstCharacters, sentimentOf } from './sentiment.ts'
import type { Sentiment } from './sentiment.ts'

const SENTENCE_END = /(?<=[.!?…])\s+|\n+/
const TURN = /[,;]?\s+(?:but|although|though|however|yet|whereas|except that|even if)\s+/i

/**
 * Words of everyday speech that VADER counts as feelings, by the word it reads instead: "like" as a preposition, "well"
 * at the beginning, "no" as an answer, and the courtesies.
 */
const PLAIN_SPEECH: [RegExp, string][] = [
  [/\b(looks?|looked|sounds?|sounded|feels?|felt|something|just|is|was|it's) like\b/gi, '$1 as'],
  [/(^|[.!?]\s+)(?:well|okay|ok|yes|yeah|no)(?=[,.])/gi, '$1so'],
  [/\bplease\b/gi, ''],
  [/\bthe (?:matter|party|fire)\b/gi, 'that'],
  [/\b(?:shares?|interest rates?|number one|no one|no longer|no \d+)\b/gi, 'that'],
]

/** What captions say and VADER's lexicon, made of short messages, does not know. */
const UNKNOWN_WORDS: [RegExp, string][] = [
  [
    /\b(?:breathtaking|mesmeri[sz]ing|unforgettable|heartwarming|gripping|flawless|superbly?)\b/gi,
    'wonderful',
  ],
  [
    /\b(?:unwatchable|dreadful|tedious|underwhelming|overpriced|subpar|unbearable|intolerable|appalling|atrocious)\b/gi,
    'awful',
  ],
  [/\b(?:waste of (?:time|money)|fell apart|let (?:me|us) down|(?:was|is|were) a mess)\b/gi, 'was awful'],
  [/\b(?:could(?: not|n't) be (?:happier|better))\b/gi, 'is wonderful'],
  [/\b(?:crashes|crashed|broke down|never works?|doesn't work|stopped working)\b/gi, 'fails badly'],
]

const reworded = (text: string) =>
  [...PLAIN_SPEECH, ...UNKNOWN_WORDS].reduce(
    (said, [pattern, instead]) => said.replace(pattern, instead),
    text,
  )

const toneOf = (text: string) => vader.SentimentIntensityAnalyzer.polarity_scores(text).compound

export function englishSentiment(text: string): Sentiment {
  const read = reworded(firstCharacters(text))
  const clauses = read.split(SENTENCE_END).flatMap((sentence) => sentence.split(TURN))
  return sentimentOf({ whole: toneOf(read), clauses: clauses.filter((clause) => clause.trim()).map(toneOf) })
}
