// Korean key phrases, approximately: runs of words that look like nouns; only the last may carry a particle, save 의.
import type { Span } from '../finding.ts'
import { wordsOf } from '../korean/words.ts'
import type { Word } from '../korean/words.ts'

const MOST_WORDS = 5

export function koreanPhrases(text: string): Span[] {
  const spans: Span[] = []
  let run: Word[] = []
  const close = () => {
    if (run.length > 0) spans.push(spanOf(run))
    run = []
  }
  for (const word of wordsOf(text)) {
    if (!word.isNominal) {
      close()
      continue
    }
    run.push(word)
    const goesOn = word.particle === '' || word.particle === '의'
    if (!goesOn || word.endsPhrase || run.length === MOST_WORDS) close()
  }
  close()
  return spans
}

const spanOf = (run: Word[]): Span => ({
  begin: run[0]!.begin,
  end: run.at(-1)!.end,
  // A particle says that the word is a noun; a word without one may be anything.
  score: run.at(-1)!.particle === '' ? 0.7 : Math.min(0.95, 0.82 + 0.04 * run.length),
})
