// How toxic an English text is: profanity by obscenity's list, the other kinds by rules of our own.
import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity'
import { TOXIC_NAMES } from './toxic-names.ts'
import type { ToxicName, ToxicityReading } from './toxic-names.ts'
import { TOXICITY_RULES } from './toxicity-rules.ts'

/** What a text scores in which nothing is found: nothing is ever quite sure. */
const QUIET = 0.02

const dataset = englishDataset.build()
const matcher = new RegExpMatcher({ ...dataset, ...englishRecommendedTransformers })

/** What a word of the list is beside profane; words that are harmless in most sentences count for little. */
const KINDS: Record<string, Partial<Record<ToxicName, number>>> = {
  ...kindsOf('nigger kike chink fag tranny dyke abo negro africoon arabush boonga chingchong', {
    HATE_SPEECH: 0.95,
    PROFANITY: 0.8,
  }),
  ...kindsOf('spastic retard', { HATE_SPEECH: 0.7, INSULT: 0.75, PROFANITY: 0.5 }),
  ...kindsOf(
    'cum blowjob deepthroat dildo buttplug doggystyle ejaculate felch fellatio handjob hentai porn orgy',
    { SEXUAL: 0.9, PROFANITY: 0.6 },
  ),
  ...kindsOf('lubejob masturbate orgasm penis vagina semen anal anus boob tit sex incest', {
    SEXUAL: 0.7,
    PROFANITY: 0.3,
  }),
  ...kindsOf('gangbang bestiality', { SEXUAL: 0.95, PROFANITY: 0.7 }),
  ...kindsOf('rape', { VIOLENCE_OR_THREAT: 0.75, SEXUAL: 0.6 }),
  ...kindsOf('bastard bitch cunt dick prick slut twat wank whore cock arse ass hooker', {
    PROFANITY: 0.88,
    INSULT: 0.6,
  }),
  ...kindsOf('fuck shit piss bollocks pussy', { PROFANITY: 0.96 }),
}
const OTHER_WORD = { PROFANITY: 0.6 }

function kindsOf(words: string, kinds: Partial<Record<ToxicName, number>>) {
  return Object.fromEntries(words.split(' ').map((word) => [word, kinds]))
}

export function readToxicity(text: string): ToxicityReading {
  const labels = Object.fromEntries(TOXIC_NAMES.map((name) => [name, QUIET])) as Record<ToxicName, number>
  const raise = (kinds: Partial<Record<ToxicName, number>>) => {
    for (const [name, score] of Object.entries(kinds)) {
      labels[name as ToxicName] = Math.max(labels[name as ToxicName], score)
    }
  }
  for (const word of profaneWords(text)) raise(KINDS[word] ?? OTHER_WORD)
  for (const { kinds, pattern } of TOXICITY_RULES) if (pattern.test(text)) raise(kinds)
  return { labels, toxicity: overall(Object.values(labels)) }
}

function profaneWords(text: string): string[] {
  const words = new Map(matcher.getAllMatches(text).map(({ termId }) => [termId, wordOf(termId)]))
  return [...words.values()]
}

const wordOf = (termId: number) =>
  englishDataset.getPayloadWithPhraseMetadata({ termId, startIndex: 0, endIndex: 0, matchLength: 0 })
    .phraseMetadata?.originalWord ?? ''

/** Several kinds together are surer than the surest alone. */
function overall(scores: number[]): number {
  const surest = Math.max(...scores)
  const others = scores.filter((score) => score > 0.5).length - 1
  return Math.min(0.99, surest + Math.max(0, others) * 0.02)
}
